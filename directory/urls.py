from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from directory import views
from directory.errands import urls as errands
from directory.freshness import urls as freshness
from directory.own_area import urls as own_area
from search.urls import list_paths

pages = [
    *list_paths("organisation", "organisation_list"),
    path("<slug:slug>/", views.organisation_detail, name="organisation_detail"),
]
urlpatterns = [
    path(_("directory/"), include(pages)),
    path("", include("directory.moderation.urls")),
    *freshness.urlpatterns,
    *errands.urlpatterns,
    *own_area.paths,
]
