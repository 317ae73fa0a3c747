"""A dry run for nobody in particular: what a file would bring, told without a hub.

`manage.py import_events FILE --dry-run` ends here when it names no organisation. It needs neither
database nor records, and to start all of Django takes ten times as long as to read a usual file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from directory.importing.report import Action, Outcome, Report
from directory.importing.text import FileProblem, read_file
from events.importing.calendar_file import CalendarEvent, CalendarFile
from events.importing.reading import READERS, read

SECONDS = 1.1  # of computing: about half of what the command may take, whatever the file


class _Refusal(Exception):
    """These arguments are for the command itself, also where they are wrong."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise _Refusal(message)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="at most 10 MB and 5000 events")
    parser.add_argument(
        "--kind",
        choices=list(READERS),
        default="ics",
        help="iCalendar, a web page (or JSON) with events of schema.org, or a table",
    )
    parser.add_argument(
        "--organisation",
        metavar="SLUG",
        help="short name of the organisation in addresses; the events become its own. "
        "May be left out with --dry-run; then every event counts as new",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would happen, write nothing"
    )
    parser.add_argument(
        "--format",
        choices=["text", "json"],
        default="text",
        help="json: counts, reasons, and the first 50 dates of every event",
    )


def look(arguments: list[str]) -> int | None:
    """Answer the command and give its exit code; None when it needs the hub."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    add_arguments(parser)
    try:
        options = parser.parse_args(arguments)
    except _Refusal:
        return None
    if options.organisation or not options.dry_run:
        return None
    from django.apps import apps
    from django.conf import settings

    apps.populate([])  # translations wait for it; this process will need no app
    try:
        data = read_file(options.file)
        zone = ZoneInfo(settings.TIME_ZONE)
        now = datetime.now(UTC)
        file = read(data, kind=options.kind, zone=zone, now=now, seconds=SECONDS)
        file.events = list(file.events)  # all are looked at more than once
    except FileProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    for line in told(file, foreseen(file), as_json=options.format == "json", dry_run=True):
        print(line)
    return 0


def foreseen(file: CalendarFile) -> Report:
    """The report of an import into an empty hub."""
    new = [Outcome(Action.NEW, one.uid, one.title, when(one)) for one in file.events]
    return Report(outcomes=[*file.refused, *new], remarks=list(file.remarks))


def when(event: CalendarEvent) -> str:
    return f"{event.starts_at.astimezone(ZoneInfo(event.values['time_zone'])):%Y-%m-%d %H:%M}"


def told(file: CalendarFile, report: Report, *, as_json: bool, dry_run: bool) -> Iterator[str]:
    """The lines that the command writes."""
    if as_json:
        yield json.dumps(_as_json(file, report), ensure_ascii=False)
    else:
        yield from report.lines(dry_run=dry_run)


def _as_json(file: CalendarFile, report: Report) -> dict[str, Any]:
    """What became of the file; dates are ISO 8601, days for all-day events."""
    refused = [outcome for outcome in report.outcomes if outcome.reason]
    unfit = {outcome.id for outcome in refused[len(file.refused) :]}  # read, but not taken
    counts = report.counts()
    return {
        **{name: counts[name] for name in ("new", "changed", "unchanged")},
        "rejected": [{"uid": outcome.id, "reason": outcome.reason} for outcome in refused],
        "events": [
            {
                "uid": event.uid,
                "summary": event.title,
                "start": _iso(event, "starts_at"),
                "end": _iso(event, "ends_at"),
                "occurrences": [date.isoformat() for date in event.dates],
            }
            for event in file.events
            if event.uid not in unfit
        ],
    }


def _iso(event: CalendarEvent, name: str) -> str:
    local = event.values[name].astimezone(ZoneInfo(event.values["time_zone"]))
    return (local.date() if event.values["all_day"] else local).isoformat()
