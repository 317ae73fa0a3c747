"""The rules that a form can say in words, and back: a small part of what rules can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum

from events.recurrence.rule import Frequency, NthWeekday, RecurrenceRule, RuleProblem, parse_rule


class Repeats(StrEnum):
    NEVER = ""
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY_DAY = "monthly_day"
    MONTHLY_WEEKDAY = "monthly_weekday"
    YEARLY = "yearly"
    OTHER = "other"


_FREQUENCIES = {
    Repeats.DAILY: Frequency.DAILY,
    Repeats.WEEKLY: Frequency.WEEKLY,
    Repeats.MONTHLY_DAY: Frequency.MONTHLY,
    Repeats.MONTHLY_WEEKDAY: Frequency.MONTHLY,
    Repeats.YEARLY: Frequency.YEARLY,
}


@dataclass(frozen=True, slots=True)
class Repetition:
    """What a person chooses; `weekdays` (0 is Monday) for weeks, `until` is a local day."""

    repeats: Repeats = Repeats.NEVER
    every: int = 1
    weekdays: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None

    def rules(self, start: datetime, zone: tzinfo, *, all_day: bool) -> str:
        """The recurrence rule for a local start; empty without repetition. Not for OTHER."""
        if self.repeats is Repeats.NEVER:
            return ""
        by_day: tuple[NthWeekday, ...] = ()
        if self.repeats is Repeats.WEEKLY:
            by_day = tuple(NthWeekday(day) for day in sorted(self.weekdays))
        elif self.repeats is Repeats.MONTHLY_WEEKDAY:
            nth = (start.day - 1) // 7 + 1
            by_day = (NthWeekday(start.weekday(), nth if nth < 5 else -1),)
        until = self.until
        if until and not all_day:  # 3.3.10: of times in a zone it is one in UTC
            until = datetime.combine(until, time(23, 59, 59), tzinfo=zone).astimezone(UTC)
        return RecurrenceRule(
            _FREQUENCIES[self.repeats],
            interval=self.every,
            count=self.count,
            until=until,
            by_day=by_day,
        ).text()


def read(rules: str, start: datetime, zone: tzinfo, *, all_day: bool) -> Repetition:
    """What a person would have chosen to get these rules; OTHER where the form has no words."""
    if not rules.strip():
        return Repetition()
    try:
        rule = parse_rule(rules)
    except RuleProblem:
        return Repetition(Repeats.OTHER)
    until = rule.until
    if isinstance(until, datetime):
        until = (until.astimezone(zone) if until.tzinfo else until).date()
    weekdays = tuple(day.weekday for day in rule.by_day)
    for repeats, frequency in _FREQUENCIES.items():
        if frequency is rule.frequency:
            chosen = weekdays if repeats is Repeats.WEEKLY else ()
            found = Repetition(repeats, rule.interval, chosen, until, rule.count)
            if found.rules(start, zone, all_day=all_day) == rule.text():
                return found
    return Repetition(Repeats.OTHER)
