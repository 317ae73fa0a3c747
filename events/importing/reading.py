"""Reads a foreign file of events in a process of its own, so that no file can stop the hub.

The readers keep to their own limits and give what they have; those of the process are for what
nobody has thought of.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from directory.importing.bounded_reading import answer, read_bounded
from events.importing import csv_file, ical_file, jsonld_file
from events.importing.calendar_file import CalendarFile, as_json, from_json

READERS: dict[str, Callable[..., CalendarFile]] = {
    "ics": ical_file.read_calendar,
    "jsonld": jsonld_file.read_page,
    "csv": csv_file.read_rows,
}
OUTPUT_BYTES = 64_000_000
CPU_SECONDS = 15  # the readers stop by themselves after one, or eleven with 5,000 events


def read(
    data: bytes, *, kind: str, zone: ZoneInfo, now: datetime, seconds: float | None = None
) -> CalendarFile:
    """The events of an iCalendar (“ics”), of a page with schema.org data (“jsonld”) or of a CSV.

    An iCalendar may be given less `seconds` of computing than one of its size would have.
    Raises FileProblem, with a sentence for people, when it is no such file or cannot be coped with.
    """
    task = {
        "kind": kind,
        "zone": zone.key,
        "now": now.isoformat(),
        "limits": {"seconds": seconds} if seconds and kind == "ics" else {},
    }
    limits = {"cpu_seconds": CPU_SECONDS, "output_bytes": OUTPUT_BYTES}
    return from_json(read_bounded(read_here, data, task, **limits))


def read_here(argument: bytes) -> dict[str, Any]:
    """What the child does: the file as JSON, or the problem with it."""
    return answer(argument, _read)


def _read(task: dict[str, Any], data: bytes) -> dict[str, Any]:
    zone, now = ZoneInfo(task["zone"]), datetime.fromisoformat(task["now"])
    return as_json(READERS[task["kind"]](data, zone, now=now, **task["limits"]))
