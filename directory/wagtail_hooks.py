from django.db import router
from django.db.models.deletion import Collector, ProtectedError
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from directory import admin_hooks, pictures  # noqa: F401
from directory.errands import home_panel  # noqa: F401
from directory.freshness import admin  # noqa: F401
from directory.models import Municipality, Organisation, Topic
from directory.moderation import admin_hooks as moderation_hooks  # noqa: F401
from directory.postings import admin as posting_admin  # noqa: F401
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
    menu_order = 900
    add_to_settings_menu = True
    list_display = ["short_name", "county", "ags", "postcodes"]
    search_fields = ["name", "postcodes", "ags"]


@hooks.register("before_delete_snippet")
def keep_what_others_need(request, records):
    """Say what holds a record; Wagtail knows it from its reference index only, which may lag."""
    for record in records:
        holders = protected_by(record)
        if holders:
            named = [f"{capfirst(holder._meta.verbose_name)}: {holder}" for holder in holders]
            shown = "; ".join(named[:5]) + (f" (+{len(named) - 5})" if len(named) > 5 else "")
            message = _(
                "“%(record)s” cannot be deleted, because others need it: %(holders)s. "
                "Change or delete these first."
            )
            messages.error(request, message % {"record": record, "holders": shown})
            return redirect(AdminURLFinder(request.user).get_edit_url(record))
    return None


def protected_by(record):
    """The rows that forbid to delete this one, by name."""
    try:
        Collector(using=router.db_for_write(type(record)), origin=record).collect([record])
    except ProtectedError as error:
        return sorted(error.protected_objects, key=str)
    return []


register_snippet(OrganisationViewSet)
register_snippet(TopicViewSet)
register_snippet(MunicipalityViewSet)
