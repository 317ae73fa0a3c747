from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from advisory import views
from search.views import results

services = [
    path("", results, {"type": "advice"}, name="service_list"),
    path("<slug:slug>/", views.service_detail, name="service_detail"),
]
programmes = [
    path("", results, {"type": "funding"}, name="programme_list"),
    path("<slug:slug>/", views.programme_detail, name="programme_detail"),
]
urlpatterns = [
    path(_("advice/"), include(services)),
    path(_("funding/"), include(programmes)),
]
