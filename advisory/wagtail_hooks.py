from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet

from advisory.digital_check import admin as digital_check_admin  # noqa: F401
from advisory.models import AdvisoryService, FundingProgramme
from advisory.requests import admin  # noqa: F401
from directory.viewsets import ListingViewSet, tabs

AREA_HELP = _("Tick states and counties; write single municipalities by their name.")


class AdvisoryServiceViewSet(ListingViewSet):
    model = AdvisoryService
    icon = "help"
    menu_order = 140
    list_filter = ["live", "kind", "cost", "topics"]
    edit_handler = tabs(
        FieldPanel("kind"),
        FieldPanel("for_whom"),
        FieldPanel("size_classes"),
        FieldPanel("territory", help_text=AREA_HELP),
        FieldRowPanel([FieldPanel("cost"), FieldPanel("cost_note")]),
        FieldPanel("channels"),
        FieldRowPanel([FieldPanel("email"), FieldPanel("phone"), FieldPanel("url")]),
        FieldPanel("answer_within_days"),
        FieldPanel("languages"),
        owner=_("Institution"),
    )


class FundingProgrammeViewSet(ListingViewSet):
    model = FundingProgramme
    icon = "pick"
    menu_order = 150
    list_display = ["title", "authority", *ListingViewSet.list_display[2:]]
    list_filter = ["live", "kind", "level", "state", "topics"]
    edit_handler = tabs(
        FieldRowPanel([FieldPanel("kind"), FieldPanel("level"), FieldPanel("state")]),
        FieldPanel("authority"),
        FieldPanel("link"),
        FieldPanel("purposes"),
        MultiFieldPanel(
            [
                FieldPanel("who"),
                FieldPanel("territory", help_text=AREA_HELP),
                FieldRowPanel([FieldPanel("employees_min"), FieldPanel("employees_max")]),
                FieldRowPanel([FieldPanel("age_from"), FieldPanel("age_below")]),
                FieldPanel("further_conditions"),
                FieldPanel("legal_forms"),
                FieldPanel("industries"),
                FieldPanel("not_industries"),
            ],
            heading=_("Who can apply"),
            help_text=_(
                "The check compares this with the answers of a company. What is left empty is no "
                "condition; what you do not know for sure belongs into “further conditions”."
            ),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("amount_min"), FieldPanel("amount_max")]),
                FieldRowPanel([FieldPanel("rate_min_percent"), FieldPanel("rate_percent")]),
                FieldPanel("amount_note"),
                FieldPanel("cumulation"),
            ],
            heading=_("How much"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("start_rule"),
                FieldRowPanel([FieldPanel("deadline"), FieldPanel("known_on")]),
                InlinePanel("deadlines", label=_("Deadline of a round")),
            ],
            heading=_("When"),
        ),
        owner=_("Organisation"),
    )


register_snippet(AdvisoryServiceViewSet)
register_snippet(FundingProgrammeViewSet)
