"""What a kept search asks: read from an address, kept as text, read again for every mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import QueryDict
from django.utils import timezone

from search.models import SavedSearch
from search.query import SearchQuery


def read(params: QueryDict) -> SearchQuery:
    """The query of an address, in one and the same form for one question.

    All of its words have to be there, because what is only similar would be new every day; and
    what is over is no news.
    """
    query = SearchQuery.parse_kept(params, today=timezone.localdate())
    return replace(
        query,
        facets={name: tuple(sorted(values)) for name, values in query.facets.items()},
        sort=query.default_sort,
        page=1,
        include_past=False,
        all_words=True,
    )


def stored(saved: SavedSearch) -> SearchQuery:
    """The query of a row."""
    return read(QueryDict(saved.query))


def asks_for_something(query: SearchQuery) -> bool:
    """Everything new of one kind is a search; everything new of the hub is none."""
    return bool(query.q or query.is_filtered or query.fixed)


def is_over(query: SearchQuery, *, today: date | None = None) -> bool:
    """Whether all of its days have passed, so that nothing new can come."""
    return bool(query.date_to and query.date_to < (today or timezone.localdate()))


def has_lost_a_filter(saved: SavedSearch) -> bool:
    """Whether a filter means nothing any more, or not at the moment; the rest asks for too much."""
    return QueryDict(stored(saved).urlencode_kept()).keys() != QueryDict(saved.query).keys()
