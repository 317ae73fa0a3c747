"""What moderation adds to the admin: words in the log, and who is trusted and who moderates."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from directory.models import Moderator, Trust
from directory.moderation.decisions import Decision
from directory.moderation.vouching import RENEWED, WITHDRAWN
from directory.viewsets import TopicCheckboxes


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        "directory.review.unasked",
        gettext_lazy("Publish without review"),
        gettext_lazy("Published without review, because the organisation is trusted"),
    )
    actions.register_action(
        "directory.correction.decide",
        gettext_lazy("Decide about a correction"),
        gettext_lazy("Decided about a correction that a visitor has proposed"),
    )
    actions.register_action(
        "directory.report.answer",
        gettext_lazy("Answer a report"),
        gettext_lazy("Answered a report of a visitor"),
    )

    actions.register_action(
        RENEWED,
        gettext_lazy("Vouch anew"),
        gettext_lazy("Vouched anew, after the entry had changed"),
    )
    actions.register_action(
        WITHDRAWN, gettext_lazy("Vouch no longer"), gettext_lazy("Vouches for it no longer")
    )

    @actions.register_action("directory.review.decide")
    class Decided(LogFormatter):
        label = gettext_lazy("Decide about a review")

        def format_message(self, log_entry):
            data = log_entry.data
            said = Decision(data["decision"]).label
            if data["vouched_by"]:
                said = _("%(said)s (vouched for by %(who)s)") % {
                    "said": said,
                    "who": data["vouched_by"],
                }
            return _("%(said)s by link") % {"said": said} if data["by_link"] else said

        def format_comment(self, log_entry):
            return log_entry.data["reason"]


class TrustViewSet(SnippetViewSet):
    model = Trust
    icon = "success"
    list_display = ["organisation", "get_level_display", "may_vouch"]
    list_filter = ["level", "may_vouch"]
    search_fields = ["organisation__title"]
    panels = [FieldPanel("organisation"), FieldPanel("level"), FieldPanel("may_vouch")]

    def get_queryset(self, request):
        return Trust.objects.select_related("organisation").order_by("organisation__title")


class ModeratorViewSet(SnippetViewSet):
    model = Moderator
    icon = "user"
    list_display = ["user", "areas"]
    search_fields = ["user__username", "user__email"]
    panels = [
        FieldPanel("user"),
        FieldPanel("topics", widget=TopicCheckboxes),
        FieldPanel("areas"),
    ]

    def get_queryset(self, request):
        return Moderator.objects.select_related("user").order_by("user__username")


class ReviewGroup(SnippetViewSetGroup):
    """Seen by operators; nobody else has these rights from the start."""

    items = (TrustViewSet, ModeratorViewSet)
    menu_icon = "clipboard-list"
    menu_label = gettext_lazy("Review")
    menu_order = 170


register_snippet(ReviewGroup)
