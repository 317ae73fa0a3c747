"""The one view behind /suche/ and every list."""

from __future__ import annotations

import logging
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import fallback, registry
from search.engines import IndexUnavailable, current_engine
from search.page import ResultPage
from search.query import SearchQuery
from search.result import Hit, SearchResult
from search.tasks import heal_index

logger = logging.getLogger(__name__)


@require_safe
def results(request: HttpRequest, type: str = "") -> HttpResponse:
    """A result page of every kind of record, or of one."""
    document_type = registry.get(type) if type else None
    query = SearchQuery.parse(
        request.GET,
        fixed={"type": (type,)} if type else {},
        default_sort=document_type.default_sort if document_type else "name",
        today=timezone.localdate(),
    )
    shown = document_type.facets if document_type else ("type", "topic", "audience", "format")
    result = answer(query, facets=shown)
    query, result, remarks = _nearest_page(query, result, shown)
    page = ResultPage(
        query=query,
        result=result,
        document_type=document_type,
        facet_names=shown,
        address=request.path,
    )
    context = {
        **page.context(),
        "remarks": [*query.remarks, *remarks],
        "from_database": not result.complete,
        "heading": document_type.label_plural if document_type else _("Search"),
        "section": type,
        "loosen": _loosen(query) if result.total == 0 and result.complete else [],
        "advice_url": reverse("service_list"),
    }
    return render(request, "search/results.html", context)


def answer(query: SearchQuery, *, facets: tuple[str, ...] = ()) -> SearchResult:
    """The engine's answer; the database's when there is no index at the moment."""
    try:
        language = get_language() or "de"
        return current_engine().search(query, now=timezone.now(), facets=facets, language=language)
    except IndexUnavailable as reason:
        logger.warning("index unavailable: %s", reason)
        heal_index()
        return fallback.search(query)


def complete(text: str, *, count: int = 5) -> list[Hit]:
    """Records whose titles have words that begin like the typed ones; none without an index."""
    return _from_index("complete", text, count)


def similar(document_id: str, *, count: int = 3) -> list[Hit]:
    """Records about the same as this one; none without an index."""
    return _from_index("similar", document_id, count)


def _from_index(question: str, text: str, count: int) -> list[Hit]:
    language = get_language() or "de"
    try:
        ask = getattr(current_engine(), question)
        return ask(text, now=timezone.now(), count=count, language=language)
    except IndexUnavailable:
        return []


def _nearest_page(
    query: SearchQuery, result: SearchResult, facets: tuple[str, ...]
) -> tuple[SearchQuery, SearchResult, list[str]]:
    last = max(1, -(-result.total // query.size))
    if query.page <= last:
        return query, result, []
    query = replace(query, page=last)
    remark = _("That page does not exist. We show the nearest one.")
    again = answer(query, facets=facets)
    return query, again, [] if remark in query.remarks else [remark]


def _loosen(query: SearchQuery) -> list[dict[str, object]]:
    """What to leave out when nothing was found, each with the number of hits it brings."""
    changes: list[tuple[str, dict[str, object]]] = []
    for facet, values in query.facets.items():
        words = registry.labels(facet, values)
        for value in values:
            label = _("without “%(filter)s”") % {"filter": words.get(value, value)}
            changes.append((label, {"facets": query.without_value(facet, value)}))
    if query.near and query.radius < 100:
        label = _("within 100 km of %(place)s") % {"place": query.near}
        changes.append((label, {"radius": 100}))
    if query.near:
        changes.append((_("without a place"), {"near": "", "position": None, "sort": "relevance"}))
    if query.date_from or query.date_to:
        changes.append((_("on any day"), {"date_from": None, "date_to": None}))
    options = []
    for label, change in changes[:6]:
        total = answer(replace(query, page=1, **change)).total  # type: ignore[arg-type]
        if total:
            url = "?" + query.urlencode(**change)
            options.append({"label": label, "url": url, "count": total})
    return options
