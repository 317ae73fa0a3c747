"""Clauses, filters and orders in the query language of Elasticsearch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from search.engines.clauses import TIE, AllOf, AnyOf, Clause, Most, Phrase, Term
from search.engines.elastic.schema import AVAILABLE, OVERDUE, POSITION
from search.engines.fields import FULL_WEIGHT, OVERDUE_WEIGHT, facet_field, seconds

Query = dict[str, Any]
FIRST = 1024.0  # added to the score of what is to come first; scores stay far below


def clause_query(clause: Clause) -> Query:
    """The clause in the cluster's own terms."""
    match clause:
        case Term(field, stem, boost):
            return {"term": {field: {"value": stem, "boost": boost}}}
        case Phrase(field, stems, boost):
            return {"match_phrase": {field: {"query": " ".join(stems), "boost": boost}}}
        case AnyOf(clauses, boost):
            return _any([clause_query(inner) for inner in clauses], boost)
        case AllOf(clauses, boost):
            return _all([clause_query(inner) for inner in clauses], boost)
        case Most():
            return _most(clause)


def _any(queries: Sequence[Query], boost: float) -> Query:
    if not queries:
        return {"match_none": {}}
    return {"dis_max": {"queries": queries, "tie_breaker": TIE, "boost": boost}}


def _all(queries: Sequence[Query], boost: float) -> Query:
    if not queries:
        return {"match_all": {}}
    return {"bool": {"must": queries, "boost": boost}}


def _most(clause: Most) -> Query:
    scored = [clause_query(inner) for inner in clause.clauses]
    enough = {"bool": {"should": scored, "minimum_should_match": clause.at_least}}
    if clause.at_least < 2 or not clause.telling:
        return enough
    # What has one telling word scores by all of its words, as what has enough of them does.
    either = {"bool": {"should": [enough, *map(clause_query, clause.telling)]}}
    return {"bool": {"filter": [either], "should": scored}}


def by_standing(query: Query) -> Query:
    """The query, with less of a score for what is fully booked or closed, or overdue."""
    for field, value, weight in ((AVAILABLE, False, FULL_WEIGHT), (OVERDUE, True, OVERDUE_WEIGHT)):
        behind = {"term": {field: value}}
        query = {"boosting": {"positive": query, "negative": behind, "negative_boost": weight}}
    return query


def first(query: Query, preferred: Query) -> Query:
    """The query, in whose order everything preferred stands before everything else."""
    lifted = {"constant_score": {"filter": preferred, "boost": FIRST}}
    return {"bool": {"must": [query], "should": [lifted]}}


def facet(name: str, values: Sequence[str]) -> Query:
    """Records with at least one of the values."""
    return {"terms": {facet_field(name): list(values)}}


def not_over(now: datetime) -> Query:
    """Leaves out what expired before now; what never expires stays."""
    return {"bool": {"must_not": [{"range": {"expires": {"lt": seconds(now)}}}]}}


def days(first_day: date | None, last_day: date | None) -> list[Query]:
    """Records that run on a day from the first to the last, both included, in local time."""
    found: list[Query] = [{"exists": {"field": "starts"}}]
    if last_day and last_day < date.max:
        found.append({"range": {"starts": {"lt": _midnight(last_day + timedelta(days=1))}}})
    if first_day:
        found.append({"range": {"last": {"gte": _midnight(first_day)}}})
    first, last = (day.toordinal() for day in (first_day or date.min, last_day or date.max))
    again = {"range": {"further": {"gte": first, "lte": last}}}
    either = [{"bool": {"filter": found}}, again]
    return [{"bool": {"should": either, "minimum_should_match": 1}}]


def circle(position: tuple[float, float], km: float) -> Query:
    """Records at most so far away on the globe (great circle, as circle.distance_km)."""
    return {"geo_distance": {"distance": f"{km}km", POSITION: _point(position)}}


def order(sort: str, language: str, position: tuple[float, float] | None) -> list[Any]:
    """Sort keys; the last one makes every order a total one."""
    keys: Mapping[str, Any] = {
        "date": {"by_date": "asc"},
        "newest": {"by_added": "desc"},
        "state": {"by_state": "asc"},
        "name": {"by_name_en" if language == "en" else "by_name": "asc"},
    }
    if sort == "distance" and position:
        return [{"_geo_distance": {POSITION: _point(position), "unit": "km"}}, {"uid": "asc"}]
    return [keys.get(sort, {"_score": "desc"}), {"uid": "asc"}]


def _midnight(day: date) -> int:
    return seconds(datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone()))


def _point(position: tuple[float, float]) -> dict[str, float]:
    return {"lat": position[0], "lon": position[1]}
