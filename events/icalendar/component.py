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

from directory.importing.text import clean, one_line
from events.icalendar.series import ChangedDate, Dates

STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}  # everything else is confirmed
PICTURE = {"VALUE": "URI", "DISPLAY": "BADGE", "FMTTYPE": "image/png"}  # RFC 7986, 5.10
OWN_STATUS = {"moved", "postponed"}  # for which iCalendar has no word
_BEGIN = "\r\nBEGIN:VEVENT\r\n"  # folded lines begin with a blank
PIECE = 74  # octets; RFC 5545, 3.1 wants at most 75 with the blank that a further one begins with
_POSTCODE = re.compile(r"\b\d{5}\b")


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
            picture = vUri(f"{address}{_('preview.png')}")  # as events/urls.py has it
            event.add("image", picture, PICTURE)
            if record.status in OWN_STATUS and not is_cancelled:
                event.add("x-hub-status", record.status.upper())
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
        f"{_BEGIN}DTSTAMP:{moment}\r\nSEQUENCE:{version.sequence}\r\n"
        f"LAST-MODIFIED:{moment}\r\n{_names(organiser, categories)}"
    )
    return f"\r\n{text}".replace(_BEGIN, lines).removeprefix("\r\n")


@lru_cache(maxsize=4096)  # a long calendar has few of them, and each costs the library 0.2 ms
def _names(organiser: Organiser | None, categories: tuple[str, ...]) -> str:
    event = Event()
    if words := [one_line(word) for word in dict.fromkeys(categories)]:
        event.add("categories", words)  # in one line, more than which some programs refuse
    if organiser:
        person = vCalAddress(organiser.address)
        person.params["CN"] = one_line(organiser.name).replace('"', "'")
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
    """Texts in the form that an import gives them: what is read again is the same."""
    lead, text = one_line(record.lead), clean(record.text)
    is_said = lead == record.headline or one_line(text).startswith(lead.removesuffix("…"))
    if not is_said:
        text = f"{lead}\n\n{text}".strip()
    event.add("summary", one_line((change and change.title) or record.headline))
    event.add("description", f"{text}\n\n{_more(record)} {address}")
    event.add("url", address)
    if note := (change and change.note) or record.status_note:
        event.add("comment", one_line(note))


def _more(record: Any) -> str:
    registers = record.registration_url or record.registers_here
    return _("Details and registration:") if registers else _("Details:")


def _add_place(event: Event, record: Any, change: ChangedDate | None) -> None:
    elsewhere = change.venue if change else ""
    if record.attendance_mode == "online" and not elsewhere:
        event.add("location", _("Online"))
    else:
        usual = _("Online") if record.attendance_mode == "mixed" else ""
        if location := one_line(_location(record, elsewhere)) or usual:
            event.add("location", location)
        if record.has_position and not elsewhere:
            event.add("geo", (round(record.latitude, 6), round(record.longitude, 6)))
    if online_url := (change and change.online_url) or record.online_url:
        event.add("conference", vUri(online_url), {"VALUE": "URI"})


def _location(record: Any, elsewhere: str) -> str:
    """Venue and address; of another venue only the town is known, unless it says its own."""
    if _POSTCODE.search(elsewhere):
        return elsewhere
    town = f"{record.postcode} {record.place}".strip()
    parts = (elsewhere, town) if elsewhere else (record.venue, record.street, town)
    return ", ".join(filter(None, parts))


def _written(component: Component) -> str:
    """What `component.to_ical()` gives; the library folds letter by letter, which took longest."""
    lines = component.content_lines()
    return "".join(f"{folded(line)}\r\n" for line in lines if line)


def folded(line: str) -> str:
    """A content line as pieces of at most 74 octets, no letter and no escape taken apart."""
    octets = line.encode()
    if len(octets) <= PIECE:
        return line
    pieces, begin = [], 0
    while len(octets) - begin > PIECE:
        end = begin + PIECE
        while octets[end] & 0xC0 == 0x80:  # within a letter of UTF-8
            end -= 1
        end -= octets[end - 1] in b"\\^"
        pieces.append(octets[begin:end])
        begin = end
    return b"\r\n ".join([*pieces, octets[begin:]]).decode()
