"""What lists answer from the database while there is no index: plain words, no facets."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import mark_safe

from search import registry
from search.documents import Document
from search.query import SearchQuery
from search.result import Hit, SearchResult


def search(query: SearchQuery, *, now: datetime) -> SearchResult:
    """Records whose title or summary holds every word, by name; facets and places are ignored.

    The cost is bounded by one page per kind of record, not by the number of records.
    """
    wanted = query.all_facets.get("type") or tuple(registry.types())
    total, documents = 0, []
    stop = query.page * query.size
    for name in wanted:
        document_type = registry.get(name)
        records = document_type.records().filter(_condition(query.q)).order_by("title", "pk")
        total += records.count()
        documents += [document_type.build(record) for record in records[:stop]]
    documents.sort(key=lambda document: document.title.casefold())
    shown = islice(documents, stop - query.size, stop)
    return SearchResult(total=total, hits=[_hit(d) for d in shown], complete=False)


def _condition(text: str) -> Q:
    condition = Q()
    for word in text.split()[:8]:
        condition &= Q(title__icontains=word) | Q(summary__icontains=word)
    return condition


def _hit(document: Document) -> Hit:
    names = ("id", "type", "title", "summary", "url", "title_en", "summary_en", "url_en")
    names += ("starts_at", "ends_at")
    fields = {name: getattr(document, name) for name in names}
    return Hit(
        **fields,
        card=dict(document.card),
        title_html=mark_safe(escape(document.title)),  # noqa: S308
        summary_html=mark_safe(escape(document.summary)),  # noqa: S308
    )
