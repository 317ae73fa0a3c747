from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.snippets.models import register_snippet

from directory.viewsets import ListingViewSet, tabs
from events.models import Event


class EventViewSet(ListingViewSet):
    model = Event
    icon = "date"
    menu_order = 120
    ordering = "-starts_at"
    list_display = [
        "title",
        DateColumn("starts_at", label=_("Start"), sort_key="starts_at"),
        "owner",
        BooleanColumn("live", label=_("public")),
    ]
    list_filter = ["live", "status", "kind", "topics"]
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
    )


register_snippet(EventViewSet)
