"""What is new for a kept search since its last mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from search.engines import current_engine
from search.models import IndexRequest, SavedSearch
from search.query import SearchQuery
from search.result import Hit
from search.saved import query as saved_query

STEP, STEPS = 50, 20  # hits looked at in one go, and how often at most
# By then whoever published at the same moment has committed, and the index has heard of it.
SETTLED = timedelta(minutes=5)
SECOND = timedelta(seconds=1)  # the grain of the order by newest


@dataclass(frozen=True, slots=True)
class News:
    """New hits, newest first; `until` is when the newest was added, `more` that there are others
    which nobody counted."""

    hits: list[Hit]
    until: datetime
    more: bool


def horizon(*, at: datetime | None = None) -> datetime:
    """Up to when the index knows everything that was added.

    Whatever is younger waits for the next mail, so that none is forgotten that came late.
    """
    at = at or timezone.now()
    waiting = IndexRequest.objects.aggregate(first=Min("requested_at"))["first"]
    return min(at, waiting or at) - SETTLED


def news(saved: SavedSearch, *, at: datetime, until: datetime) -> News | None:
    """What was added after the last mail and up to `until`; None where there is nothing.

    In the active language. Raises IndexUnavailable, because the database alone cannot tell.
    """
    if until <= saved.sent_until or saved_query.has_lost_a_filter(saved):
        return None
    hits, more = _added_after(saved.sent_until, saved_query.stored(saved), at, saved.language)
    hits = [hit for hit in hits if hit.date_added <= until]
    return News(hits, max(hit.date_added for hit in hits), more) if hits else None


def _added_after(
    moment: datetime, query: SearchQuery, at: datetime, language: str
) -> tuple[list[Hit], bool]:
    found: dict[str, Hit] = {}
    for page in range(1, STEPS + 1):
        asked = replace(query, sort="newest", page=page, size=STEP)
        hits = current_engine().search(asked, now=at, language=language).hits
        found |= {hit.id: hit for hit in hits if hit.date_added and hit.date_added > moment}
        last = hits[-1].date_added if hits else None
        if len(hits) < STEP or last is None or last < moment - SECOND:
            return list(found.values()), False
    return list(found.values()), True
