"""The dates of an event as iCalendar has them: one series with its exceptions (RFC 5545, 3.8.5).

A change of one date and all later ones becomes changes of the single dates that are kept, because
few programs understand RANGE=THISANDFUTURE; the rules end with the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events.recurrence import Recurrence
from events.recurrence.rule import RecurrenceRule


@dataclass(frozen=True, slots=True)
class ChangedDate:
    """A date that differs from its series: a component with RECURRENCE-ID."""

    recurrence_id: date
    start: date
    end: date
    is_cancelled: bool
    note: str = ""
    title: str = ""
    venue: str = ""
    online_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Days, or aware times in the zone in which they are written; `rules` are texts of RRULE."""

    start: date
    end: date
    rules: list[str] = field(default_factory=list)
    extra: list[date] = field(default_factory=list)
    excluded: list[date] = field(default_factory=list)
    changed: list[ChangedDate] = field(default_factory=list)

    @property
    def time_zone(self) -> str:
        """The zone that a VTIMEZONE has to explain; none for days and for UTC."""
        zone = self.start.tzinfo if isinstance(self.start, datetime) else None
        return "" if zone is None or str(zone) == "UTC" else str(zone)


def dates_of(record: Any, *, hub_zone: str, kept: Iterable[Any] = ()) -> Dates | None:
    """The dates of an event; none where its rules have none.

    `kept` are the stored dates that a change of all later ones applies to.
    """
    if not record.is_series:
        return _single(record, hub_zone)
    return _Series(record, list(kept)).dates()


def _single(record: Any, hub_zone: str) -> Dates:
    """UTC says all about a time of the hub's own zone; others keep their clock."""
    if record.all_day:
        last = record.last_day + timedelta(days=1)
        return Dates(start=record.local_start.date(), end=last)
    zone = ZoneInfo("UTC" if record.time_zone == hub_zone else record.time_zone)
    return Dates(start=record.starts_at.astimezone(zone), end=record.ends_at.astimezone(zone))


class _Series:
    def __init__(self, record: Any, kept: list[Any]) -> None:
        self.record, self.kept = record, kept
        self.recurrence: Recurrence = record.recurrence()
        self.zone = ZoneInfo(str(self.recurrence.zone))
        self.is_of_days = self.recurrence.all_day
        self.last = max((row.recurrence_id for row in kept), default=None)

    def dates(self) -> Dates | None:
        record, rules = self.record, self.recurrence.rrules
        first = self._first()
        if first is None:
            return None
        changes = [c for c in record.date_changes.all() if not c.this_and_future]
        extra = [c for c in changes if c.kind == "extra"]
        excluded = [c.recurrence_id for c in changes if c.kind == "excluded"]
        if len(rules) > 1 and first != record.starts_at:
            first = record.starts_at  # on which several rules may depend, though it is no date
            excluded.append(first)
        return Dates(
            start=self._id(first),
            end=self._end(first),
            rules=[self._ended(rule).text() for rule in rules],
            extra=[self._id(change.recurrence_id) for change in extra],
            excluded=[self._id(moment) for moment in excluded],
            changed=self._in_order(changes, extra),
        )

    def _in_order(self, changes: list[Any], extra: list[Any]) -> list[ChangedDate]:
        found = [
            *(self._changed(c) for c in changes if c.kind in {"cancelled", "changed"}),
            *(self._changed(c) for c in extra if self._is_special(c)),
            *map(self._kept, self.kept),
        ]
        return sorted(found, key=lambda one: self._moment(one.recurrence_id))

    def _first(self) -> datetime | None:
        """The first date of the rules: for other programs a start is always one."""
        if not self.recurrence.rrules:
            return self.record.starts_at
        plain = replace(self.recurrence, rdates=(), exdates=(), overrides=())
        found = plain.occurrences(limit=1).occurrences
        return self._moment(found[0].start) if found else None

    def _moment(self, value: date) -> datetime:
        if not isinstance(value, datetime):
            value = datetime.combine(value, time())
        return value if value.tzinfo else value.replace(tzinfo=self.zone)

    def _id(self, moment: datetime) -> date:
        """A moment the way the series writes its dates."""
        local = moment.astimezone(self.zone)
        return local.date() if self.is_of_days else local

    def _end(self, start: datetime) -> date:
        if self.is_of_days:
            return start.astimezone(self.zone).date() + timedelta(days=self.recurrence.length.days)
        return (start.astimezone(UTC) + self._length()).astimezone(self.zone)

    def _length(self) -> timedelta:
        return self.record.ends_at - self.record.starts_at

    def _ended(self, rule: RecurrenceRule) -> RecurrenceRule:
        """UNTIL a day in a series of days, else in UTC (RFC 5545, 3.3.10)."""
        until = rule.until
        if self.last and rule.count is not None:
            rule = replace(rule, count=None)
        if until is not None and not self.is_of_days:
            is_day = not isinstance(until, datetime)
            wall = datetime.combine(until, time(23, 59, 59)) if is_day else until
            until = self._moment(wall).astimezone(UTC)
        elif isinstance(until, datetime):
            until = self._moment(until).astimezone(self.zone).date()
        if self.last:
            last = self._id(self.last) if self.is_of_days else self.last.astimezone(UTC)
            until = min(until, last) if until is not None else last
        return replace(rule, until=until)

    def _is_special(self, change: Any) -> bool:
        """Whether an additional date is more than one more of the same."""
        own = (change.ends_at, change.note, change.title, change.venue, change.online_url)
        return any(own) or self.is_of_days != self._are_days(change.recurrence_id, change.ends_at)

    def _are_days(self, start: datetime, end: datetime | None) -> bool:
        return self.record.all_day and self.record.are_days(start, end or start)

    def _changed(self, change: Any) -> ChangedDate:
        start = change.starts_at or change.recurrence_id
        if change.ends_at:
            value, end = self._span(start, change.ends_at)
        elif self.is_of_days and not self._are_days(start, None):
            value, end = self._span(start, start + self._length())
        else:
            value, end = self._id(start), self._end(start)
        return ChangedDate(
            self._id(change.recurrence_id),
            value,
            end,
            change.kind == "cancelled",
            *(change.note, change.title, change.venue, change.online_url),
        )

    def _kept(self, row: Any) -> ChangedDate:
        change = row.change
        return ChangedDate(
            self._id(row.recurrence_id),
            *self._span(row.starts_at, row.ends_at),
            row.is_cancelled,
            *(change.note, change.title, change.venue, change.online_url),
        )

    def _span(self, start: datetime, end: datetime) -> tuple[date, date]:
        """Days for whole ones; a series of days may have a date with a time of day."""
        start, end = start.astimezone(self.zone), end.astimezone(self.zone)
        return (start.date(), end.date()) if self._are_days(start, end) else (start, end)
