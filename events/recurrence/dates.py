"""What the series of an event is made of besides its rules: RFC 5545, 3.8.4.4 and 3.8.5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from django.utils.translation import gettext as _

from events.recurrence.time_zones import Clock

MAX_SPAN = timedelta(days=36_525)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of at most 100 years: `days` by the wall clock, then `exact` time (3.3.6).

    A DURATION has both; a DTEND gives exact time alone, or days where the start is a day.
    Raises ValueError.
    """

    days: int = 0
    exact: timedelta = timedelta()

    def __post_init__(self) -> None:
        if self.days < 0 or self.exact < timedelta():
            raise ValueError(_("The end lies before the start."))
        if self.days > MAX_SPAN.days or self.exact > MAX_SPAN:
            raise ValueError(_("The end lies more than a hundred years after the start."))

    @property
    def longest(self) -> timedelta:
        """No end is further from its start, whatever clocks do in between."""
        return timedelta(days=self.days and self.days + 1) + self.exact

    def end_of(self, start: date) -> date:
        """The end, in the form of the start: day, floating time, or time in a zone."""
        later = start + timedelta(days=self.days) if self.days else start
        if not isinstance(later, datetime) or later.tzinfo is None:
            return later + self.exact
        if not self.days:
            return (later.astimezone(UTC) + self.exact).astimezone(later.tzinfo)
        clock = Clock(later.tzinfo)
        return clock.aware(clock.instant(later.replace(tzinfo=None)) + self.exact)


@dataclass(frozen=True, slots=True)
class ExtraDate:
    """An RDATE; a period has its own span."""

    start: date
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A single date that differs, or with `this_and_future` it and all after it.

    What is None stays as in the series. `source` is for the caller, who knows what else changed.
    """

    recurrence_id: date
    start: date | None = None
    span: Span | None = None
    cancelled: bool = False
    this_and_future: bool = False
    source: object = None


class Occurrence(NamedTuple):
    """`start` and `end` are days (end excluded), floating times, or aware times.

    `recurrence_id` is where the series has put the date; `override` is what changed it.
    """

    start: date
    end: date
    recurrence_id: date
    cancelled: bool = False
    override: Override | None = None


class Axis:
    """The line of naive instants on which a series is worked out, and the way there and back.

    It is UTC for times in a zone, and the wall clock for days and floating times.
    """

    def __init__(self, dtstart: date, zone: tzinfo | None) -> None:
        self.all_day = not isinstance(dtstart, datetime)
        self.zone = zone
        self.clock = Clock(None if self.all_day else zone)
        self.time = dtstart.time() if isinstance(dtstart, datetime) else time()

    def instant(self, value: date) -> datetime:
        """Of a day the midnight at its beginning."""
        if not isinstance(value, datetime):
            return self.clock.instant(datetime.combine(value, time()))
        if value.tzinfo is not None:
            if self.clock.zone is not None:
                return value.astimezone(UTC).replace(tzinfo=None)
            value = (value.astimezone(self.zone) if self.zone else value).replace(tzinfo=None)
        if self.all_day:
            return datetime.combine(value, time())
        return self.clock.instant(value)

    def instant_of_date(self, value: date) -> datetime:
        """Of a day in a series of times the time at which the series starts."""
        if isinstance(value, datetime):
            return self.instant(value)
        return self.clock.instant(datetime.combine(value, self.time))

    def value(self, instant: datetime) -> date:
        return instant.date() if self.all_day else self.clock.aware(instant)


class DateSet:
    """Dates that name members of a series: by their instant, or a day by all that fall on it."""

    def __init__(self, axis: Axis, values: Iterable[date]) -> None:
        self.axis = axis
        self.instants: dict[datetime, int] = {}
        self.days: dict[date, int] = {}
        for position, value in enumerate(values):
            if axis.all_day or isinstance(value, datetime):
                self.instants[axis.instant(value)] = position
            else:
                self.days[value] = position

    def position(self, instant: datetime) -> int | None:
        """Which of the values names the instant; of several the last."""
        found = self.instants.get(instant)
        if found is None and self.days:
            found = self.days.get(self.axis.clock.wall(instant).date())
        return found
