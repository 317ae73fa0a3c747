from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from events import views
from search.views import results

pages = [
    path("", results, {"type": "event"}, name="event_list"),
    path("<slug:slug>/", views.event_detail, name="event_detail"),
]
urlpatterns = [path(_("events/"), include(pages))]
