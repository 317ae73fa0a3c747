"""The one view behind /suche/ and every list."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import fallback, loosening, map_tiles, questions, registry
from search.engines import EngineDown, IndexUnavailable, current_engine
from search.page import ResultPage
from search.picks import picks_for
from search.query import SearchQuery
from search.result import Hit, SearchResult

logger = logging.getLogger(__name__)
FACETS_OF_ALL = ("type", "topic", "audience", "format", "funding", "language")


@require_safe
@map_tiles.may_show_map
def results(request: HttpRequest, type: str = "") -> HttpResponse:
    """A result page of every kind of record, or of one."""
    document_type = registry.get(type) if type else None
    query = SearchQuery.for_list(request.GET, type, today=timezone.localdate())
    shown = document_type.facets if document_type else FACETS_OF_ALL
    result = answer(query, facets=shown)
    query, result, remarks = _nearest_page(query, result, shown)
    questions.record(request, query, result)
    picks = picks_for(query, get_language() or "de")
    picked = {pick.hit.id for pick in picks if pick.hit}
    result.hits = [hit for hit in result.hits if hit.id not in picked]
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
        "picks": picks,
        "heading": document_type.label_plural if document_type else _("Search"),
        "section": type,
        "loosen": loosening.options(query, _count) if result.complete and not result.total else [],
        "advice_url": reverse("service_list"),
        "map": map_tiles.source(),
    }
    return render(request, "search/results.html", context)


def answer(query: SearchQuery, *, facets: tuple[str, ...] = ()) -> SearchResult:
    """The engine's answer; the database's when there is no index at the moment."""
    try:
        language = get_language() or "de"
        return current_engine().search(query, now=timezone.now(), facets=facets, language=language)
    except EngineDown as reason:
        logger.info("search engine down: %s", reason)
        return replace(fallback.search(query), engine_down=True)
    except IndexUnavailable as reason:
        logger.warning("index unavailable: %s", reason)  # the clock has it built anew
        return fallback.search(query)


def complete(text: str, *, count: int = 5) -> list[Hit]:
    """Records whose titles have words that begin like the typed ones; none without an index."""
    return _from_index(current_engine().complete, text, count)


def similar(document_id: str, *, count: int = 3, kind: str = "") -> list[Hit]:
    """Records (of one kind, if any) about the same as this one; none without an index."""
    return _from_index(current_engine().similar, document_id, count, kind=kind)


def _from_index(ask: Callable[..., list[Hit]], text: str, count: int, **asked: str) -> list[Hit]:
    language = get_language() or "de"
    try:
        return ask(text, now=timezone.now(), count=count, language=language, **asked)
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


def _count(query: SearchQuery) -> int:
    return answer(query).total
