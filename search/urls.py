from django.urls import URLPattern, include, path
from django.utils.translation import gettext_lazy as _

from search import completion, views
from search.outputs import calendar, embed, export, feed
from search.saved import views as saved_views

# Every form of a list but the page itself, and the end of its address.
FORMS = {
    "feed": ("feed.atom", feed.feed),
    "calendar": (_("calendar.ics"), calendar.calendar),
    "csv": ("export.csv", export.as_csv),
    "json": ("export.json", export.as_json),
    "geojson": ("export.geojson", export.as_geojson),
}


def list_paths(type: str, name: str) -> list[URLPattern]:
    """The list of a kind of record, called `name`, and its other forms, `<name>_<form>`."""
    kind = {"type": type}
    forms = [path(end, view, kind, name=f"{name}_{form}") for form, (end, view) in FORMS.items()]
    return [path("", views.results, kind, name=name), *forms]


# Of a kept search; the secret in the address is all that is asked for.
by_token = [
    path("", saved_views.saved_search_manage, name="saved_search_manage"),
    path(_("confirm/"), saved_views.saved_search_confirm, name="saved_search_confirm"),
    path(_("extend/"), saved_views.saved_search_extend, name="saved_search_extend"),
    path(_("end/"), saved_views.saved_search_unsubscribe, name="saved_search_unsubscribe"),
]
kept = [
    path("", saved_views.saved_search_new, name="saved_search_new"),
    path(_("sent/"), saved_views.saved_search_sent, name="saved_search_sent"),
    path("<str:token>/", include(by_token)),
]

urlpatterns = [
    path(_("search/keep/"), include(kept)),
    path(_("search/"), include(list_paths("", "search"))),
    path(_("embed/"), embed.embed, name="embed"),
    path(_("search/completion/"), completion.search_completion, name="search_completion"),
    path(_("search/places/"), completion.place_completion, name="place_completion"),
]
