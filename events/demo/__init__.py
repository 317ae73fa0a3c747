"""Demo content: events from last month to eight months ahead."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from directory.demo.records import day, moment, organisation, remove_records, save_record
from events.models import Event
from hub.demo.rows import read

COPIED = (
    "attendance_mode",
    "venue",
    "street",
    "postcode",
    "place",
    "online_url",
    "price_note",
    "registration_url",
    "kind",
    "status",
    "status_note",
    "accessibility",
)


def load(today):
    rows = read(Path(__file__).with_name("events.toml"))["event"]
    for number, row in enumerate(rows):
        save_event(row, today, number)
    return {"events": len(rows)}


def save_event(row, today, number):
    first = day(today, row["in_days"])
    all_day = row.get("all_day", False)
    starts_at = moment(first, "00:00" if all_day else row["start"])
    last = first + timedelta(days=row.get("days", 1 if all_day else 0))
    ends_at = moment(last, "00:00") if all_day else moment(first, row["end"])
    until = row.get("registration_days_before")
    event = save_record(
        Event,
        row,
        today=today,
        age=number % 40,
        starts_at=starts_at,
        ends_at=ends_at,
        all_day=all_day,
        price=Decimal(str(row["price"])) if "price" in row else None,
        registration_until=starts_at - timedelta(days=until) if until is not None else None,
        **{name: row[name] for name in COPIED if name in row},
    )
    if event and row.get("further_organisers"):
        event.further_organisers.set([organisation(key) for key in row["further_organisers"]])
        event.save()


def remove():
    return {"events": remove_records(Event)}
