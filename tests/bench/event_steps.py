"""The steps of the bench of events that need Django, each run in a process of its own."""

import random
import sys
import time
import zlib
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from directory.models import Municipality, Organisation  # noqa: E402
from events.importing.runs import perform  # noqa: E402
from events.models import (  # noqa: E402
    CalendarEntry,
    Event,
    EventSource,
    ImportFile,
    ImportRun,
    Occurrence,
)
from events.recurrence import Recurrence, Span  # noqa: E402
from events.recurrence.rule import parse_rule  # noqa: E402
from search import outbox  # noqa: E402
from tests.bench.corpus import Corpus  # noqa: E402

BERLIN = ZoneInfo("Europe/Berlin")
RULES = (
    "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=1SA",
    "FREQ=WEEKLY;BYDAY=WE;COUNT=20",
)


class EventCorpus(Corpus):
    """Events of the next months: of every ten eight have one date and two have six."""

    def event(self, numbers):
        events = []
        for n in numbers:
            day = self.now.astimezone(BERLIN) + timedelta(days=self.random.randrange(-20, 400))
            starts_at = day.replace(hour=self.random.randrange(7, 20), minute=0, second=0)
            mode = self.random.choice(["offline", "online", "mixed"])
            event = Event(
                **self.texts(n),
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2),
                recurrence_rules="" if n % 5 else "FREQ=WEEKLY;COUNT=6",
                kind=self.random.choice(list(Event.Kind)),
                attendance_mode=mode,
                venue="Stadthalle",
                **self.at_place(),
            )
            event.last_ends_at = event.ends_at + timedelta(weeks=0 if n % 5 else 5)
            events.append(event)
        for event in self.save(Event, events):
            dates, _stop = event.expected_occurrences()
            Occurrence.objects.bulk_create(dates)
            CalendarEntry.objects.of(event).refresh()


def fill(count):
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("set_up_hub", stdout=StringIO())
    with transaction.atomic():
        corpus = EventCorpus()
        corpus.fill(0)
        for start in range(0, int(count), 1000):
            corpus.event(range(start, min(start + 1000, int(count))))
        Organisation(title="Kammer", slug="kammer", summary="Kurz.", kind="chamber").save()
    outbox.rebuild()
    print(Occurrence.objects.count())


def write_calendar(path, count):
    """A file as a partner would export it; one in five is a series, half of these with changes."""
    chance = random.Random(3)
    corpus = Corpus()
    corpus.places = list(Municipality.objects.all())
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bench//DE"]
    base = datetime.now(BERLIN).replace(hour=18, minute=0, second=0, microsecond=0)
    for number in range(int(count)):
        start = base + timedelta(days=chance.randrange(1, 400))
        stamp, texts = f"{start:%Y%m%dT%H%M%S}", corpus.texts(number)
        fixed = [
            "BEGIN:VEVENT",
            f"UID:{number}@bench.example",
            f"SUMMARY:{texts['title']}",
            "DESCRIPTION:" + texts["description"].replace(",", "\\,").replace("\n", "\\n"),
            "LOCATION:Stadthalle\\, Holger-Börner-Platz 1\\, 34119 Kassel",
            "CATEGORIES:Energie,Netzwerk",
            f"URL:https://bench.example/{number}",
        ]
        lines += [*fixed, f"DTSTART;TZID=Europe/Berlin:{stamp}", "DURATION:PT2H"]
        if number % 5 == 0:
            lines.append("RRULE:FREQ=WEEKLY;COUNT=12")
        if number % 10 == 0:
            lines.append(f"EXDATE;TZID=Europe/Berlin:{start + timedelta(weeks=2):%Y%m%dT%H%M%S}")
            moved = f"{start + timedelta(weeks=3):%Y%m%dT%H%M%S}"
            lines += ["END:VEVENT", *fixed, f"RECURRENCE-ID;TZID=Europe/Berlin:{moved}"]
            lines += [f"DTSTART;TZID=Europe/Berlin:{moved[:8]}T190000", "DURATION:PT2H"]
        lines.append("END:VEVENT")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("\r\n".join([*lines, "END:VCALENDAR", ""]))


def expand(count):
    """Seconds for so many ordinary rules over two years, worked out from nothing."""
    start, dates = datetime(2026, 12, 1, 18), 0
    began = time.perf_counter()
    for number in range(int(count)):
        series = Recurrence(
            start + timedelta(days=number % 28),
            span=Span(exact=timedelta(hours=2)),
            zone=BERLIN,
            rrules=[parse_rule(RULES[number % len(RULES)])],
        )
        before = (start + timedelta(days=730)).replace(tzinfo=BERLIN)
        dates += len(series.occurrences(None, before, limit=800).occurrences)
    print(time.perf_counter() - began, dates)


def source(path):
    """Seconds of the worker for an address of a partner: first, and again as other bytes."""
    data = Path(path).read_bytes()
    another = Organisation(
        title="Hochschule", slug="hochschule", summary="Kurz.", kind="university"
    )
    another.save()
    kind, now = EventSource.Kind.ICS_FILE, timezone.now()
    own = EventSource.objects.create(organisation=another, kind=kind, name="K", confirmed_at=now)
    for body in (data, data + b"\r\n"):
        upload = {"purpose": ImportRun.Purpose.IMPORT, "trigger": ImportRun.Trigger.PERSON}
        run = ImportRun.objects.create(source=own, **upload)
        ImportFile.objects.create(run=run, data=zlib.compress(body))
        began = time.perf_counter()
        perform(run.pk)
        taken = time.perf_counter() - began
        run.refresh_from_db()
        print(taken, sum(run.counts.values()), run.counts.get("unchanged", 0))


if __name__ == "__main__":
    steps = {s.__name__: s for s in (fill, write_calendar, expand, source)}
    steps[sys.argv[1]](*sys.argv[2:])
