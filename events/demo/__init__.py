"""Demo content: events from last month to eight months ahead."""

from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from directory.demo.records import day, moment, organisation, remove_records, save_record
from events.models import DateChange, Event, RegistrationQuestion
from events.recurrence import Recurrence
from events.recurrence.rule import parse_rule
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
    "registration_mode",
    "registration_places",
    "registration_closes_hours",
    "kind",
    "status",
    "status_note",
    "accessibility",
)
CHILDREN = {"further_organisers", "changes", "questions"}


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
    until, numbered = row.get("registration_days_before"), []
    if "rule" in row:
        length, numbered = ends_at - starts_at, first_dates(row["rule"], starts_at)
        starts_at, until = numbered[0], None  # one registers for each date
        ends_at = starts_at + length
    event = save_record(
        Event,
        row,
        today=today,
        age=number % 40,
        starts_at=starts_at,
        ends_at=ends_at,
        all_day=all_day,
        recurrence_rules=row.get("rule", ""),
        price=Decimal(str(row["price"])) if "price" in row else None,
        registration_until=starts_at - timedelta(days=until) if until is not None else None,
        **{name: row[name] for name in COPIED if name in row},
    )
    if event and CHILDREN & row.keys():
        event.further_organisers.set(map(organisation, row.get("further_organisers", ())))
        event.date_changes.set([change(said, numbered) for said in row.get("changes", ())])
        asked = row.get("questions", ())
        event.registration_questions.set([RegistrationQuestion(**said) for said in asked])
        event.save()


def first_dates(rule, starts_at):
    local = timezone.localtime(starts_at).replace(tzinfo=None)
    series = Recurrence(
        local, zone=timezone.get_current_timezone(), rrules=[parse_rule(rule)]
    ).occurrences(limit=9)
    return [date.start.astimezone(UTC) for date in series.occurrences]


def change(said, numbered):
    """What a row says about the date with a number; `days` moves it, or the extra date after it."""
    date = timezone.localtime(numbered[said["date"] - 1])
    other = date + timedelta(days=said.get("days", 0))
    is_extra = said["kind"] == "extra"
    return DateChange(
        kind=said["kind"],
        recurrence_id=other if is_extra else date,
        starts_at=other if other != date and not is_extra else None,
        note=said.get("note", ""),
        venue=said.get("venue", ""),
    )


def remove():
    return {"events": remove_records(Event)}
