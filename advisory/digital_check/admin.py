"""The questions of the Digital-Check in the admin, for who runs the hub."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from advisory.models import QuestionSet
from directory.viewsets import publication_column


def _words(name):
    """A sentence that is read as a whole, also where it is longer than a line."""
    return FieldPanel(name, widget=AdminAutoHeightTextInput)


class QuestionSetViewSet(SnippetViewSet):
    model = QuestionSet
    icon = "tasks"
    add_to_admin_menu = True
    menu_label = _("Digital check")
    menu_order = 156
    list_display = ["title", publication_column, UpdatedAtColumn()]
    panels = [
        HelpPanel(
            content=_(
                "Visitors get the set that was published last. Drafts change nothing; whoever "
                "has begun with a published version finishes with it."
            )
        ),
        FieldPanel("title"),
        FieldPanel("subject"),
        InlinePanel(
            "questions",
            label=_("Statement"),
            panels=[
                FieldPanel("dimension"),
                FieldRowPanel([_words("text"), _words("text_en")]),
                FieldRowPanel([_words("help"), _words("help_en")]),
            ],
        ),
        InlinePanel(
            "searches",
            label=_("Search for offers"),
            panels=[FieldRowPanel([FieldPanel("dimension"), FieldPanel("search")])],
        ),
    ]


register_snippet(QuestionSetViewSet)
