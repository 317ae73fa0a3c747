"""Reads the file of a source, whatever its kind."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from events.importing.ical_file import CalendarFile, read_calendar


def read(data: bytes, *, kind: str, zone: ZoneInfo, now: datetime) -> CalendarFile:
    """The events of a file of `kind` “ics”; raises FileProblem when it is none."""
    if kind != "ics":
        raise ValueError(f"{kind} is not read yet")
    return read_calendar(data, zone, now=now)
