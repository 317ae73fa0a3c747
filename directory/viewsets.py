"""How every kind of record is listed and edited in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet


def tabs(*panels, owner=None):
    """The tabs of a record: what it says, the same in English, and where it comes from."""
    text = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("owner", heading=owner or _("Organisation")),
        *panels,
        FieldPanel("description"),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("tags"), FieldPanel("audiences")],
            heading=_("What it is about"),
        ),
    ]
    english = [FieldPanel("title_en"), FieldPanel("summary_en"), FieldPanel("description_en")]
    origin = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("confirmed_on"), FieldPanel("confirmed_by")]),
                FieldPanel("renewal_months"),
            ],
            heading=_("Checked"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("source", read_only=True),
                FieldPanel("source_name", read_only=True),
                FieldPanel("external_id", read_only=True),
            ],
            heading=_("Source"),
        ),
        FieldRowPanel([FieldPanel("language"), FieldPanel("licence")]),
        FieldPanel("slug"),
        PublishingPanel(),
    ]
    return TabbedInterface(
        [
            ObjectList(text, heading=_("Record")),
            ObjectList(english, heading=_("English")),
            ObjectList(origin, heading=_("Check and source")),
        ]
    )


class ListingViewSet(SnippetViewSet):
    """Plain database search and an own status column: Wagtail's cost two queries a row.

    It is a SnippetViewSet because only that has draft, workflow and lock views; rights per object
    will restrict `get_queryset` and `construct_view`.
    """

    list_display = ["title", "owner", BooleanColumn("live", label=_("public")), UpdatedAtColumn()]
    list_filter = ["live", "topics"]
    list_per_page = 50
    search_fields = ["title", "summary"]
    inspect_view_enabled = True
    copy_view_enabled = True
    add_to_admin_menu = True

    def get_queryset(self, request):
        return self.model.objects.select_related("owner")
