"""What lists answer from the database while there is no index: plain words, no facets."""

from __future__ import annotations

from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import mark_safe

from search import registry
from search.documents import Document
from search.query import SearchQuery
from search.result import Hit, SearchResult


def search(query: SearchQuery) -> SearchResult:
    """Current records whose title or summary holds every word, one kind after the other.

    Facets and places are ignored. Documents are built for the records of one page only.
    """
    first, total, hits = (query.page - 1) * query.size, 0, []
    for name in query.all_facets.get("type") or tuple(registry.types()):
        document_type = registry.get(name)
        records = document_type.listed().filter(holding(query.q))
        begin = max(0, first - total)
        total += records.count()
        shown = records[begin : begin + query.size - len(hits)]
        hits += [as_hit(document) for document in document_type.documents(shown)]
    return SearchResult(total=total, hits=hits, complete=False)


def holding(text: str) -> Q:
    """Records whose title or summary holds every word."""
    condition = Q()
    for word in text.split()[:8]:
        condition &= Q(title__icontains=word) | Q(summary__icontains=word)
    return condition


def as_hit(document: Document) -> Hit:
    """A document as a hit without marks, as an index would give it back."""
    names = ("id", "type", "title", "summary", "url", "title_en", "summary_en", "url_en")
    names += ("latitude", "longitude", "starts_at", "ends_at", "date_added", "updated_at")
    names += ("place", "licence", "checked_on", "checked_by")
    fields = {name: getattr(document, name) for name in names}
    hit = Hit(
        **fields,
        facets={name: list(codes) for name, codes in document.facets.items()},
        card=dict(document.card),
    )
    hit.title_html = mark_safe(escape(hit.plain_title))  # noqa: S308
    hit.summary_html = mark_safe(escape(hit.plain_summary))  # noqa: S308
    return hit
