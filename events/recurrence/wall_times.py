"""The times on the wall clock that a recurrence rule names, in order: RFC 5545, 3.3.10.

Periods are stepped over by arithmetic, so a series is entered anywhere at the same cost, and each
step is counted, so a rule that never meets its own conditions comes to an end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from math import gcd

from events.recurrence.days import LAST_YEAR, RuleDays, week_year, weekday
from events.recurrence.rule import Frequency, RecurrenceRule
from events.recurrence.work import Work

DAY = 86_400
_UNITS = {Frequency.DAILY: DAY, Frequency.HOURLY: 3600, Frequency.MINUTELY: 60}
_LAST = datetime(LAST_YEAR, 12, 31, 23, 59, 59)


def wall_times(
    rule: RecurrenceRule, start: datetime, begin: datetime, end: datetime, work: Work
) -> Iterator[datetime]:
    """Naive times from `begin` to `end`, both included, of the series that starts at `start`.

    Ascending and without repetition; COUNT and UNTIL are left to the caller. Where `start` itself
    does not follow the rule it is not in the series. Raises StepsExhausted.
    """
    begin, end = max(begin, start), min(end, _LAST)
    days = RuleDays(rule, start.date(), work)
    if begin > end or days.is_impossible() or _never_meets(rule, start):
        return
    first, last = _seconds(begin), _seconds(end)
    periods = _Periods(rule, start, days, first, last, work)
    before = -1
    for moment in _moments(rule, periods, _times_within(rule, start), first, work):
        if moment > last:
            return
        if moment > before:  # SKIP may name a day twice, at the end of a month and at a start
            yield datetime.min + timedelta(seconds=moment - DAY)
            before = moment


def _seconds(wall: datetime) -> int:
    """Seconds since the day with the ordinal 0."""
    return wall.toordinal() * DAY + wall.hour * 3600 + wall.minute * 60 + wall.second


class _Times(Sequence[int]):
    """All combinations of hours, minutes and seconds, as sorted seconds; none is stored."""

    def __init__(self, *units: Sequence[int]) -> None:
        self.hours, self.minutes, self.seconds = units

    def __len__(self) -> int:
        return len(self.hours) * len(self.minutes) * len(self.seconds)

    def __getitem__(self, index: int) -> int:  # type: ignore[override]
        if not 0 <= index < len(self):
            raise IndexError(index)
        rest, second = divmod(index, len(self.seconds))
        hour, minute = divmod(rest, len(self.minutes))
        return self.hours[hour] * 3600 + self.minutes[minute] * 60 + self.seconds[second]


def _times_within(rule: RecurrenceRule, start: datetime) -> _Times:
    """The times within a day, hour, minute or second, whatever the frequency repeats."""
    unit = _UNITS.get(rule.frequency, 1 if rule.frequency is Frequency.SECONDLY else DAY)
    return _Times(
        (rule.by_hour or (start.hour,)) if unit > 3600 else (0,),
        (rule.by_minute or (start.minute,)) if unit > 60 else (0,),
        (rule.by_second or (start.second,)) if unit > 1 else (0,),
    )


def _moments(
    rule: RecurrenceRule, periods: _Periods, times: _Times, first: int, work: Work
) -> Iterator[int]:
    """Seconds from `first` on; BYSETPOS counts in the whole period, also before `first`."""
    each_once = list(times) if len(times) <= 24 else times
    latest = times[len(times) - 1]
    for bases in periods:
        if rule.by_set_pos:
            for index in _positions(rule.by_set_pos, len(bases) * len(times)):
                work.spend()
                moment = bases[index // len(times)] + times[index % len(times)]
                if moment >= first:
                    yield moment
            continue
        for base in bases:
            if base + latest < first:
                continue
            skipped = bisect_left(times, first - base) if base < first else 0
            for index in range(skipped, len(each_once)):
                work.spend()
                yield base + each_once[index]


def _positions(wanted: Sequence[int], size: int) -> list[int]:
    indices = {number - 1 if number > 0 else size + number for number in wanted}
    return sorted(index for index in indices if 0 <= index < size)


class _Periods:
    """The periods from the one that holds `first`: for each the starts of its days or units."""

    def __init__(
        self,
        rule: RecurrenceRule,
        start: datetime,
        days: RuleDays,
        first: int,
        last: int,
        work: Work,
    ) -> None:
        self.rule, self.start, self.days, self.work = rule, start, days, work
        self.first, self.last = first, last

    def __iter__(self) -> Iterator[list[int]]:
        frequency = self.rule.frequency
        if frequency is Frequency.YEARLY:
            found = self._years()
        elif frequency is Frequency.MONTHLY:
            found = self._months()
        elif frequency is Frequency.WEEKLY:
            found = self._weeks()
        else:
            yield from self._units(_UNITS.get(frequency, 1))
            return
        for days in found:
            self.work.spend()
            yield [day * DAY for day in days]

    def _every(self, origin: int, begin: int, end: int) -> range:
        """The numbers of periods between two others that the interval leaves."""
        interval = self.rule.interval
        return range(max(origin, begin + (origin - begin) % interval), end + 1, interval)

    def _years(self) -> Iterator[list[int]]:
        begin, end = (date.fromordinal(moment // DAY) for moment in (self.first, self.last))
        number = [day.year for day in (self.start.date(), begin, end)]
        if self.rule.by_week_no:
            number = [week_year(d, self.rule.week_start) for d in (self.start.date(), begin, end)]
        # SKIP may move a day into the year, or below the month, before or after.
        for year in self._every(number[0], number[1] - 1, min(number[2] + 1, LAST_YEAR)):
            yield self.days.of_year(year)

    def _months(self) -> Iterator[list[int]]:
        begin, end = (date.fromordinal(moment // DAY) for moment in (self.first, self.last))
        numbers = (day.year * 12 + day.month - 1 for day in (self.start, begin, end))
        origin, earliest, latest = numbers
        for number in self._every(origin, earliest - 1, min(latest + 1, LAST_YEAR * 12 + 11)):
            yield self.days.of_month(number // 12, number % 12 + 1)

    def _weeks(self) -> Iterator[list[int]]:
        days = (self.start.toordinal(), self.first // DAY, self.last // DAY)
        origin, begin, end = (day - (weekday(day) - self.rule.week_start) % 7 for day in days)
        for week in self._every(0, (begin - origin) // 7, (end - origin) // 7):
            yield self.days.of_week(origin + 7 * week)

    def _units(self, unit: int) -> Iterator[list[int]]:
        """Days, hours, minutes or seconds; after a miss the next possible time is jumped to."""
        origin, last = _seconds(self.start) // unit, self.last // unit
        stride = self.rule.interval
        number = max(origin, self.first // unit)
        number += (origin - number) % stride
        while number <= last:
            self.work.spend()
            moment = number * unit
            target = self._miss(moment, unit)
            if target is None:
                yield [moment]
                number += stride
            else:
                number = -(-target // unit)
                number += (origin - number) % stride

    def _miss(self, moment: int, unit: int) -> int | None:
        """None when the unit follows the rule, otherwise the next moment that may."""
        day = moment // DAY
        if not self.days.matches(day):
            return self.days.next_possible(day) * DAY
        limits = ((3600, 24, self.rule.by_hour), (60, 60, self.rule.by_minute))
        for size, of_them, allowed in (*limits, (1, 60, self.rule.by_second)):
            if unit > size or not allowed:
                continue
            around, now = divmod(moment // size, of_them)
            index = bisect_left(allowed, now)
            if index == len(allowed):
                return (around + 1) * of_them * size
            if allowed[index] != now:
                return (around * of_them + allowed[index]) * size
        return None


def _never_meets(rule: RecurrenceRule, start: datetime) -> bool:
    """Whether the interval steps over all allowed hours (minutes, seconds) for ever."""
    if rule.frequency is Frequency.HOURLY:
        allowed, size, origin = rule.by_hour, 24, start.hour
    elif rule.frequency is Frequency.MINUTELY:
        allowed, size, origin = rule.by_minute, 60, start.minute
    elif rule.frequency is Frequency.SECONDLY:
        allowed, size, origin = rule.by_second, 60, start.second
    else:
        return False
    step = gcd(rule.interval, size)
    return bool(allowed) and all((number - origin) % step for number in allowed)
