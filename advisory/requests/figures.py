"""Promises of desks in numbers: how many were kept, how many broken, and how long answers took.

A promise counts once it is decided: answered, or not answered in time. What was passed on, lost or
withdrawn before is neither. Times are working days of the state of the hub.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from advisory.models import Assignment
from hub.working_days import working_days_between

End = Assignment.End
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Line:
    """One desk had one request."""

    organisation: int | None
    since: date
    due_on: date
    answered_on: date | None
    end: str
    outcome: str
    help: str


@dataclass(slots=True)
class Tally:
    received: int = 0
    kept: int = 0
    broken: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    helped: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)  # working days to the first answer

    def add(self, line: Line) -> None:
        self.received += 1
        self.ends[line.end] += 1
        if line.answered_on:
            self.days[_days(line.since, line.answered_on)] += 1
        if line.end == End.BROKEN or (line.answered_on and line.answered_on > line.due_on):
            self.broken += 1
        elif line.answered_on:
            self.kept += 1
        if line.end == End.CLOSED:
            self.outcomes[line.outcome] += 1
            if line.help:
                self.helped[line.help] += 1

    @property
    def decided(self) -> int:
        return self.kept + self.broken

    @property
    def kept_percent(self) -> int:
        """Never 100 while one was broken, never 0 while one was kept."""
        if not self.decided:
            return 0
        share = round(100 * self.kept / self.decided)
        return min(max(share, 1 if self.kept else 0), 99 if self.broken else 100)

    @property
    def median(self) -> int | None:
        """Working days to the first answer: half of the answers came as soon or sooner."""
        half, seen = (self.days.total() + 1) // 2, 0
        for days, count in sorted(self.days.items()):
            seen += count
            if seen >= half:
                return days
        return None


def lines(*, since: datetime, until: datetime, desks: models.QuerySet) -> Iterable[Line]:
    """What desks got in this time, from one query that keeps nothing."""
    rows = Assignment.objects.filter(since__gte=since, since__lt=until, desk__in=desks).order_by()
    columns = ("desk__organisation", "since", "due_on", "answered_at", "end")
    found = rows.values_list(*columns, "request__outcome", "request__help")
    zone = timezone.get_current_timezone()
    for organisation, at, due_on, answered_at, *rest in found.iterator(chunk_size=5000):
        answered_on = answered_at.astimezone(zone).date() if answered_at else None
        yield Line(organisation, at.astimezone(zone).date(), due_on, answered_on, *rest)


def by_house(found: Iterable[Line]) -> dict[int | None, Tally]:
    return _tallies((line.organisation, line) for line in found)


def by_house_and_month(found: Iterable[Line]) -> dict[tuple[int | None, date], Tally]:
    """The first day stands for a month; it is that in which the desk got the request."""
    return _tallies(((line.organisation, line.since.replace(day=1)), line) for line in found)


def _tallies(pairs: Iterable[tuple[Key, Line]]) -> dict[Key, Tally]:
    found: dict[Key, Tally] = {}
    for key, line in pairs:
        tally = found.get(key)
        if tally is None:
            tally = found[key] = Tally()
        tally.add(line)
    return found


@lru_cache(maxsize=5000)
def _days(first: date, last: date) -> int:
    return working_days_between(first, last, state=settings.STATE)
