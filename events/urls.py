from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from events import feeds, views
from search.urls import list_paths

one = [
    path("", views.event_detail, name="event_detail"),
    path(_("calendar.ics"), feeds.event_calendar, name="event_calendar"),
]
pages = [
    *list_paths("event", "event_list"),
    path("<slug:slug>/", include(one)),
]
urlpatterns = [path(_("events/"), include(pages))]
