from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet

from directory.viewsets import ListingViewSet, publication_column, tabs
from events.models import Event


def start(event):
    """In words: Wagtail's own column calls every coming date “just now”."""
    pattern = "SHORT_DATE_FORMAT" if event.all_day else "SHORT_DATETIME_FORMAT"
    return date_format(event.local_start, pattern)


class EventForm(WagtailAdminModelForm):
    """Says at the field what the database would say about the whole row."""

    def clean(self):
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error("ends_at", _("The event ends before it starts."))
        if (cleaned.get("price") or 0) < 0:
            self.add_error("price", _("A price cannot be negative."))
        return cleaned


class EventViewSet(ListingViewSet):
    model = Event
    icon = "date"
    menu_order = 120
    ordering = "-starts_at"
    list_display = [
        "title",
        Column("starts_at", label=_("Start"), accessor=start, sort_key="starts_at"),
        "owner",
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        publication_column,
    ]
    list_filter = ["live", "status", "kind", "topics"]
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
        FieldPanel("further_organisers"),
        owner=_("Organiser"),
        form=EventForm,
    )


register_snippet(EventViewSet)
