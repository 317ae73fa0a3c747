"""A time zone as VTIMEZONE (RFC 5545, 3.6.5), by yearly rules where it has them.

icalendar lists every change of the clock by its date, which vobject does not read, and loses those
that Morocco makes for Ramadan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

AHEAD = 15  # years that somebody may plan
SINCE = 2010  # a rule that is older needs no list of earlier changes
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_HOUR = timedelta(hours=1)
Change = tuple[datetime, timedelta, timedelta, bool, str]


@lru_cache(maxsize=64)
def zone_text(name: str, year: int) -> str:
    """A VTIMEZONE that is good for whatever somebody plans in a year."""
    zone = ZoneInfo(name)
    years = [_changes(zone, each) for each in range(SINCE, year + AHEAD)]
    shapes = {tuple((_rule(change), *change[1:]) for change in changes) for changes in years}
    drawn = Timezone()
    drawn.add("tzid", name)
    if len(shapes) == 1 and years[0]:
        for change in years[0]:
            drawn.add_component(_observance([change], rule=_rule(change).partition(" ")[0]))
    else:
        alike: dict[tuple, list[Change]] = {}
        for change in (_at_first(zone), *(change for changes in years for change in changes)):
            alike.setdefault(change[1:], []).append(change)
        for some in alike.values():
            drawn.add_component(_observance(some))
    return drawn.to_ical().decode()


def _observance(changes: list[Change], rule: str = "") -> Component:
    """Changes of one kind, by a rule that begins with the first or one by one."""
    (start, before, after, is_summer, words), *others = changes
    part = TimezoneDaylight() if is_summer else TimezoneStandard()
    part.add("dtstart", start)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", words)
    if rule:
        part.add("rrule", vRecur.from_ical(rule))
    if others:
        part.add("rdate", [change[0] for change in others])
    return part


def _at_first(zone: ZoneInfo) -> Change:
    start = datetime(SINCE, 1, 1)
    local = start.replace(tzinfo=zone)
    offset = local.utcoffset() or timedelta()
    return start, offset, offset, bool(local.dst()), local.tzname() or ""


def _changes(zone: ZoneInfo, year: int) -> list[Change]:
    """Wall time before the change, offsets before and after, whether summer begins, its name."""
    return list(
        _found(zone, datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
    )


def _found(zone: ZoneInfo, at: datetime, end: datetime) -> Iterator[Change]:
    before = at.astimezone(zone).utcoffset() or timedelta()
    while at < end:
        at += _HOUR
        local = at.astimezone(zone)
        offset = local.utcoffset() or timedelta()
        if offset != before:
            wall = (at + before).replace(tzinfo=None)
            yield wall, before, offset, bool(local.dst()), local.tzname() or ""
            before = offset


def _rule(change: Change) -> str:
    """“The last Sunday of March”, counted from the end where it may be the last."""
    day = change[0]
    is_last = (day + timedelta(days=7)).month != day.month
    nth = -1 if is_last else (day.day - 1) // 7 + 1
    return f"FREQ=YEARLY;BYDAY={nth}{_DAYS[day.weekday()]};BYMONTH={day.month} {day:%H%M}"
