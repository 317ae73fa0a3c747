from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from directory.models import Municipality, Organisation, Topic
from directory.viewsets import ListingViewSet, tabs

address_panels = [
    FieldPanel("name"),
    FieldPanel("street"),
    FieldRowPanel([FieldPanel("postcode"), FieldPanel("place")]),
    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
    FieldPanel("is_primary"),
]


class OrganisationViewSet(ListingViewSet):
    model = Organisation
    icon = "group"
    menu_order = 110
    list_display = ["title", "kind", *ListingViewSet.list_display[2:]]
    list_filter = ["live", "kind", "topics"]
    edit_handler = tabs(
        FieldRowPanel([FieldPanel("kind"), FieldPanel("legal_form")]),
        FieldRowPanel([FieldPanel("founded"), FieldPanel("size_class"), FieldPanel("wz_code")]),
        FieldPanel("offers"),
        FieldPanel("seeks"),
        FieldPanel("website"),
        FieldPanel("logo"),
        InlinePanel("locations", panels=address_panels, label=_("Location")),
        InlinePanel("contact_points", label=_("Contact point")),
        InlinePanel("social_links", label=_("Social link")),
        InlinePanel(
            "relations_out",
            panels=[FieldPanel("kind"), FieldPanel("target")],
            label=_("Relation"),
        ),
        owner=_("Entered by"),
    )


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["title", "title_en", "parent", "slug"]
    search_fields = ["title", "title_en"]


class MunicipalityViewSet(SnippetViewSet):
    model = Municipality
    icon = "site"
    list_display = ["short_name", "county", "ags", "postcodes"]
    search_fields = ["name", "postcodes", "ags"]


register_snippet(OrganisationViewSet)
register_snippet(TopicViewSet)
register_snippet(MunicipalityViewSet)
