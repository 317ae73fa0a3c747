"""An event as iCalendar (RFC 5545, RFC 7986): its components, without what is known only later.

`body` gives the lasting part, which is kept; `entry` adds version and names when it goes out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Component, Event, vCalAddress, vRecur, vUri

from events.icalendar.series import ChangedDate, Dates

STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}  # everything else is confirmed
_BEGIN = re.compile(r"^BEGIN:VEVENT\r\n", re.MULTILINE)  # folded lines begin with a blank
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # RFC 5545, 3.1: CONTROL


@dataclass(frozen=True, slots=True)
class Version:
    """Which state of an event this is; both numbers only ever rise."""

    sequence: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Organiser:
    name: str
    address: str  # a web address; nobody's mail stands in a public calendar


def body(record: Any, dates: Dates | None, *, uid: str, address: str, language: str) -> str:
    """The components of an event in a language, without version, categories and organiser."""
    if dates is None:
        return ""
    with override(language):
        events = []
        for change in (None, *dates.changed):
            event = Event()
            event.add("uid", uid)
            event.add("created", record.created_at)
            _add_dates(event, dates, change)
            _add_texts(event, record, address, change)
            _add_place(event, record, change)
            is_cancelled = change is not None and change.is_cancelled
            status = "CANCELLED" if is_cancelled else STATUS.get(record.status, "CONFIRMED")
            event.add("status", status)
            events.append(event)
    return "".join(map(_written, events))


def withdrawn(dates: Dates | None, *, uid: str, language: str) -> str:
    """What is left of an event that is not public any more: that it does not take place here."""
    if dates is None:
        return ""
    with override(language):
        event = Event()
        event.add("uid", uid)
        _add_dates(event, replace(dates, changed=[]), None)
        event.add("summary", _("No longer published"))
        event.add("status", "CANCELLED")
    return _written(event)


def entry(
    text: str, version: Version, organiser: Organiser | None, categories: tuple[str, ...]
) -> str:
    """A body with its version, its categories and the name that another record gives it.

    Without METHOD, DTSTAMP says the same as LAST-MODIFIED (RFC 5545, 3.8.7.2).
    """
    moment = f"{version.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = (
        f"BEGIN:VEVENT\r\nDTSTAMP:{moment}\r\nSEQUENCE:{version.sequence}\r\n"
        f"LAST-MODIFIED:{moment}\r\n{_names(organiser, categories)}"
    )
    return _BEGIN.sub(lambda _match: lines, text)


@lru_cache(maxsize=4096)  # a long calendar has few of them, and each costs the library 0.2 ms
def _names(organiser: Organiser | None, categories: tuple[str, ...]) -> str:
    event = Event()
    if words := [_clean(word) for word in dict.fromkeys(categories)]:
        event.add("categories", words)  # in one line, more than which some programs refuse
    if organiser:
        person = vCalAddress(organiser.address)
        person.params["CN"] = " ".join(_clean(organiser.name).replace('"', "'").split())
        event.add("organizer", person)
    return _written(event).removeprefix("BEGIN:VEVENT\r\n").removesuffix("END:VEVENT\r\n")


def _add_dates(event: Event, dates: Dates, change: ChangedDate | None) -> None:
    """DTSTART and DTEND; one without an end ends when it starts (RFC 5545, 3.6.1)."""
    start, end = (change.start, change.end) if change else (dates.start, dates.end)
    event.add("dtstart", start)
    if end != start:
        event.add("dtend", end)
    if change:
        event.add("recurrence-id", change.recurrence_id)
        return
    for rule in dates.rules:
        event.add("rrule", vRecur.from_ical(rule))
    for name, moments in (("rdate", dates.extra), ("exdate", dates.excluded)):
        for moment in moments:  # one a line, as some programs read but the first of a list
            kind = {} if isinstance(moment, datetime) else {"VALUE": "DATE"}
            event.add(name, moment, kind)


def _add_texts(event: Event, record: Any, address: str, change: ChangedDate | None) -> None:
    lead, text = _clean(record.lead), _clean(record.text)
    if not " ".join(text.split()).startswith(" ".join(lead.split())):
        text = f"{lead}\n\n{text}".strip()
    event.add("summary", _clean((change and change.title) or record.headline))
    event.add("description", f"{text}\n\n{_more(record)} {address}")
    event.add("url", address)
    if note := (change and change.note) or record.status_note:
        event.add("comment", _clean(note))


def _more(record: Any) -> str:
    registers = record.registration_url or record.registers_here
    return _("Details and registration:") if registers else _("Details:")


def _add_place(event: Event, record: Any, change: ChangedDate | None) -> None:
    if record.attendance_mode == "online":
        event.add("location", _("Online"))
    else:
        venue = (change and change.venue) or record.venue
        town = f"{record.postcode} {record.place}".strip()
        parts = [_clean(part) for part in (venue, record.street, town) if part]
        event.add("location", ", ".join(parts))
        if record.has_position:
            event.add("geo", (round(record.latitude, 6), round(record.longitude, 6)))
    if online_url := (change and change.online_url) or record.online_url:
        event.add("conference", vUri(online_url), {"VALUE": "URI"})


def _written(component: Component) -> str:
    return component.to_ical().decode()


def _clean(text: str) -> str:
    """Without the control characters that no line of iCalendar may hold."""
    return _NOT_IN_TEXT.sub("", text)
