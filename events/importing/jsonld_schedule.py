"""A Schedule of schema.org as recurrence rule (RFC 5545), as far as its terms go."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.importing.ical_time import Moment, Unreadable
from events.importing.iso_time import read_clock, read_iso
from events.importing.jsonld_nodes import Node, many, term, text_of
from events.importing.repeats import Repeats
from events.recurrence.time_zones import known_zone

_PERIOD = re.compile(r"P(?:([0-9]{1,3})([DWMY])|T([0-9]{1,3})H)")
_UNITS = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_WORDS = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CLOCK = re.compile(r"T?([0-9]{2}:[0-9]{2})(?::[0-9]{2})?(?:Z|[+-][0-9:]{2,6})?")


class Found(NamedTuple):
    times: Node  # startDate and endDate of the first date
    repeats: Repeats


def read_schedule(schedule: Node, node: Node, default: ZoneInfo) -> Found:
    """The times that the schedule gives to its event, and how they repeat; Unreadable."""
    zone = known_zone(text_of(schedule.get("scheduleTimezone"))[:80]) or default
    start = read_iso("startDate", schedule.get("startDate") or node.get("startDate"))
    if start is None:
        raise Unreadable(_("The start (%(name)s) is missing.") % {"name": "startDate"})
    clock = _clock(schedule, "startTime")
    if clock and not isinstance(start, datetime):
        start = datetime.combine(start, clock)
    if isinstance(start, datetime):
        start = start.replace(tzinfo=start.tzinfo or zone)
    times = {"startDate": start.isoformat(), "endDate": None, **_end(schedule, node, start)}
    repeats = Repeats(
        zone,
        rules=[_rule(schedule)],
        excluded=[
            Moment("EXDATE", _basic(day))
            for day in (read_iso("exceptDate", one) for one in many(schedule.get("exceptDate")))
            if day
        ],
    )
    return Found(times, repeats)


def _end(schedule: Node, node: Node, start: date) -> Node:
    """The end of the first date: at endTime, after the duration, or that of the event."""
    clock = _clock(schedule, "endTime")
    if clock and isinstance(start, datetime):
        end = datetime.combine(start.date(), clock, tzinfo=start.tzinfo)
        return {"endDate": (end if end >= start else end + timedelta(days=1)).isoformat()}
    if duration := text_of(schedule.get("duration")):
        return {"duration": duration}
    given = read_iso("endDate", node.get("endDate"))
    begun = read_iso("startDate", node.get("startDate"))
    if begun == start and given:
        return {"endDate": given.isoformat()}
    return {}


def _clock(schedule: Node, name: str) -> Any:
    text = text_of(schedule.get(name)).strip()
    match = _CLOCK.fullmatch(text[:40])
    return read_clock(name, match[1] if match else text)


def _rule(schedule: Node) -> str:
    frequency = text_of(schedule.get("repeatFrequency")).strip()[:40]
    match = _PERIOD.fullmatch(frequency.upper())
    interval = 1
    if match and match[2]:
        word, interval = _UNITS[match[2]], int(match[1])
    elif match:
        word, interval = "HOURLY", int(match[3])
    elif (word := term(frequency).upper()) not in _WORDS:
        raise Unreadable(
            _("repeatFrequency cannot be read: “%(value)s”") % {"value": frequency or "–"}
        )
    parts = [f"FREQ={word}", f"INTERVAL={interval}"]
    week = _numbers(schedule, "byMonthWeek", 1, 5)
    if days := [day for one in many(schedule.get("byDay"))[:20] if (day := _day(term(one)))]:
        nth = week[0] if week and word in {"MONTHLY", "YEARLY"} else ""
        parts.append("BYDAY=" + ",".join(f"{nth}{day}" for day in days))
    for name, part, most in (("byMonth", "BYMONTH", 12), ("byMonthDay", "BYMONTHDAY", 31)):
        if numbers := _numbers(schedule, name, 1, most):
            parts.append(f"{part}={','.join(map(str, numbers))}")
    if count := _numbers(schedule, "repeatCount", 1, 100_000):
        parts.append(f"COUNT={count[0]}")
    elif until := read_iso("endDate", schedule.get("endDate")):
        parts.append(f"UNTIL={_basic(until)}")
    return ";".join(parts)


def _day(text: str) -> str:
    """“Monday”, “MO” and “2TU”."""
    match = re.fullmatch(r"([+-]?[0-9]?)([A-Za-z]{2})[A-Za-z]{0,8}", text)
    return f"{match[1]}{match[2].upper()}" if match and match[2].upper() in _DAYS else ""


def _numbers(schedule: Node, name: str, first: int, last: int) -> list[int]:
    texts = (text_of(one).strip() for one in many(schedule.get(name))[:40])
    numbers = (int(text) for text in texts if re.fullmatch(r"[0-9]{1,6}", text))
    return [number for number in numbers if first <= number <= last]


def _basic(value: date) -> str:
    if isinstance(value, datetime) and value.tzinfo:
        return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{value:%Y%m%dT%H%M%S}" if isinstance(value, datetime) else f"{value:%Y%m%d}"
