"""How every kind of record is listed and edited in the admin."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from directory.admin_form import RecordForm
from directory.admin_rights import policy_of
from directory.choosers import ListingChooserViewSet, RestrictedChooserViewSet
from directory.publication import publication
from directory.record_views import CopyAsNewView, InspectInWordsView
from directory.restricted_views import restricted
from directory.rights import Action

CHECKED = ("confirmed_on", "confirmed_by")


class TopicCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes that nobody unticks by forgetting a key; a topic of the second level has a dash."""

    def create_option(self, name, value, label, *args, **kwargs):
        is_second_level = bool(value.instance.parent_id)
        label = f"– {label}" if is_second_level else label
        return super().create_option(name, value, label, *args, **kwargs)


def tabs(*panels, owner=None, origin=(), form=None, renewed=True):
    """The tabs of a record: what it says, the same in English, and where it comes from.

    `origin` are further panels of the last tab; not `renewed` is what has a rhythm of its own.
    """
    text = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("owner", heading=owner or _("Organisation")),
        *panels,
        FieldPanel("description"),
        MultiFieldPanel(
            [
                FieldPanel("topics", widget=TopicCheckboxes),
                FieldPanel("tags"),
                FieldPanel("audiences"),
            ],
            heading=_("What it is about"),
        ),
    ]
    english = [FieldPanel("title_en"), FieldPanel("summary_en"), FieldPanel("description_en")]
    origin = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel(name, read_only=True) for name in CHECKED]),
                *([FieldPanel("renewal_months")] if renewed else []),
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
        *origin,
        PublishingPanel(),
    ]
    return TabbedInterface(
        [
            ObjectList(text, heading=_("Record")),
            ObjectList(english, heading=_("English")),
            ObjectList(origin, heading=_("Check and source")),
        ],
        base_form_class=form or RecordForm,
    )


publication_column = Column("live", label=_("Publication"), accessor=publication, sort_key="live")


class RestrictedViewSet(SnippetViewSet):
    """Records of which everybody sees and changes those for which one has the right."""

    chooser_viewset_class = RestrictedChooserViewSet

    def construct_view(self, view_class, **kwargs):
        return super().construct_view(restricted(view_class), **kwargs)

    def get_queryset(self, request):
        return policy_of(self.model).among(request.user, Action.VIEW, self.model.objects.all())


class ListingViewSet(RestrictedViewSet):
    """Plain database search and an own status column: Wagtail's cost two queries a row.

    It is a SnippetViewSet because only that has draft, workflow and lock views.
    """

    list_display = ["title", "owner", publication_column, UpdatedAtColumn()]
    list_filter = ["live", "topics"]
    list_export = [
        "title",
        "get_kind_display",
        "owner",
        "summary",
        "slug",
        "live",
        "confirmed_on",
        "updated_at",
    ]
    export_headings = {"get_kind_display": _("kind"), "live": _("public")}
    list_per_page = 50
    search_fields = ["title", "summary"]
    chooser_viewset_class = ListingChooserViewSet
    chooser_per_page = 25
    inspect_view_enabled = True
    inspect_view_class = InspectInWordsView
    copy_view_enabled = True
    copy_view_class = CopyAsNewView
    add_to_admin_menu = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("owner")
