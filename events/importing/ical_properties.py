"""The properties of an event that we use, taken out of content lines (RFC 5545, 3.1 and 3.3.11)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from events.importing.ical_components import Component, lines_of
from events.importing.ical_time import Moment

MAX_LINES = 5_000  # of one event, of those that we use
MAX_OF_A_KIND = 60
MAX_DATES = 2001  # one more than a series may name
DATES = {"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"}

# Nothing is read that names a person: no ORGANIZER, ATTENDEE or CONTACT.
_WANTED = re.compile(
    rb"\n(?:C(?:ATEGORIES|LASS|OMMENT|ONFERENCE)|D(?:ESCRIPTION|TEND|TSTART|URATION)"
    rb"|EX(?:DATE|RULE)|GEO|LOCATION|R(?:DATE|ECURRENCE-ID|RULE)|S(?:EQUENCE|TATUS|UMMARY)"
    rb"|U(?:ID|RL)|X-ALT-DESC)[ \t]*[;:]"
)
_NAME = re.compile(r"([A-Za-z-]+)[ \t]*")
_PARAMETER = re.compile(r';[ \t]*([A-Za-z0-9-]+)[ \t]*=((?:"[^"]*"|[^":;])*)')
_ESCAPED = re.compile(r"\\([\\,;:nN\"])")
_LIST_ITEM = re.compile(r"(?:\\.|[^\\,])+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    text: str  # unescaped
    raw: str
    tzid: str = ""
    range: str = ""


Properties = dict[str, list[Property]]


def read_properties(component: Component) -> Properties:
    """The wanted properties by name; a line that is none is left out and missed further on."""
    properties: Properties = {}
    for line in lines_of(component, _WANTED, MAX_LINES):
        match = _NAME.match(line)
        if not match:
            continue
        name = match[1].upper()
        found = properties.setdefault(name, [])
        if len(found) < (MAX_DATES if name in {"RDATE", "EXDATE"} else MAX_OF_A_KIND):
            found.append(_read(name, line, match.end()))
    return properties


def _read(name: str, line: str, at: int) -> Property:
    parameters: dict[str, str] = {}
    while match := _PARAMETER.match(line, at):
        parameters.setdefault(match[1].upper(), match[2])
        at = match.end()
    if line[at : at + 1] != ":":
        # A date whose zone is lost would be a wrong date: the whole line is its value then.
        raw = line if name in DATES else line.partition(":")[2]
        return Property(unescape(raw), raw)
    raw = line[at + 1 :]
    if not parameters:
        return Property(unescape(raw), raw)
    tzid = unescape(parameters.get("TZID", "").strip(' "')).strip()
    return Property(unescape(raw), raw, tzid, parameters.get("RANGE", "").strip(' "').upper())


def unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def read_list(raw: str) -> list[str]:
    """The words of a CATEGORIES; a comma after a backslash parts none."""
    return [unescape(item) for item in _LIST_ITEM.findall(raw[:4000])]


def text_of(properties: Properties, name: str) -> str:
    return properties[name][0].text if name in properties else ""


def moment_of(properties: Properties, name: str) -> Moment | None:
    if not text_of(properties, name).strip():
        return None
    found = properties[name][0]
    return Moment(name, found.raw, found.tzid)


def moments_of(properties: Properties, name: str) -> list[Moment]:
    return [
        Moment(name, value, found.tzid)
        for found in properties.get(name, ())
        for value in found.raw.split(",", MAX_DATES)
        if value.strip()
    ][:MAX_DATES]
