"""Dates and times as people and web pages write them (ISO 8601, and German spelling)."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from directory.importing.text import one_line, shorten
from events.importing.ical_time import FIRST_YEAR, LAST_YEAR, Unreadable, out_of_range

_GERMAN_DAY = re.compile(r"(?:[A-Za-z]{2,10}\.?,?\s+)?(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.](\d{2}))?\s*(?:uhr|h)?(?:\s*(\d{2}))?", re.IGNORECASE
)


def read_iso(name: str, value: Any) -> date | None:
    """A day or a time (aware where it has an offset); None for nothing, Unreadable for nonsense."""
    text = one_line(value[:100]) if isinstance(value, str) else ""
    if not text:
        if value in (None, "", [], {}):
            return None
        raise _no_time(name, str(value)[:100])
    try:
        found: date = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError as problem:
        raise _no_time(name, text) from problem
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(out_of_range())
    return found.replace(microsecond=0) if isinstance(found, datetime) else found


def read_clock(name: str, text: str) -> time | None:
    """“18”, “18 Uhr”, “18:30”, “18.30 Uhr”, “18 Uhr 30”; None for nothing."""
    text = one_line(text[:100])
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    try:
        if match:
            return time(int(match[1]) % 24, int(match[2] or match[4] or 0))
    except ValueError:
        pass
    raise _no_time(name, text)


def read_day_or_time(name: str, text: str) -> date | None:
    """“3.12.2026”, “Do, 03.12.26”, “3.12.2026, 18 Uhr”, or ISO 8601."""
    text = one_line(text[:100])
    match = _GERMAN_DAY.match(text)
    if not match:
        return read_iso(name, text)
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    try:
        day = date(year, int(match[2]), int(match[1]))
    except ValueError as problem:
        raise _no_time(name, text) from problem
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable(out_of_range())
    rest = re.sub(r"^[\s,]*(?:um\s)?", "", text[match.end() :])
    clock = read_clock(name, rest)
    return datetime.combine(day, clock) if clock else day


def _no_time(name: str, text: str) -> Unreadable:
    return Unreadable(
        _("%(property)s is neither a date nor a time: “%(value)s”")
        % {"property": name, "value": shorten(one_line(text), 40)}
    )
