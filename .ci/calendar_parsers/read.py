"""Reads a calendar with vobject, ics or recurring-ical-events; see check.py.

python read.py PARSER FILE FROM UNTIL
"""

import json
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")


def written(value):
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def moment(value):
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), tzinfo=ZONE)


def vobject_dates(text, begin, end):
    """A series is expanded by dateutil; vobject gives its zones and values."""
    import vobject

    events = list(vobject.readOne(text).vevent_list)
    changed = {}
    for event in events:
        if hasattr(event, "recurrence_id"):
            changed.setdefault(event.uid.value, {})[event.recurrence_id.value] = event
    dates = []
    for event in events:
        status = event.status.value == "CANCELLED"
        if hasattr(event, "recurrence_id") or not event.rruleset:
            dates.append([event.uid.value, event.dtstart.value, status])
            continue
        others = {moment(key) for key in changed.get(event.uid.value, ())}
        is_day = not isinstance(event.dtstart.value, datetime)
        zone = None if is_day else event.dtstart.value.tzinfo
        for start in event.getrruleset(addRDate=True):
            found = start.date() if is_day else start.replace(tzinfo=start.tzinfo or zone)
            if moment(found) >= end:
                break
            if moment(found) not in others:
                dates.append([event.uid.value, found, status])
    return len(events), [one for one in dates if begin <= moment(one[1]) < end]


def ics_dates(text, begin, end):
    """Knows no series: what it reads is compared component by component."""
    from ics import Calendar

    events = list(Calendar(text).events)
    dates = []
    for event in events:
        lines = {extra.name: extra.value for extra in event.extra}
        if not lines.keys() & {"RRULE", "RDATE", "RECURRENCE-ID"}:
            start = event.begin.date() if event.all_day else event.begin.datetime
            dates.append([event.uid, start, event.status == "CANCELLED"])
    return len(events), [one for one in dates if begin <= moment(one[1]) < end]


def recurring_dates(text, begin, end):
    import recurring_ical_events
    from icalendar import Calendar

    calendar = Calendar.from_ical(text)
    dates = [
        [str(event["UID"]), event["DTSTART"].dt, event.get("STATUS") == "CANCELLED"]
        for event in recurring_ical_events.of(calendar).between(begin, end)
    ]
    return len(calendar.walk("VEVENT")), [one for one in dates if begin <= moment(one[1])]


READERS = {"vobject": vobject_dates, "ics": ics_dates, "recurring-ical-events": recurring_dates}

if __name__ == "__main__":
    parser, file, begin, end = sys.argv[1:]
    text = Path(file).read_bytes().decode()
    bounds = (datetime.fromisoformat(begin), datetime.fromisoformat(end))
    components, dates = READERS[parser](text, *bounds)
    shown = [[uid, written(start), cancelled] for uid, start, cancelled in dates]
    print(json.dumps({"components": components, "dates": shown}))
