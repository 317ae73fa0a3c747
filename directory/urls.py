from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from directory import take_along, views
from directory.claims import urls as claims
from directory.errands import urls as errands
from directory.freshness import urls as freshness
from directory.own_area import urls as own_area
from directory.postings import urls as postings
from directory.teams import urls as teams
from search.urls import list_paths

pages = [
    *list_paths("organisation", "organisation_list"),
    path(_("<slug:slug>/contact.vcf"), take_along.organisation_vcard, name="organisation_vcard"),
    path("<slug:slug>/qr.<str:suffix>", take_along.organisation_qr, name="organisation_qr"),
    path(_("<slug:slug>/card/"), take_along.organisation_card, name="organisation_card"),
    *claims.paths,
    path("<slug:slug>/", views.organisation_detail, name="organisation_detail"),
]
urlpatterns = [
    path(_("directory/"), include(pages)),
    path("", include("directory.moderation.urls")),
    *freshness.urlpatterns,
    *errands.urlpatterns,
    *own_area.paths,
    *teams.paths,
    *postings.urlpatterns,
]
