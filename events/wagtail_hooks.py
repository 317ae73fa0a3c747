from django.urls import include, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet

from directory.publication import publication
from directory.viewsets import ListingViewSet, tabs
from events.editing.copying import CopyEventView, EventIndexView
from events.editing.date_changes_panel import DateChangesPanel
from events.forms import EventForm
from events.importing import source_pages
from events.importing.viewsets import EventSourceViewSet
from events.models import Event
from events.registration import admin_hooks  # noqa: F401
from events.registration.panels import registration_panels
from events.same.views import SameEventsMenuItem


def start(event):
    """In words: Wagtail's own column calls every coming date “just now”."""
    pattern = "SHORT_DATE_FORMAT" if event.all_day else "SHORT_DATETIME_FORMAT"
    return date_format(event.local_start, pattern)


def link_to_dates(event):
    """Of a series; its dates can be changed there without the editor."""
    if not event.recurrence_rules:
        return ""
    words = _("Dates"), event.title
    address = reverse("event_dates", args=[event.pk])
    return format_html('<a href="{}">{}<span class="w-sr-only">: {}</span></a>', address, *words)


def publication_of(event):
    """As of every record, and what keeps an event from visitors besides."""
    if event.is_template:
        return _("template")
    return _("joined") if event.joined_to_id else publication(event)


class EventViewSet(ListingViewSet):
    model = Event
    icon = "date"
    menu_order = 120
    ordering = "-starts_at"
    list_display = [
        "title",
        Column("starts_at", label=_("Start"), accessor=start, sort_key="starts_at"),
        Column("dates", label=_("Dates"), accessor=link_to_dates),
        "owner",
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        Column("live", label=_("Publication"), accessor=publication_of, sort_key="live"),
    ]
    list_filter = ["live", "status", "kind", "topics", "is_template"]
    index_view_class = EventIndexView
    copy_view_class = CopyEventView
    list_export = [
        *ListingViewSet.list_export,
        "local_start",
        "local_end",
        "get_status_display",
        "place",
    ]
    export_headings = {
        **ListingViewSet.export_headings,
        "local_start": _("start"),
        "local_end": _("end"),
        "get_status_display": _("status"),
    }
    edit_handler = tabs(
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldRowPanel([FieldPanel("all_day"), FieldPanel("time_zone"), FieldPanel("kind")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("repeats"), FieldPanel("every")]),
                FieldPanel("weekdays"),
                FieldRowPanel([FieldPanel("repeat_until"), FieldPanel("repeat_count")]),
                FieldPanel("recurrence_rules", heading=_("Other rule")),
                HelpPanel(template="events/admin_dates.html"),
            ],
            heading=_("Repetition"),
        ),
        HelpPanel(template="events/admin_clashes.html", heading=_("At the same time")),
        DateChangesPanel(
            "date_changes",
            heading=_("Single dates"),
            label=_("Date"),
            help_text=_("Cancelled, moved and additional dates."),
            panels=[
                FieldRowPanel([FieldPanel("recurrence_id"), FieldPanel("kind")]),
                FieldPanel("this_and_future"),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("note"),
                FieldRowPanel([FieldPanel("title"), FieldPanel("venue")]),
                FieldPanel("online_url"),
            ],
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("status"), FieldPanel("status_note")])],
            heading=_("Status"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("attendance_mode"),
                FieldPanel("venue"),
                FieldPanel("street"),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("place")]),
                FieldPanel("online_url"),
                FieldPanel("accessibility"),
            ],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("price"), FieldPanel("price_note")]),
                FieldRowPanel([FieldPanel("registration_url"), FieldPanel("registration_until")]),
            ],
            heading=_("Taking part"),
        ),
        *registration_panels,
        FieldPanel("further_organisers"),
        InlinePanel(
            "material",
            heading=_("Material"),
            label=_("Material"),
            help_text=_("Slides, a recording, minutes: links that stay when the event is over."),
            panels=[FieldRowPanel([FieldPanel("title"), FieldPanel("url")])],
            max_num=20,
        ),
        owner=_("Organiser"),
        origin=[FieldPanel("is_template")],
        form=EventForm,
    )


@hooks.register("register_admin_urls")
def pages_of_sources():
    return source_pages.urlpatterns


register_snippet(EventViewSet)
register_snippet(EventSourceViewSet)


@hooks.register("register_admin_urls")
def editing_pages():
    return [
        path("events/", include("events.editing.urls")),
        path("events/same/", include("events.same.urls")),
    ]


@hooks.register("register_reports_menu_item")
def same_events_menu_item():
    return SameEventsMenuItem(_("Same events?"), reverse("same_events"), icon_name="copy")
