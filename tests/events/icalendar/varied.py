"""Many different events, the same for the same number: whatever an event can say, in all mixes."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.models import DateChange, Event

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = timedelta(days=7)
TITLES = (
    "Sprechtag",
    "Größe, Maß; Ziel: „alles“",
    "Zurück \\ und \\n vor",
    "Donaudampfschifffahrtsgesellschaftskapitänspatent" * 3,
    "Gründen 👩🏽‍💻 in Homberg (Efze)",
    "R&D – 10 % mehr <Ertrag> für 5 €",
)
SUMMARIES = (
    "Kurz.",
    "Wir beraten Sie zu Förderungen, Krediten; und mehr: alles.",
    "Ein Satz ohne Ende, der weiter und weiter geht und " * 5,
    "Erster Satz steht hier. Zweiter Satz steht hier! Und der dritte?",
)
TEXTS = (
    "",
    "Ein Absatz.",
    "Wir beraten Sie zu Förderungen, Krediten; und mehr: alles.\n\n- kostenfrei\n- ohne Anmeldung",
    "Zeile mit Rand   \nund noch eine\n\n\n\nviel Abstand\t\n",
    "Ä🎉, \\; " * 250,
    "Programm: https://example.org/programm?a=1&b=2\n\nHinweise: keine",
)
PLACES = (
    {"venue": "", "place": ""},
    {"venue": "Stadthalle", "place": "Kassel"},
    {"venue": "IHK; Raum 3, Haus B", "street": "Kurfürstenstraße 9", "postcode": "34117"},
    {"venue": "Rathaus", "street": "Am Markt", "postcode": "34576", "place": "Homberg (Efze)"},
    {"venue": "", "street": "Kölnische Straße 48-50", "postcode": "34117", "place": "Kassel"},
    {"venue": "Saal", "place": "", "latitude": 51.3127, "longitude": 9.47971234567},
)
ZONES = ("Europe/Berlin", "Europe/Berlin", "Europe/London", "America/New_York", "UTC")
RULES = (
    "FREQ=WEEKLY;COUNT=12",
    "FREQ=WEEKLY",
    "FREQ=MONTHLY;BYDAY=2TU;COUNT=9",
    "FREQ=MONTHLY;BYDAY=2TU\nFREQ=YEARLY;COUNT=3",
    "FREQ=DAILY;BYDAY=MO,WE,FR;COUNT=20",
    "FREQ=YEARLY",
)


def varied_event(number, **fields):
    """An event by its number, live and of one organisation; its past and future are far ahead."""
    chance = random.Random(number)
    day = datetime(2126, 1, 8, tzinfo=BERLIN) + timedelta(days=chance.randrange(360))
    all_day = chance.random() < 0.25
    zone = ZoneInfo("Europe/Berlin" if all_day else chance.choice(ZONES))
    hour = 0 if all_day else chance.randrange(7, 21)
    start = day.replace(hour=hour, minute=0 if all_day else chance.choice((0, 5, 30)), tzinfo=zone)
    long = chance.choice((1, 1, 3)) if all_day else chance.choice((0, 45, 90, 480, 2000))
    end = start + (timedelta(days=long) if all_day else timedelta(minutes=long))
    mode = chance.choice(list(Event.AttendanceMode))
    fields = {
        "title": f"{chance.choice(TITLES)} {number}"[:200],
        "summary": chance.choice(SUMMARIES)[:300].strip(),
        "description": chance.choice(TEXTS),
        "starts_at": start,
        "ends_at": end,
        "all_day": all_day,
        "time_zone": zone.key,
        "kind": chance.choice(list(Event.Kind)),
        "status": chance.choice([*Event.Status, *[Event.Status.SCHEDULED] * 4]),
        "status_note": chance.choice(("", "", "Krank; neuer Termin: „bald“, sagt er")),
        "attendance_mode": mode,
        "online_url": "" if mode == "offline" else "https://meet.example/raum?a=1,2;b",
        "registration_url": chance.choice(("", "https://anmeldung.example/")),
        "tags": chance.sample(("Kaffee", "Recht, Steuern", "KI; Cloud", "größer"), k=number % 4),
        **chance.choice(PLACES),
        **fields,
    }
    tags = fields.pop("tags")
    event = Event(live=True, first_published_at=timezone.now(), **fields)
    if chance.random() < 0.6:
        event.recurrence_rules = chance.choice(RULES)
        event.date_changes = [DateChange(**change) for change in changes(event, chance)]
    event.tags.add(*tags)
    event.save()
    return event


def changes(event, chance):
    """What may be said about dates; every date is named once."""
    dates, _stop = event.expected_occurrences()
    starts = [date.recurrence_id.astimezone(BERLIN) for date in dates[:14]]
    if event.all_day:
        moved = {"starts_at": timedelta(days=1)}
    else:
        moved = {"starts_at": timedelta(hours=1, minutes=10)}
    kinds = (
        {"kind": "cancelled"},
        {"kind": "cancelled", "note": "Ferien, leider; schade", "title": "Entfällt"},
        {"kind": "excluded"},
        {"kind": "changed", **moved},
        {"kind": "changed", "title": "Mit Gast: Größe, Maß"},
        {"kind": "changed", "venue": "Altes Rathaus"},
        {"kind": "changed", "venue": "Rathaus, Marktplatz 1, 34346 Hann. Münden"},
        {"kind": "changed", "online_url": "https://meet.example/anders", "note": "Anderer Raum"},
        {"kind": "changed", "ends_at": timedelta(days=2)},
        {"kind": "extra"},
        {"kind": "extra", "ends_at": timedelta(days=1), "note": "länger"},
        {"kind": "changed", "this_and_future": True, "title": "Neu", **moved},
        {"kind": "cancelled", "this_and_future": True},
    )
    for at, kind in zip(starts[1:], chance.sample(kinds, k=len(kinds)), strict=False):
        change = {"recurrence_id": at, **kind}
        if kind["kind"] == "extra":
            change["recurrence_id"] = at + timedelta(days=1)
        start = change["recurrence_id"]
        if "starts_at" in kind:
            change["starts_at"] = start + kind["starts_at"]
        if "ends_at" in kind:
            change["ends_at"] = start + kind["ends_at"]
        if chance.random() < 0.5:
            yield change
