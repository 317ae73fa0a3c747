"""Reads our calendar with programs of other projects and compares what they see with the hub.

    .venv/bin/python .ci/calendar_parsers/check.py FOLDER

FOLDER holds the parsers (.ci/run installs them): python/bin/python and node_modules. The calendar
is that of the demo and of odd cases; counts of components, every date of a year and whether it is
cancelled have to be equal. A difference ends with 1.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))
BERLIN = ZoneInfo("Europe/Berlin")
PYTHON = ("vobject", "ics", "recurring-ical-events")
NODE = ("ical.js", "node-ical")


def at(day, hour=0, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)


def make_odd_cases(today):
    """What programs trip over: folds, quotes, days, zones, changes of the clock, exceptions."""
    from events.models import DateChange, Event

    tuesday = today + timedelta(days=(1 - today.weekday()) % 7 + 7)
    first, week = at(tuesday, 18), timedelta(days=7)

    def wall(number, hour=18):
        return at(tuesday + number * week, hour)

    def make(title, start=first, hours=2, changes=(), **fields):
        fields = {"ends_at": start + timedelta(hours=hours), "live": True} | fields
        event = Event(title=title, summary="Kurz.", venue="Saal", starts_at=start, **fields)
        event.save()
        event.date_changes = [DateChange(**change) for change in changes]
        event.save()

    make("Komma, Semikolon; Strich \\ und \\n – „Zitat“ 👩🏽‍💻", description="ä🎉, " * 200)
    make("Ohne Ende", hours=0)
    make("Abgesagt", status="cancelled", status_note="Krank; leider")
    make("In London", time_zone="Europe/London")
    make("Zwei Tage", at(tuesday), ends_at=at(tuesday + timedelta(days=2)), all_day=True)
    make("Jede Woche", recurrence_rules="FREQ=WEEKLY")
    make("Zweiter Dienstag", recurrence_rules="FREQ=MONTHLY;BYDAY=2TU;COUNT=9")
    make("Bis", recurrence_rules=f"FREQ=WEEKLY;UNTIL={tuesday + 5 * week:%Y%m%d}T235959")
    make(
        "Tage",
        at(tuesday),
        ends_at=at(tuesday + timedelta(days=1)),
        all_day=True,
        recurrence_rules="FREQ=WEEKLY;COUNT=30",
        changes=[
            {"recurrence_id": wall(3, 0), "kind": "cancelled"},
            {"recurrence_id": wall(4, 0), "kind": "excluded"},
        ],
    )
    make(
        "Ausnahmen",
        recurrence_rules="FREQ=WEEKLY;COUNT=40",
        changes=[
            {"recurrence_id": wall(1), "kind": "cancelled", "note": "Ferien"},
            {"recurrence_id": wall(2), "kind": "changed", "starts_at": wall(2, 9)},
            {"recurrence_id": wall(3), "kind": "excluded"},
            {"recurrence_id": wall(4, 10), "kind": "extra"},
            {"recurrence_id": wall(5, 10), "kind": "extra", "ends_at": wall(5, 15)},
        ],
    )
    make(
        "Ab dann später",
        recurrence_rules="FREQ=WEEKLY;COUNT=12",
        changes=[
            {
                "recurrence_id": wall(6),
                "kind": "changed",
                "this_and_future": True,
                "starts_at": wall(6, 19),
                "ends_at": wall(6, 20),
            }
        ],
    )


def write(day):
    return day.isoformat() if type(day) is date else day.astimezone(UTC).isoformat()


def expected(begin, end):
    """Every date that the hub shows: [uid, start, cancelled]; the UIDs of series; extra dates."""
    from events.models import Event

    dates, series, extra = [], set(), []
    for event in Event.objects.live().select_related("calendar_entry"):
        uid = event.calendar_entry.uid
        if event.is_series:
            series.add(uid)
        for one in event.occurrences.select_related("change"):
            one.event = event
            if begin <= one.starts_at < end:
                start = one.local_start.date() if one.all_day else one.starts_at
                dates.append([uid, write(start), one.is_cancelled or event.is_cancelled])
        for change in event.date_changes.filter(kind="extra"):
            extra.append([uid, write(change.recurrence_id), False])
    return dates, series, extra


def build(folder):
    """The calendar as a file, and what has to be seen in it."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from search import outbox

    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as nowhere:
        for name in ("set_up_hub", "load_demo"):
            call_command(name, stdout=nowhere)
    make_odd_cases(timezone.localdate())
    outbox.rebuild()
    settings.ALLOWED_HOSTS = ["testserver"]
    file = folder / "kalender.ics"
    file.write_bytes(Client().get("/veranstaltungen/kalender.ics").getvalue())
    begin = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    end = begin + timedelta(days=365)
    return file, begin, end, *expected(begin, end)


def commands(parsers, file, begin, end):
    rest = [str(file), begin.isoformat(), end.isoformat()]
    for name in PYTHON:
        yield name, [str(parsers / "python/bin/python"), str(HERE / "read.py"), name, *rest]
    for name in NODE:
        yield name, [shutil.which("node") or "node", str(HERE / "read.mjs"), name, *rest]


def normal(dates):
    """One spelling of times; sorted, and with doubles, because a date seen twice is wrong."""
    return sorted(
        [uid, text if len(text) == 10 else write(datetime.fromisoformat(text)), bool(cancelled)]
        for uid, text, cancelled in dates
    )


def main(parsers):
    folder = Path(tempfile.mkdtemp())
    os.environ |= {"HUB_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
    import django

    django.setup()
    logging.disable(logging.INFO)
    file, begin, end, dates, series, extra = build(folder)
    components = file.read_bytes().count(b"BEGIN:VEVENT")
    environment = os.environ | {"TZ": "Europe/Berlin"}
    failed = False
    for name, command in commands(parsers, file, begin, end):
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=60, cwd=parsers, env=environment
        )
        wanted = dates
        if name == "ics":  # knows no series
            wanted = [one for one in dates if one[0] not in series]
        elif name == "node-ical":  # knows no RDATE
            wanted = [one for one in dates if one not in extra]
        if done.returncode:
            print(f"{name}: {done.stderr[-800:]}", file=sys.stderr)
            failed = True
            continue
        seen = json.loads(done.stdout)
        got, wanted = normal(seen["dates"]), normal(wanted)
        print(f"{name}: {seen['components']} of {components} components, {len(got)} dates")
        if seen["components"] != components or got != wanted:
            failed = True
            lost = [one for one in wanted if one not in got]
            new = [one for one in got if one not in wanted]
            print(f"  not seen: {lost[:8]}\n  seen: {new[:8]}", file=sys.stderr)
    shutil.rmtree(folder)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
