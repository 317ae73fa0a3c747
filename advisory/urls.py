from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from advisory import deadlines, views
from advisory.digital_check import views as digital_check
from advisory.requests import urls as requests
from advisory.requests.api import request_api
from search.urls import list_paths

digital = [
    path("", digital_check.digital_check, name="digital_check"),
    path(_("request/"), digital_check.digital_check_request, name="digital_check_request"),
]
services = [
    *list_paths("advice", "service_list"),
    path("digital-check/", include(digital)),
    path(_("request/"), include(requests.pages)),
    path("<slug:slug>/", views.service_detail, name="service_detail"),
]
programmes = [
    # Before the forms of the list, of which this one is answered here.
    path(_("calendar.ics"), deadlines.calendar, name="programme_list_calendar"),
    path("check/", views.programme_check, name="programme_check"),
    *list_paths("funding", "programme_list"),
    path("<slug:slug>/", views.programme_detail, name="programme_detail"),
]
urlpatterns = [
    path(_("advice/"), include(services)),
    path(_("funding/"), include(programmes)),
    path(_("my/requests/"), include(requests.own)),
    path("api/requests/", request_api, name="request_api"),
]
