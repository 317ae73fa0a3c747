"""Subscribes to a filtered calendar with vdirsyncer and khal, changes dates, and looks again.

    .venv/bin/python .ci/calendar_client/check.py FOLDER

FOLDER is the virtual environment with both (.ci/run makes it). A hub with a database of its own
serves on loopback; what khal lists has to be what the hub's database holds, before and after an
event is moved, a date of a series falls out, an event is cancelled and one is withdrawn (of which
a filtered calendar has nothing left). A difference ends with 1.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
from tests.running import RunningHub  # noqa: E402

BERLIN = ZoneInfo("Europe/Berlin")
ADDRESS = "/veranstaltungen/kalender.ics?kind=workshop&audience=sme"
SET_UP = ("migrate --verbosity 0", "set_up_hub", "rebuild_index")
SET_UP += ("collectstatic --noinput --verbosity 0",)
VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair subscription]
a = "hub"
b = "here"
collections = null
conflict_resolution = "a wins"
[storage hub]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[hub]]
path = {folder}/events
readonly = True
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
[sqlite]
path = {folder}/khal.db
"""
FIELDS = ("title", "start-long-full", "all-day", "cancelled")


class Client:
    """What a person has installed; `sync` and `list` are the two commands of every day."""

    def __init__(self, environment, folder, url):
        self.programs = environment / "bin"
        self.variables = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
        self.settings = {"vdirsyncer": folder / "vdirsyncer.conf", "khal": folder / "khal.conf"}
        self.settings["vdirsyncer"].write_text(VDIRSYNCER.format(folder=folder, url=url))
        self.settings["khal"].write_text(KHAL.format(folder=folder))
        (folder / "events").mkdir()
        self.run("vdirsyncer", "discover", "subscription")

    def run(self, program, *arguments):
        command = [str(self.programs / program), "-c", str(self.settings[program]), *arguments]
        done = subprocess.run(  # noqa: S603
            command, env=self.variables, capture_output=True, text=True, timeout=60
        )
        if done.returncode:
            raise SystemExit(f"{program} {arguments[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def sync(self):
        self.run("vdirsyncer", "sync", "subscription")

    def list(self, begin, days):
        """[title, start, cancelled] of every date; khal lists one of several days on each."""
        fields = [part for name in FIELDS for part in ("--json", name)]
        said = self.run("khal", "list", *fields, f"{begin:%Y-%m-%d}", f"{days}d")
        rows = [row for line in said.splitlines() for row in json.loads(line)]
        seen = [[row["title"], row["start-long-full"], bool(row["cancelled"])] for row in rows]
        long = {row["title"] for row in rows if row["all-day"] == "True"}
        once = (one for n, one in enumerate(seen) if one not in seen[:n] or one[0] not in long)
        return sorted(once)


def held(begin, days):
    """The same out of the database of the hub."""
    from events.models import Event

    dates = []
    for event in Event.objects.live().filter(kind="workshop").exclude(audiences=["founder"]):
        for one in event.occurrences.select_related("change"):
            one.event = event
            if begin <= one.starts_at < begin + timedelta(days=days):
                start = one.local_start.strftime("%Y-%m-%d %H:%M")
                dates.append([one.title, start, one.is_cancelled or event.is_cancelled])
    return sorted(dates)


def publish(title, start, hours=2, **fields):
    from events.models import Event

    fields = {"kind": "workshop", "audiences": ["sme"], "venue": "Saal"} | fields
    ends_at = fields.pop("ends_at", start + timedelta(hours=hours))
    event = Event(title=title, summary="Kurz.", starts_at=start, ends_at=ends_at, **fields)
    event.save()
    event.save_revision().publish()
    return event


def edit(event, *changes, **fields):
    """A draft with changes, then published, as in the admin."""
    from events.models import DateChange

    draft = event.latest_revision.as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    if changes:
        draft.date_changes = [DateChange(**change) for change in changes]
    draft.save_revision().publish()


def expect(what, seen, wanted, *, dates, cancelled):
    counts = len(seen), sum(one[2] for one in seen)
    if seen == wanted and counts == (dates, cancelled):
        print(f"{what}: {dates} dates, {cancelled} cancelled")
        return
    lost = [one for one in wanted if one not in seen]
    new = [one for one in seen if one not in wanted]
    raise SystemExit(f"{what}:\n  not seen: {lost}\n  seen: {new}")


def subscribe(hub, programs, folder):
    tuesday = datetime.now(BERLIN) + timedelta(days=(1 - datetime.now(BERLIN).weekday()) % 7 + 7)
    first = tuesday.replace(hour=18, minute=0, second=0, microsecond=0)
    week, midnight = timedelta(days=7), first.replace(hour=0)
    series = publish("Größer werden: Übergabe", first, recurrence_rules="FREQ=WEEKLY;COUNT=8")
    moved = publish("Moved & changed, wirklich", first + week)
    cancelled = publish("Fällt aus", first + 2 * week)
    gone = publish("Zieht sich zurück", first + 2 * week)
    publish("Zwei Tage", midnight, all_day=True, ends_at=midnight + timedelta(days=2))
    publish("Not wanted: a talk", first, kind="talk")
    publish("Not wanted: for founders", first, audiences=["founder"])
    client, span = Client(programs, folder, hub.address + ADDRESS), (midnight, 70)

    client.sync()
    expect("subscribed", client.list(*span), held(*span), dates=12, cancelled=0)

    edit(moved, starts_at=first + week * 3, ends_at=first + week * 3 + timedelta(hours=1))
    edit(
        series,
        {"recurrence_id": first + week, "kind": "cancelled", "note": "Ferien"},
        {
            "recurrence_id": first + week * 2,
            "kind": "changed",
            "starts_at": first + week * 2 + timedelta(hours=1),
            "title": "Mit Gast",
        },
        {"recurrence_id": first + week * 3, "kind": "excluded"},
        {"recurrence_id": first + timedelta(days=1), "kind": "extra"},
    )
    edit(cancelled, status="cancelled", status_note="Krank")
    gone.unpublish()
    client.sync()
    seen = client.list(*span)
    expect("moved, cancelled, withdrawn", seen, held(*span), dates=11, cancelled=2)
    if [moved.title, f"{first + week * 3:%Y-%m-%d %H:%M}", False] not in seen:
        raise SystemExit("the moved event did not move")


def main(programs):
    began = time.monotonic()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hub = RunningHub(folder)
        os.environ |= hub.environment | {"DJANGO_SETTINGS_MODULE": "hub.settings"}
        import django

        django.setup()
        hub.set_up(SET_UP)
        command = [sys.executable, "manage.py", "run_hub", "--bind", f"127.0.0.1:{hub.port}"]
        with open(folder / "log", "w") as log:
            hub.supervisor = subprocess.Popen(  # noqa: S603
                command, env=hub.environment, stdout=log, stderr=log
            )
        try:
            hub.wait()
            (folder / "client").mkdir()
            subscribe(hub, programs, folder / "client")
        finally:
            hub.supervisor.terminate()
            hub.supervisor.wait(timeout=30)
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
