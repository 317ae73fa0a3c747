from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from events import views
from search.urls import list_paths

pages = [
    *list_paths("event", "event_list"),
    path("<slug:slug>/", views.event_detail, name="event_detail"),
]
urlpatterns = [path(_("events/"), include(pages))]
