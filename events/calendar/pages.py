"""Months, weeks and days as pages of a calendar: which days they hold, and what stands on them.

Weeks are those of ISO 8601: they begin on Monday, and the first one of a year holds 4 January.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

Kind = Literal["month", "week", "day"]
FIRST_YEAR, LAST_YEAR = 1900, 2200  # the years that events may lie in
ONE_DAY = timedelta(days=1)
DAWN = time(6)  # what ends earlier belongs to the evening before
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Page:
    """A month, a week or a day, from `first` to `last`, both included."""

    kind: Kind
    first: date
    last: date

    @property
    def code(self) -> str:
        """How the page is called in addresses: 2026-12, 2026-W49 or 2026-12-24."""
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        if self.kind == "week":
            year, week, _weekday = self.first.isocalendar()
            return f"{year}-W{week:02}"
        return self.first.isoformat()

    @property
    def number_of_week(self) -> int:
        """The ISO number of the week in which the page begins."""
        return self.first.isocalendar().week

    @property
    def days(self) -> list[date]:
        return [self.first + ONE_DAY * n for n in range((self.last - self.first).days + 1)]

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def previous(self) -> Page | None:
        """The page before, None where calendars begin."""
        return _within(self.kind, self.first - ONE_DAY)

    def next(self) -> Page | None:
        """The page after, None where calendars end."""
        return _within(self.kind, self.last + ONE_DAY)

    def weeks(self) -> list[list[date | None]]:
        """The days in rows from Monday to Sunday, None for days that are not on the page."""
        before = self.first.weekday()
        cells: list[date | None] = [*[None] * before, *self.days]
        cells += [None] * (-len(cells) % 7)
        return [cells[n : n + 7] for n in range(0, len(cells), 7)]


def page_of(kind: Kind, day: date) -> Page:
    """The page on which a day stands; raises ValueError beyond the years of calendars."""
    page = _within(kind, day)
    if page is None:
        raise ValueError(f"{day} does not lie between {FIRST_YEAR} and {LAST_YEAR}")
    return page


def read(kind: Kind, code: str) -> Page:
    """The page that an address names; raises ValueError, which says what is wrong.

    2026-12 is a month, 2026-W49 a week (ISO 8601), 2026-12-24 a day; nothing else is.
    """
    pattern = {"month": _MONTH, "week": _WEEK, "day": _DAY}[kind]
    match = pattern.fullmatch(code)
    if match is None:
        raise ValueError(f"{code!r} is not written like a {kind}")
    numbers = [int(part) for part in match.groups()]
    if kind == "month":
        return page_of(kind, date(numbers[0], numbers[1], 1))
    if kind == "week":
        return page_of(kind, date.fromisocalendar(numbers[0], numbers[1], 1))
    return page_of(kind, date(*numbers))


def days_of(start: datetime, end: datetime, *, all_day: bool = False) -> tuple[date, date]:
    """The first and the last day of an event, given its local start and end (DTEND, exclusive).

    An evening that ends before six in the morning counts as one day; so does one of no length.
    """
    first, last = start.date(), end.date()
    if end <= start:
        return first, first
    if end.time() == time.min:
        last -= ONE_DAY
    elif not all_day and last == first + ONE_DAY and end.time() <= DAWN:
        last = first
    return first, max(first, last)


def _within(kind: Kind, day: date) -> Page | None:
    """The page of a day that begins in the years of calendars, else None."""
    if not FIRST_YEAR - 1 <= day.year <= LAST_YEAR + 1:
        return None
    first = last = day
    if kind == "month":
        first = day.replace(day=1)
        last = day.replace(day=monthrange(day.year, day.month)[1])
    elif kind == "week":
        first = day - ONE_DAY * day.weekday()
        last = first + ONE_DAY * 6
    return Page(kind, first, last) if FIRST_YEAR <= first.year <= LAST_YEAR else None
