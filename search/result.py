"""What an engine answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import get_language


@dataclass(slots=True, kw_only=True)
class Hit:
    """A stored document with what the query made of it; `…_html` is escaped and marks the hits."""

    id: str
    type: str
    title: str
    summary: str
    url: str
    title_en: str = ""
    summary_en: str = ""
    url_en: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    date_added: datetime | None = None
    updated_at: datetime | None = None
    place: str = ""
    licence: str = ""
    checked_on: date | None = None
    checked_by: str = ""
    card: dict[str, object] = field(default_factory=dict)
    distance_km: float | None = None
    title_html: str = ""
    summary_html: str = ""

    @property
    def address(self) -> str:
        return self.url_en if self.url_en and get_language() == "en" else self.url

    @property
    def plain_title(self) -> str:
        """The title in the active language, or in the only one it has; not escaped."""
        return self.title_en if self.title_en and get_language() == "en" else self.title

    @property
    def plain_summary(self) -> str:
        return self.summary_en if self.summary_en and get_language() == "en" else self.summary

    @property
    def text_language(self) -> str:
        """The language of `title_html` when it differs from the page's, for a lang attribute."""
        if get_language() == "en" and not self.title_en:
            return "de"
        return ""


@dataclass(slots=True, kw_only=True)
class SearchResult:
    """Hits of one page, the total, and per facet (value, count) pairs, largest first.

    A facet's counts leave out the filter on that facet itself, so that alternatives stay visible.
    `relaxed` tells that words were dropped because too little matched all of them; not `complete`
    that the database answered, without facets and places: because the index is being built, or
    because of an `engine_down`, for which one can only wait. `ids` are the hits of a query
    `among` known documents.
    """

    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    did_you_mean: str | None = None
    relaxed: bool = False
    complete: bool = True
    engine_down: bool = False
    ids: frozenset[str] = frozenset()
