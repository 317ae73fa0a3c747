"""Pages of kept searches. Links from mails open a page; only its button changes anything, because
mail programs and scanners follow links too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from search import describe
from search.addresses import address_of, kept_address
from search.models import SavedSearch
from search.query import SearchQuery
from search.saved import actions
from search.saved import query as saved_query
from search.saved.forms import KeepForm, RhythmForm
from search.views import answer

View = Callable[[HttpRequest, SavedSearch], HttpResponse]
shows_and_does = require_http_methods(["GET", "HEAD", "POST"])


@shows_and_does
@never_cache
def saved_search_new(request: HttpRequest) -> HttpResponse:
    """The form that keeps the search of the address; the answer is the same for every e-mail."""
    query = saved_query.read(request.GET)
    obstacle = _obstacle(query)
    can_be_kept = not obstacle
    form = KeepForm(request.POST if request.method == "POST" and can_be_kept else None)
    if form.is_bound and form.is_valid():
        if form.is_filled_by_a_program or _keep(form, query):
            return redirect(kept_address("saved_search_sent", query))
        obstacle = _("Very many searches are being kept right now. Please try again in an hour.")
    context = {
        **_in_words(query),
        "form": form,
        "shows_form": can_be_kept,
        "obstacle": obstacle,
        "remarks": query.remarks,
        "action": kept_address("saved_search_new", query),
        "feed_url": address_of(query, "feed") if saved_query.asks_for_something(query) else "",
        "nothing_yet": can_be_kept and _has_no_hits(query),
        "mail_goes_to_log": not settings.EMAIL_HOST,
    }
    return render(request, "search/saved/new.html", context)


@require_safe
def saved_search_sent(request: HttpRequest) -> HttpResponse:
    """What to do now: look for the mail."""
    context = _in_words(saved_query.read(request.GET))
    context["mail_goes_to_log"] = not settings.EMAIL_HOST
    return render(request, "search/saved/sent.html", context)


def of_a_kept_search(view: View) -> Callable[..., HttpResponse]:
    """Look the search up by the secret of the address; without one, say what to do instead."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        row = SavedSearch.objects.current().with_token(token)
        if row is None:
            return render(request, "search/saved/unknown.html", status=404)
        return view(request, row)

    return never_cache(wrapped)


@shows_and_does
@of_a_kept_search
def saved_search_confirm(request: HttpRequest, row: SavedSearch) -> HttpResponse:
    if request.method == "POST":
        actions.confirm(saved=row)
        return redirect(row.url("manage"))
    if row.is_confirmed:
        return redirect(row.url("manage"))
    return render(request, "search/saved/confirm.html", _about(row))


@shows_and_does
@of_a_kept_search
def saved_search_manage(request: HttpRequest, row: SavedSearch) -> HttpResponse:
    """What is kept, how often mails come and until when."""
    if not row.is_confirmed:
        return redirect(row.url("confirm"))
    form = RhythmForm(request.POST or None, initial={"rhythm": row.rhythm})
    if form.is_bound and form.is_valid():
        actions.change_rhythm(saved=row, rhythm=form.cleaned_data["rhythm"])
        return redirect(row.url("manage"))
    context = {"form": form, "has_lost_a_filter": saved_query.has_lost_a_filter(row)}
    return render(request, "search/saved/manage.html", _about(row) | context)


@shows_and_does
@of_a_kept_search
def saved_search_extend(request: HttpRequest, row: SavedSearch) -> HttpResponse:
    if not row.is_confirmed:
        return redirect(row.url("confirm"))
    if request.method == "POST":
        actions.extend(saved=row)
        return redirect(row.url("manage"))
    return render(request, "search/saved/extend.html", _about(row))


@csrf_exempt  # mail programs post here without a page before (RFC 8058); the secret is enough
@shows_and_does
@never_cache
def saved_search_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ends a search; who does so twice is told the same, and nobody is sent elsewhere."""
    row = SavedSearch.objects.with_token(token)
    if request.method == "POST":
        if row:
            actions.forget(saved=row)
        query = {"query_url": address_of(saved_query.stored(row))} if row else {}
        return render(request, "search/saved/ended.html", query)
    if row is None:
        return render(request, "search/saved/unknown.html", status=404)
    return render(request, "search/saved/unsubscribe.html", _about(row))


def _keep(form: KeepForm, query: SearchQuery) -> bool:
    try:
        actions.keep(
            email=form.cleaned_data["email"],
            rhythm=form.cleaned_data["rhythm"],
            query=query.urlencode_kept(),
            language=get_language(),
        )
    except actions.TooMany:
        return False
    return True


def _obstacle(query: SearchQuery) -> str:
    """Why this search cannot be kept, empty if it can."""
    if not settings.CAN_SEND_MAIL:
        return _("This hub cannot send mail at the moment.")
    if not saved_query.asks_for_something(query):
        return _("This asks for everything. Choose a kind, a topic or a word.")
    if saved_query.is_over(query):
        return _("The days of this search have passed; nothing new will come.")
    if len(query.urlencode_kept()) > SavedSearch._meta.get_field("query").max_length:
        return _("This search is too long to be kept. Take some words or filters away.")
    return ""


def _has_no_hits(query: SearchQuery) -> bool:
    result = answer(replace(query, size=1))
    return result.complete and result.total == 0


def _in_words(query: SearchQuery) -> dict[str, str]:
    return {"words": describe.words(query), "query_url": address_of(query)}


def _about(row: SavedSearch) -> dict[str, object]:
    return {**_in_words(saved_query.stored(row)), "saved": row}
