"""Reads a foreign file of events in a process of its own, so that no file can stop the hub.

The readers keep to their own limits and give what they have; those of the process are for what
nobody has thought of.
"""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from directory.import_text import FileProblem
from events.importing import csv_file, ical_file, jsonld_file
from events.importing.calendar_file import CalendarFile, as_json, from_json
from hub.bounded import ROOT, Bound, Exceeded, Raised, run_bounded

logger = logging.getLogger(__name__)

READERS: dict[str, Callable[..., CalendarFile]] = {
    "ics": ical_file.read_calendar,
    "jsonld": jsonld_file.read_page,
    "csv": csv_file.read_rows,
}
OUTPUT_BYTES = 64_000_000
CPU_SECONDS = 8  # the readers stop by themselves after one, or four with 5,000 events


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
        "language": get_language() or "de",
        "limits": {"seconds": seconds} if seconds and kind == "ics" else {},
    }
    try:
        answer = run_bounded(
            read_here,
            json.dumps(task).encode() + b"\n" + data,
            cpu_seconds=CPU_SECONDS,
            output_bytes=OUTPUT_BYTES,
        )
    except Exceeded as problem:
        raise FileProblem(problem.bound.label) from problem
    except Raised as problem:
        logger.error("The reader of %s files failed: %s %s", kind, problem.kind, problem.text)
        raise FileProblem(Bound.ENDED.label) from problem
    if problem := answer.get("problem"):
        raise FileProblem(problem)
    return from_json(answer)


def read_here(argument: bytes) -> dict[str, Any]:
    """What the child does: the file as JSON, or the problem with it."""
    head, _newline, data = argument.partition(b"\n")
    task = json.loads(head)
    _speak(task["language"])
    gc.disable()  # the process ends with this file
    try:
        file = READERS[task["kind"]](
            data, ZoneInfo(task["zone"]), now=datetime.fromisoformat(task["now"]), **task["limits"]
        )
    except FileProblem as problem:
        return {"problem": str(problem)}
    return as_json(file)


def _speak(language: str) -> None:
    """As much of Django as its translations need, in a process that has no settings."""
    from django.apps import apps
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        settings.configure(LANGUAGE_CODE=language, LOCALE_PATHS=[ROOT / "hub" / "locale"])
        apps.populate([])
    translation.activate(language)
