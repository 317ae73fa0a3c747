from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from events import feeds, preview, views
from events.calendar import views as calendar_views
from events.registration import urls as registration
from search.urls import list_paths


def calendar_paths(view, name):
    """A page of the calendar by its code, and without one that of today."""
    return include([path("", view, name=name), path("<str:code>/", view, name=name)])


one = [
    path("", views.event_detail, name="event_detail"),
    path(_("calendar.ics"), feeds.event_calendar, name="event_calendar"),
    path(_("register/"), include(registration.of_event)),
    path(
        "<str:code>/", include([path(_("calendar.ics"), feeds.date_calendar, name="date_calendar")])
    ),
    path(_("preview.png"), preview.event_preview, name="event_preview"),
]
pages = [
    *list_paths("event", "event_list"),
    path(_("month/"), calendar_paths(calendar_views.event_month, "event_month")),
    path(_("week/"), calendar_paths(calendar_views.event_week, "event_week")),
    path(_("day/"), calendar_paths(calendar_views.event_day, "event_day")),
    *registration.paths,
    path("<slug:slug>/", include(one)),
]
urlpatterns = [path(_("events/"), include(pages))]
