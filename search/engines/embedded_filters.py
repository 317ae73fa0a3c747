"""The filters of a search as queries of the embedded index; none of them counts for relevance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from tantivy import FieldType, Occur, Query, Schema

from search.engines import circle
from search.engines.fields import LAST, facet_field, seconds

Clause = tuple[Occur, Query]


def must(query: Query) -> Clause:
    return Occur.Must, Query.const_score_query(query, 0.0)


def facet(schema: Schema, name: str, values: Sequence[str]) -> Clause:
    """Records with at least one of the values."""
    field = facet_field(name)
    if len(values) == 1:
        return must(Query.term_query(schema, field, values[0], index_option="basic"))
    return must(Query.term_set_query(schema, field, list(values)))


def not_over(schema: Schema, now: datetime) -> Clause:
    """Leaves out what expired before now; what never expires stays."""
    return Occur.MustNot, _whole(schema, "expires", -LAST, seconds(now) - 1)


def days(schema: Schema, first: date | None, last: date | None) -> list[Clause]:
    """Records that run on a day from `first` to `last`, both included, in local time."""
    low = _midnight(first) if first else -LAST
    high = _midnight(last + timedelta(days=1)) - 1 if last and last < date.max else LAST
    return [
        must(_whole(schema, "starts", -LAST, high)),
        must(_whole(schema, "last", low, LAST)),
    ]


def cover(schema: Schema, position: tuple[float, float], km: float) -> Query:
    """A little more than the circle."""
    inner, rim = circle.cover(position, km)
    return Query.term_set_query(schema, "cell", [*inner, *rim])


def rim(schema: Schema, position: tuple[float, float], km: float) -> Query:
    """The part of the cover in which a point may lie within the circle or outside."""
    return Query.term_set_query(schema, "cell", list(circle.cover(position, km).rim))


def _midnight(day: date) -> int:
    return seconds(datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone()))


def _whole(schema: Schema, field: str, low: int, high: int) -> Query:
    return Query.range_query(schema, field, FieldType.Integer, low, high)
