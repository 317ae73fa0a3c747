"""An event's series, and which of its dates are kept as rows."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from events.recurrence import (
    MAX_STEPS,
    Expansion,
    ExtraDate,
    Occurrence,
    Override,
    Recurrence,
    Span,
    Stop,
)
from events.recurrence.rule import parse_rule

MONTHS_AHEAD = 24
MAX_COMING = 800
MAX_PAST = 200
MANY, CROWDED = 100, timedelta(days=7)  # of dates that follow so closely no more are kept
_AHEAD = timedelta(days=round(MONTHS_AHEAD * 30.44))
_BEHIND = timedelta(days=183)
_END = datetime(2201, 1, 1, tzinfo=UTC)


class KeptDates(NamedTuple):
    """Dates in their order, why there are no more of them, and the steps that it took."""

    occurrences: list[Occurrence]
    stop: Stop
    steps: int


def recurrence(event, changes) -> Recurrence:
    """The series of an event and its DateChanges, or of what looks like them in a file.

    Raises ValueError with words for people.
    """
    zone = _zone(event)
    changes = sorted(changes, key=lambda change: change.kind != "extra")
    extras = [change for change in changes if change.kind == "extra"]
    return Recurrence(
        _day_or_wall(event, zone, event.starts_at),
        span=_span(event, zone, event.starts_at, event.ends_at),
        zone=zone,
        rrules=[parse_rule(line) for line in event.recurrence_rules.splitlines() if line.strip()],
        rdates=[
            ExtraDate(_named(event, zone, c.recurrence_id), _own_span(event, zone, c))
            for c in extras
        ],
        exdates=[_named(event, zone, c.recurrence_id) for c in changes if c.kind == "excluded"],
        # An extra date is a change, too: it may have a title and a place of its own.
        overrides=[_override(event, zone, c) for c in changes if c.kind != "excluded"],
    )


def _zone(event) -> ZoneInfo:
    """UTC for a single time that the clock shows for the second time."""
    zone = ZoneInfo(event.recurrence_zone or event.time_zone)
    is_second = event.starts_at.astimezone(zone).fold and not event.recurrence_rules.strip()
    return ZoneInfo("UTC") if is_second else zone


def are_days(event, *moments: datetime) -> bool:
    """Whether all are local midnights, at which days begin and end."""
    zone = ZoneInfo(event.time_zone)
    return all(moment.astimezone(zone).time() == time() for moment in moments)


def _is_of_days(event) -> bool:
    return event.all_day and are_days(event, event.starts_at, event.ends_at)


def _override(event, zone: ZoneInfo, change) -> Override:
    start = change.recurrence_id if change.kind == "extra" else change.starts_at
    return Override(
        _named(event, zone, change.recurrence_id),
        start=_named(event, zone, start, change.ends_at) if start else None,
        span=_own_span(event, zone, change),
        cancelled=change.kind == "cancelled",
        this_and_future=change.this_and_future,
        source=change,
    )


def _day_or_wall(event, zone: ZoneInfo, moment: datetime) -> date:
    local = moment.astimezone(zone)
    return local.date() if _is_of_days(event) else local.replace(tzinfo=None, fold=0)


def _named(event, zone: ZoneInfo, start: datetime, end: datetime | None = None) -> date:
    """A day where the series is one of days and the date no time of day, else the instant."""
    if _is_of_days(event) and are_days(event, start, end or start):
        return start.astimezone(zone).date()
    return start.astimezone(UTC)


def _own_span(event, zone: ZoneInfo, change) -> Span | None:
    if change.ends_at is None:
        return None
    return _span(event, zone, change.starts_at or change.recurrence_id, change.ends_at)


def _span(event, zone: ZoneInfo, start: datetime, end: datetime) -> Span:
    """Days for days, exact time for times (RFC 5545, 3.8.2.2)."""
    if _is_of_days(event) and are_days(event, start, end):
        return Span(days=(end.astimezone(zone).date() - start.astimezone(zone).date()).days)
    return Span(exact=end - start)


def kept_dates(series: Recurrence, now: datetime, *, max_steps: int = MAX_STEPS) -> KeptDates:
    """The dates of the next 24 months, at least the next one, and those that are past.

    All are bounded: of many past dates those of the last half year are kept, of too many coming
    ones the first. Takes at most `max_steps` steps.
    """
    if not series.rrules:
        whole = series.occurrences(limit=MAX_COMING + MAX_PAST, max_steps=max_steps)
        return KeptDates(whole.occurrences, whole.stop, whole.steps)
    left = max_steps

    def expand(after: datetime | None, before: datetime, limit: int) -> Expansion:
        nonlocal left
        found = series.occurrences(after, before, limit=limit, max_steps=left)
        left -= found.steps
        return found

    horizon = max(now, moment(series, series.dtstart)) + _AHEAD
    coming = expand(now, horizon, MAX_COMING)
    found, stop = coming.occurrences, coming.stop
    if not found and stop is Stop.COMPLETE:
        coming = expand(horizon, _END, 1)
        found, stop = coming.occurrences, Stop.COMPLETE if coming.occurrences else coming.stop
    past = expand(None, now, MAX_PAST)
    if past.stop is not Stop.COMPLETE:
        recent = expand(now - _BEHIND, now, MAX_PAST)
        past = recent if recent.occurrences else past
    if _is_crowd(found):
        found, stop = found[:MANY], Stop.LIMIT
    earlier = past.occurrences[-MANY:] if _is_crowd(past.occurrences) else past.occurrences
    by_id = {one.recurrence_id: one for one in (*earlier, *found)}
    ordered = sorted(by_id.values(), key=lambda one: moment(series, one.start))
    return KeptDates(ordered, stop, max_steps - left)


def _is_crowd(dates: list[Occurrence]) -> bool:
    return len(dates) > MANY and are_crowded([one.start for one in dates[:MANY]])


def are_crowded(starts: Sequence[date]) -> bool:
    """Whether a hundred such dates, of which these are the first, would lie within a week."""
    return (starts[-1] - starts[0]) * MANY < CROWDED * len(starts)


def moment(series: Recurrence, value: date) -> datetime:
    """A day or a time of a series as an instant; a day begins with its local midnight."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return (value if value.tzinfo else value.replace(tzinfo=series.zone)).astimezone(UTC)
