"""All dates of a series at another time or on another day, with what was said about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from events import series
from events.recurrence import Recurrence
from events.recurrence.rule import RecurrenceRule, parse_rule
from events.repetition import Repeats, read

MAX_DATES = 2000  # of a series that are paired before and after
MARGIN = timedelta(days=62)


def wall(event: Any, moment: datetime) -> datetime:
    """What the clock of the event shows."""
    return event.local(moment).replace(tzinfo=None)


def instant(event: Any, shown: datetime) -> datetime:
    """When the clock of the event shows this."""
    return shown.replace(tzinfo=event.local_start.tzinfo).astimezone(UTC)


def has_own_length(event: Any, start: datetime, end: datetime) -> bool:
    """Whether it is not that of the event: days by the clock, times exactly."""
    if event.all_day:
        own = wall(event, event.ends_at) - wall(event, event.starts_at)
        return wall(event, end) - wall(event, start) != own
    return end - start != event.ends_at - event.starts_at


def move_series(event: Any, recurrence_id: datetime, start: datetime, end: datetime) -> None:
    """Let the date that the series has at `recurrence_id` go from `start` to `end`, and so all.

    ValueError with words for people where the rules cannot say that.
    """
    changes = list(event.date_changes.all())
    before = _starts(event, changes, recurrence_id)
    if recurrence_id not in before:
        raise ValueError(_("This date does not follow from the repetition. Change it alone."))
    shift = wall(event, start) - wall(event, recurrence_id)
    days = (wall(event, start).date() - wall(event, recurrence_id).date()).days
    length = wall(event, end) - wall(event, start)
    rules = _moved_rules(event, start, days)
    first = wall(event, event.starts_at) + shift
    if days:
        first = _first(event, rules, first)
    event.recurrence_rules = rules
    event.starts_at = instant(event, first)
    event.ends_at = (
        instant(event, first + length) if event.all_day else event.starts_at + (end - start)
    )
    after = _starts(event, changes, start, recurrence_id)
    position = before.index(recurrence_id)
    if position >= len(after) or after[position] != start:
        raise ValueError(_not_sayable())
    _follow(event, changes, dict(zip(before, after, strict=False)), shift)


def _not_sayable() -> str:
    return _(
        "The repetition cannot follow to this day. Change it under “Repetition” in the editor, "
        "or choose this date and all later ones."
    )


def _starts(event: Any, changes: list[Any], *moments: datetime) -> list[datetime]:
    """The dates that the rules alone give, as far as anything is said about them."""
    plain = series.recurrence(event, [])
    last = max([*moments, *(change.recurrence_id for change in changes)]) + MARGIN
    found = plain.occurrences(before=last, limit=MAX_DATES).occurrences
    return [series.moment(plain, one.start) for one in found]


def _moved_rules(event: Any, start: datetime, days: int) -> str:
    """The rules for dates so many days later; those that the form has words for can follow."""
    zone = event.local_start.tzinfo
    found = read(event.recurrence_rules, event.local_start, zone, all_day=event.all_day)
    if found.repeats is Repeats.OTHER:
        names_times = any(
            rule.by_hour or rule.by_minute or rule.by_second
            for rule in _rules(event.recurrence_rules)
        )
        if days or names_times or event.recurrence_zone:
            raise ValueError(_not_sayable())
        return event.recurrence_rules
    if not days:
        return event.recurrence_rules
    moved = replace(
        found,
        weekdays=tuple(sorted((day + days) % 7 for day in found.weekdays)),
        until=found.until and found.until + timedelta(days=days),
    )
    return moved.rules(event.local(start), zone, all_day=event.all_day)


def _first(event: Any, rules: str, moved: datetime) -> datetime:
    """Where the series begins: with a rule such as the 2nd Tuesday that of the same month."""
    parsed = _rules(rules)
    if not any(day.nth for rule in parsed for day in rule.by_day):
        return moved
    month = wall(event, event.starts_at).replace(day=1)
    rule = replace(parsed[0], count=1, until=None, interval=1)
    begin = datetime.combine(month, moved.time())
    plain = Recurrence(begin, zone=event.local_start.tzinfo, rrules=[rule])
    found = plain.occurrences(limit=1).occurrences
    return wall(event, series.moment(plain, found[0].start)) if found else moved


def _rules(text: str) -> list[RecurrenceRule]:
    return [parse_rule(line) for line in text.splitlines() if line.strip()]


def _follow(
    event: Any, changes: list[Any], new: dict[datetime, datetime], shift: timedelta
) -> None:
    """What was said about a date of the rules is said about the date in its place."""
    for change in changes:
        if change.kind == "extra" or change.recurrence_id not in new:
            continue
        change.recurrence_id = new[change.recurrence_id]
        if change.ends_at and not change.starts_at:
            ends_at = instant(event, wall(event, change.ends_at) + shift)
            change.ends_at = max(ends_at, change.recurrence_id)
    event.date_changes = changes
