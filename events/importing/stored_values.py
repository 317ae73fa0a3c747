"""Fields of an event as JSON, as they are kept between two runs, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from events.importing.calendar_file import CalendarEvent, Change
from events.importing.merging import OWN_DATES
from events.models import Event

# What an import may set.
FIELDS = (
    *("title", "summary", "description", "title_en", "summary_en", "description_en"),
    *("starts_at", "ends_at", "all_day", "time_zone", "recurrence_rules", "recurrence_zone"),
    *("venue", "street", "postcode", "place", "latitude", "longitude", "attendance_mode"),
    *("online_url", "registration_url", "registration_until", "status", "status_note"),
    *("kind", "price", "price_note", "accessibility"),
)
DATES = "date_changes"
WORDS = ("tags", "topics")


def stored(value: object) -> Any:
    """A value of a field as JSON knows it; equal values are equal afterwards, too."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, int | float | str | bool | None):
        return value
    return str(value)


def stored_entry(entry: CalendarEvent, topics: Iterable[int]) -> dict[str, Any]:
    """What a source says about an event."""
    values = {name: stored(value) for name, value in entry.values.items()}
    return values | {
        DATES: stored_changes(entry.changes),
        "tags": sorted(entry.tags, key=str.casefold),
        "topics": sorted(topics),
    }


def stored_fields(event: Event) -> dict[str, Any]:
    """How an event is now, as far as an import may change it; dates and words apart."""
    return {name: stored(getattr(event, name)) for name in FIELDS}


def stored_event(event: Event) -> dict[str, Any]:
    """The same with the changes of dates, those that an import has brought apart from others."""
    rows = list(event.date_changes.all())
    return stored_fields(event) | {
        DATES: stored_changes(row for row in rows if row.is_imported),
        OWN_DATES: stored_changes(row for row in rows if not row.is_imported),
    }


def stored_changes(changes: Iterable[Any]) -> list[dict[str, Any]]:
    """Changes of dates, or rows of them."""
    names = tuple(Change.__dataclass_fields__)
    found = [{name: stored(getattr(one, name)) for name in names} for one in changes]
    return sorted(found, key=lambda one: json.dumps(one, sort_keys=True))


def read_changes(values: Sequence[Mapping[str, Any]]) -> list[Change]:
    moments = {"recurrence_id", "starts_at", "ends_at"}
    return [
        Change(
            **{
                name: datetime.fromisoformat(value) if value and name in moments else value
                for name, value in one.items()
            }
        )
        for one in values
    ]


def read_value(name: str, value: Any) -> Any:
    """The value of a field of an event."""
    return Event._meta.get_field(name).to_python(value)


def digest(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
