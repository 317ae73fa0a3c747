"""What a foreign file of events says, in one form for every kind of file, and as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, overload

from directory.importing.report import Action, Outcome

if TYPE_CHECKING:
    from events.importing.repeats import Repeats

MAX_EVENTS = 5000
MAX_REFUSED = 1000  # that are named one by one
TIMES = {"starts_at", "ends_at", "recurrence_id", "registration_until"}


@dataclass(frozen=True, slots=True)
class Change:
    """The fields of a DateChange."""

    kind: str
    recurrence_id: datetime
    this_and_future: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    note: str = ""
    title: str = ""
    venue: str = ""
    online_url: str = ""


@dataclass(slots=True)
class CalendarEvent:
    """An event; `values` are fields of the record that the file speaks about, ready to be set.

    `changes` are those of single dates, `dates` the first dates in their zone. `fragment` says the
    same as changes of a series that is not in the file. What `is_private` must not be published.
    """

    uid: str
    sequence: int
    starts_at: datetime
    values: dict[str, Any]
    tags: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    dates: list[date] = field(default_factory=list)
    fragment: list[Change] = field(default_factory=list)
    is_private: bool = False
    repeats: Repeats | None = field(default=None, compare=False)  # while an iCalendar is read

    @property
    def title(self) -> str:
        return str(self.values["title"])


@dataclass(slots=True)
class CalendarFile:
    """A file without `is_whole` may have more events than these: none of the others is gone."""

    events: Sequence[CalendarEvent] = field(default_factory=list)
    refused: list[Outcome] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    is_whole: bool = True


class PackedEvents(Sequence[CalendarEvent]):
    """Events as JSON, each made when it is looked at: thousands of them take little memory.

    What is changed about one of them is not kept.
    """

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, place: int) -> CalendarEvent: ...
    @overload
    def __getitem__(self, place: slice) -> PackedEvents: ...
    def __getitem__(self, place: int | slice) -> CalendarEvent | PackedEvents:
        if isinstance(place, slice):
            return PackedEvents(self.texts[place])
        return _event_from_json(json.loads(self.texts[place]))


def as_json(file: CalendarFile) -> dict[str, Any]:
    return {
        "events": [json.dumps(_event_as_json(event)) for event in file.events],
        "refused": [[str(one.action), one.id, one.title, one.reason] for one in file.refused],
        "remarks": file.remarks,
        "is_whole": file.is_whole,
    }


def from_json(data: dict[str, Any]) -> CalendarFile:
    return CalendarFile(
        events=PackedEvents(data["events"]),
        refused=[
            Outcome(Action(action), name, title, reason=reason)
            for action, name, title, reason in data["refused"]
        ],
        remarks=data["remarks"],
        is_whole=data["is_whole"],
    )


def _event_as_json(event: CalendarEvent) -> dict[str, Any]:
    return {
        "uid": event.uid,
        "sequence": event.sequence,
        "starts_at": event.starts_at.isoformat(),
        "values": {name: _plain(value) for name, value in event.values.items()},
        "tags": event.tags,
        "remarks": event.remarks,
        "changes": [_change_as_json(change) for change in event.changes],
        "dates": [day.isoformat() for day in event.dates],
        "fragment": [_change_as_json(change) for change in event.fragment],
        "is_private": event.is_private,
    }


def _event_from_json(data: dict[str, Any]) -> CalendarEvent:
    values = _with_times(data["values"])
    if values.get("price") is not None:
        values["price"] = Decimal(values["price"])
    return CalendarEvent(
        **data
        | {
            "starts_at": datetime.fromisoformat(data["starts_at"]),
            "values": values,
            "changes": [Change(**_with_times(change)) for change in data["changes"]],
            "dates": [_day_or_time(text) for text in data["dates"]],
            "fragment": [Change(**_with_times(change)) for change in data["fragment"]],
        }
    )


def _change_as_json(change: Change) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(change).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _with_times(data: dict[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if value and name in TIMES else value
        for name, value in data.items()
    }


def _day_or_time(text: str) -> date:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
