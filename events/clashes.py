"""Other events that the people an event is meant for might rather go to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from search.engines.circle import distance_km

MAX_HINTS = 5
FAR = 60.0  # kilometres; who has the choice does not drive further
CLOSE = timedelta(hours=3)  # between two dates that nobody visits one after the other
LEAST = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What of an event another one may clash with; the position is None online."""

    key: int | None
    title: str
    dates: Sequence[tuple[datetime, datetime]]  # as instants; whole days from midnight to midnight
    all_day: bool = False
    audiences: frozenset[str] = frozenset()
    topics: frozenset[int] = frozenset()
    position: tuple[float, float] | None = None
    place: str = ""
    is_online: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    other: Plan
    day: date
    overlaps: bool  # in time; else on the same part of the day
    audiences: frozenset[str]
    topics: frozenset[int]
    kilometres: float | None  # None where one of both has no place
    weight: float


def clashes(planned: Plan, others: Iterable[Plan]) -> list[Clash]:
    """At most five, the heaviest first; each of the others once, on its first such date."""
    found = (_clash(planned, other) for other in others if other.key != planned.key)
    heaviest = sorted(
        (one for one in found if one), key=lambda one: (-one.weight, one.day, one.other.title)
    )
    return heaviest[:MAX_HINTS]


def _clash(planned: Plan, other: Plan) -> Clash | None:
    kilometres = _kilometres(planned, other)
    if kilometres is not None and kilometres > FAR:
        return None
    if kilometres is None and not _may_be_near(planned, other):
        return None
    audiences = planned.audiences & other.audiences
    topics = planned.topics & other.topics
    if not (audiences or topics) or not (moment := _meeting(planned, other)):
        return None
    day, overlaps = moment
    nearness = 1.0 if kilometres is None else 1.0 - kilometres / FAR
    weight = (1.0 if overlaps else 0.6) * (
        0.5 + nearness + min(len(audiences), 2) * 0.5 + min(len(topics), 2) * 0.75
    )
    # A fair of several days is in nobody's way for an evening, unless it is about the same.
    if (planned.all_day or other.all_day) and not topics:
        weight *= 0.4
    if weight < LEAST:
        return None
    return Clash(other, day, overlaps, audiences, topics, kilometres, weight)


def _may_be_near(planned: Plan, other: Plan) -> bool:
    """Without a position the name of the town tells; online competes with online alone."""
    if planned.is_online and other.is_online:
        return True
    return bool(planned.place) and planned.place.casefold() == other.place.casefold()


def _kilometres(planned: Plan, other: Plan) -> float | None:
    if planned.position is None or other.position is None:
        return None
    return distance_km(planned.position, other.position)


def _meeting(planned: Plan, other: Plan) -> tuple[date, bool] | None:
    """The first day on which both have a date at about the same time, and whether they overlap."""
    near = None
    for start, end in planned.dates:
        for other_start, other_end in other.dates:
            if _overlap(start, end, other_start, other_end):
                return max(start, other_start).date(), True
            gap = max(other_start - end, start - other_end)
            if near is None and gap < CLOSE and start.date() == other_start.date():
                near = start.date(), False
    return near


def _overlap(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Also of dates without a length, such as a deadline."""
    if start == other_start:
        return True
    return start < other_end and other_start < end
