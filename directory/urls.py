from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from directory import views
from directory.claims import urls as claims
from directory.own_area import urls as own_area
from directory.teams import urls as teams
from search.urls import list_paths

pages = [
    *list_paths("organisation", "organisation_list"),
    *claims.paths,
    path("<slug:slug>/", views.organisation_detail, name="organisation_detail"),
]
urlpatterns = [path(_("directory/"), include(pages)), *own_area.paths, *teams.paths]
