"""The days that a recurrence rule names within a year, a month or a week: RFC 5545, 3.3.10.

Days are proleptic Gregorian ordinals, 1 being 1 January of the year 1.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date

from events.recurrence.rule import Frequency, NthWeekday, RecurrenceRule, Skip
from events.recurrence.work import Work

# One year before Python's own end, so that a following day always exists.
LAST_YEAR = 9998
Check = Callable[[date], bool]
LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def weekday(day: int) -> int:
    return (day + 6) % 7


def first_week(year: int, week_start: int) -> int:
    """The first day of week 1, the first with at least four days in the year."""
    new_year = date(year, 1, 1).toordinal()
    days_before = (weekday(new_year) - week_start) % 7
    return new_year - days_before + (7 if days_before > 3 else 0)


def week_year(day: date, week_start: int) -> int:
    """The year that the week of the day belongs to; 30 December may be in the next one."""
    if day.toordinal() >= first_week(day.year + 1, week_start):
        return day.year + 1
    return day.year - (day.toordinal() < first_week(day.year, week_start))


class RuleDays:
    """What a rule says about days; DTSTART fills in what it leaves open.

    With BYWEEKNO a year is the one that its weeks belong to. BYWEEKNO alone means the weekday of
    DTSTART in these weeks; BYMONTHDAY without BYMONTH in a yearly rule means every month.
    """

    def __init__(self, rule: RecurrenceRule, start: date, work: Work) -> None:
        self.rule, self.work = rule, work
        self.months: tuple[int, ...] = rule.by_month or tuple(range(1, 13))
        self.month_days = rule.by_month_day
        self.nth_weekdays = rule.by_day
        if not (rule.by_year_day or rule.by_month_day or rule.by_day):
            self._fill_in(start)
        self._has_nth = any(nth for _day, nth in self.nth_weekdays)
        # Counted weekdays are found by counting; a check must not shut them out.
        weekdays = (day for day, _nth in self.nth_weekdays)
        self._weekdays = frozenset(range(7) if self._has_nth else weekdays)
        self._week = sorted((day - rule.week_start) % 7 for day in self._weekdays)
        self._checks = [*self._checks_of_parts(), *self._checks_of_year_days()]

    def _fill_in(self, start: date) -> None:
        rule = self.rule
        if rule.frequency is Frequency.WEEKLY or rule.by_week_no:
            self.nth_weekdays = (NthWeekday(start.weekday()),)
        elif rule.frequency in {Frequency.MONTHLY, Frequency.YEARLY}:
            self.month_days = (start.day,)
            if rule.frequency is Frequency.YEARLY and not rule.by_month:
                self.months = (start.month,)

    def is_impossible(self) -> bool:
        """Whether no month ever has one of the days, as with 30 February."""
        longest = max(LONGEST_MONTH[month - 1] for month in self.months)
        shortest = min(map(abs, self.month_days), default=1)
        return self.rule.skip is Skip.OMIT and shortest > longest

    def of_year(self, year: int) -> list[int]:
        if self.rule.by_week_no:
            days = set(self._days_of_weeks(year))
            self.work.spend(len(days))
            return sorted(filter(self.matches, days))
        months = [_month(year, month) for month in self.months]
        spans = months if self.rule.by_month else [_year(year)]
        if not self.rule.by_year_day:
            return self._within(months, spans)
        days = set(self._days_of_year(year))
        self.work.spend(len(days))
        if self._has_nth:
            days &= self._weekdays_within(spans)
        checks = self._checks_of_parts()
        return [day for day in sorted(days) if _passes(day, checks)]

    def of_month(self, year: int, month: int) -> list[int]:
        if month not in self.months:
            return []
        span = [_month(year, month)]
        return self._within(span, span)

    def of_week(self, first: int) -> list[int]:
        self.work.spend(len(self._week))
        days = [first + offset for offset in self._week]
        return days if len(self.months) == 12 else [day for day in days if self.matches(day)]

    def matches(self, day: int) -> bool:
        """Whether a single day passes what the rule says about days, BYWEEKNO aside."""
        return _passes(day, self._checks)

    def next_possible(self, day: int) -> int:
        """The next day worth a look after one that does not match: whole months are left out."""
        found = date.fromordinal(day)
        if found.month in self.months:
            return day + 1
        return day + monthrange(found.year, found.month)[1] - found.day + 1

    def _checks_of_parts(self) -> list[Check]:
        checks: list[Check] = []
        if len(self.months) < 12:
            months = frozenset(self.months)
            checks.append(lambda day: day.month in months)
        if self.nth_weekdays:
            checks.append(lambda day: day.weekday() in self._weekdays)
        if self.month_days:
            numbers = frozenset(self.month_days)
            checks.append(
                lambda day: (
                    day.day in numbers
                    or day.day - monthrange(day.year, day.month)[1] - 1 in numbers
                )
            )
        return checks

    def _checks_of_year_days(self) -> list[Check]:
        if not self.rule.by_year_day:
            return []
        numbers = frozenset(self.rule.by_year_day)

        def is_named(day: date) -> bool:
            first, last = _year(day.year)
            number = day.toordinal()
            return number - first + 1 in numbers or number - last - 1 in numbers

        return [is_named]

    def _days_of_weeks(self, year: int) -> Iterator[int]:
        first, after = (first_week(y, self.rule.week_start) for y in (year, year + 1))
        weeks = (after - first) // 7
        for number in self.rule.by_week_no:
            number = number if number > 0 else weeks + 1 + number
            if 1 <= number <= weeks:
                yield from range(first + 7 * (number - 1), first + 7 * number)

    def _days_of_year(self, year: int) -> Iterator[int]:
        first, last = _year(year)
        for number in self.rule.by_year_day:
            yield from self._counted(number, first, last)

    def _within(self, months: list[tuple[int, int]], spans: list[tuple[int, int]]) -> list[int]:
        """Numbered days of the months; weekdays are counted in the spans."""
        if not self.month_days:
            return sorted(self._weekdays_within(spans))
        days = {
            day
            for first, last in months
            for number in self.month_days
            for day in self._counted(number, first, last)
        }
        self.work.spend(len(days))
        if self._has_nth:
            days &= self._weekdays_within(spans)
        elif self.nth_weekdays:
            days = {day for day in days if weekday(day) in self._weekdays}
        return sorted(days)

    def _counted(self, number: int, first: int, last: int) -> Iterator[int]:
        """The day with this number, counted from the first or (-1) the last; SKIP may move it."""
        day = first + number - 1 if number > 0 else last + number + 1
        if first <= day <= last:
            yield day
        elif self.rule.skip is Skip.BACKWARD:
            yield last if number > 0 else first - 1
        elif self.rule.skip is Skip.FORWARD:
            yield last + 1 if number > 0 else first

    def _weekdays_within(self, spans: list[tuple[int, int]]) -> set[int]:
        days: set[int] = set()
        for first, last in spans:
            for wanted, nth in self.nth_weekdays:
                earliest = first + (wanted - weekday(first)) % 7
                latest = last - (weekday(last) - wanted) % 7
                if not nth:
                    days.update(range(earliest, last + 1, 7))
                    continue
                day = earliest + 7 * (nth - 1) if nth > 0 else latest + 7 * (nth + 1)
                if first <= day <= last:
                    days.add(day)
        self.work.spend(len(days))
        return days


def _passes(day: int, checks: list[Check]) -> bool:
    found = date.fromordinal(day)
    return all(check(found) for check in checks)


def _year(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()


def _month(year: int, month: int) -> tuple[int, int]:
    first = date(year, month, 1).toordinal()
    return first, first + monthrange(year, month)[1] - 1
