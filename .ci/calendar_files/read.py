"""Reads calendar files with icalendar and recurring-ical-events; see check.py.

python read.py FILE...
"""

import json
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

ZONE = ZoneInfo(os.environ["TZ"])
DATES = 12


def written(value):
    if not isinstance(value, datetime):
        return value.isoformat()
    return (value if value.tzinfo else value.replace(tzinfo=ZONE)).astimezone(UTC).isoformat()


def end_of(event, start):
    """DTEND, or what follows from DURATION; None where the event names neither."""
    if "DTEND" in event:
        return event["DTEND"].dt
    if "DURATION" not in event:
        return None
    length = event["DURATION"].dt
    if type(start) is date:
        return start + length
    if length % timedelta(days=1):
        return start.astimezone(UTC) + length if start.tzinfo else start + length
    return start + length


def dates_of(calendar, event):
    """The first dates in time; None where there is no series, or the library cannot tell."""
    uid = event.get("UID", "")
    if not uid or "RECURRENCE-ID" in event or not {"RRULE", "RDATE", "EXDATE"} & event.keys():
        return None
    alone = Calendar()
    for component in calendar.subcomponents:
        if component.name == "VTIMEZONE" or component.get("UID", "") == uid:
            alone.add_component(component)
    dates, until = [], time.monotonic() + 5
    try:
        found = recurring_ical_events.of(alone, components=["VEVENT"]).after(datetime(1900, 1, 1))
        for one in islice(found, DATES):
            dates.append(written(one["DTSTART"].dt))
            if time.monotonic() > until:
                return None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return dates


def seen(calendar, event):
    start = event["DTSTART"].dt
    end = end_of(event, start)
    texts = ("summary", "location", "description", "status")
    return {
        "uid": str(event.get("UID", "")),
        "recurrence": written(event["RECURRENCE-ID"].dt) if "RECURRENCE-ID" in event else "",
        "sequence": int(event.get("SEQUENCE", 0)),
        "start": written(start),
        "end": written(end) if end else None,
        "dates": dates_of(calendar, event),
        **{name: str(event.get(name.upper(), "")) for name in texts},
    }


def read(path):
    events, failed = [], []
    for calendar in Calendar.from_ical(Path(path).read_bytes(), multiple=True):
        for event in calendar.walk("VEVENT"):
            try:
                events.append(seen(calendar, event))
            except (AttributeError, KeyError, TypeError, ValueError) as problem:
                failed.append(f"{type(problem).__name__}: {problem}"[:100])
    return {"events": events, "failed": failed}


if __name__ == "__main__":
    answer = {}
    for path in sys.argv[1:]:
        try:
            answer[path] = read(path)
        except Exception as problem:  # the others are compared all the same
            answer[path] = {"events": [], "failed": [f"{type(problem).__name__}: {problem}"[:200]]}
    print(json.dumps(answer))
