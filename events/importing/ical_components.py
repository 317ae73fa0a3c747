"""Cuts an iCalendar file (RFC 5545) into its events and time zones, whatever state it is in.

Not done by icalendar, because there one broken line anywhere loses the whole file. Most of the work
is done by searches over the whole file, so that ten megabytes of anything take a few tenths of a
second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from directory.importing.text import FileProblem

MAX_LINE = 100_000
MAX_NESTED = 5_000  # lines of components within one event
MAX_INCOMPLETE = 1000
MAX_ZONES = 500
MAX_ZONE_BYTES = 20_000

# All of these are looked for in a copy in capitals, in which every line begins with \n.
_EVENT = re.compile(rb"\nBEGIN[ \t]*:[ \t]*VEVENT[ \t]*(?=\n)")
_EVENT_END = re.compile(rb"\nEND[ \t]*:[ \t]*VEVENT[ \t]*(?=\n)")
_CALENDAR = re.compile(rb"\nBEGIN[ \t]*:[ \t]*VCALENDAR[ \t]*(?=\n)")
_CALENDAR_EDGE = re.compile(rb"\n(?:BEGIN|END)[ \t]*:[ \t]*VCALENDAR[ \t]*(?=\n)")
_CALENDAR_PROPERTY = re.compile(rb"\n(METHOD|X-WR-TIMEZONE)(?:;[^\n:]*)?:([^\n]*)")
_NESTED = re.compile(rb"\n(BEGIN|END)[ \t]*:")
_ZONE, _ZONE_END = b"\nBEGIN:VTIMEZONE", b"\nEND:VTIMEZONE"


@dataclass(frozen=True, slots=True)
class Text:
    """A file with unfolded lines, and the same in capitals to be searched."""

    text: bytes
    upper: bytes


@dataclass(slots=True)
class Component:
    """The span of a VEVENT's lines; `calendar` has the properties of the VCALENDAR around it."""

    source: Text
    begin: int
    end: int
    is_complete: bool
    calendar: dict[str, str]

    def spans(self) -> list[tuple[int, int]]:
        """Where the lines are that belong to the event and not to what is nested in it."""
        upper = self.source.upper
        if upper.find(b"\nBEGIN", self.begin, self.end) < 0:
            return [(self.begin, self.end)]
        spans, depth, begin = list[tuple[int, int]](), 0, self.begin
        for mark in islice(_NESTED.finditer(upper, self.begin, self.end), MAX_NESTED):
            if mark[1] == b"BEGIN":
                if not depth:
                    spans.append((begin, mark.start()))
                depth += 1
            elif depth:
                depth -= 1
                begin = max(upper.find(b"\n", mark.end(), self.end), mark.end())
        return spans if depth else [*spans, (begin, self.end)]


@dataclass(slots=True)
class Found:
    events: list[Component] = field(default_factory=list)
    unnamed: int = 0  # incomplete events that are only counted
    zones: dict[str, list[str]] = field(default_factory=dict)  # lines by TZID


def read_components(data: bytes) -> Found:
    """The events and time zones of a file; raises FileProblem when it is no calendar."""
    source = _unfolded(data)
    upper, size = source.upper, len(source.upper)
    begins = [mark.span() for mark in _EVENT.finditer(upper)]
    if not begins and not _CALENDAR.search(upper):
        raise FileProblem(
            _("The file is no iCalendar: it has no line “BEGIN:VCALENDAR”. Export it as .ics.")
        )
    found = Found()
    calendar = _between(source, 0, begins[0][0] if begins else size, found, {})
    incomplete = 0
    limits = [*(begin for begin, _end in begins), size][1:]
    for (_begin, begin), limit in zip(begins, limits, strict=True):
        # One further than the limit, because every search also looks at the end of the line.
        end = _EVENT_END.search(upper, begin, limit + 1) if limit - begin > 9 else None
        stop = end.start() if end else limit
        edge = _CALENDAR_EDGE.search(upper, begin, stop + 1) if stop - begin > 9 else None
        if edge:
            stop = edge.start()
        is_complete = bool(end and not edge)
        incomplete += not is_complete
        if is_complete or incomplete <= MAX_INCOMPLETE:
            found.events.append(Component(source, begin, stop, is_complete, calendar))
        after = end.end() if end and not edge else stop
        if limit - after > 9:
            calendar = _between(source, after, limit, found, calendar)
    found.unnamed = max(0, incomplete - MAX_INCOMPLETE)
    return found


def _between(
    source: Text, begin: int, end: int, found: Found, calendar: dict[str, str]
) -> dict[str, str]:
    """What stands outside of events: properties of the calendar, and time zones."""
    if _CALENDAR.search(source.upper, begin, end + 1):
        calendar = {}
    for match in islice(_CALENDAR_PROPERTY.finditer(source.upper, begin, end), 20):
        value = source.text[match.start(2) : min(match.end(2), match.start(2) + 200)]
        calendar.setdefault(match[1].decode(), decode(value).strip())
    at = source.upper.find(_ZONE, begin, end)
    while at >= 0 and len(found.zones) < MAX_ZONES:
        stop = source.upper.find(_ZONE_END, at, end)
        if stop < 0:
            break
        if stop - at < MAX_ZONE_BYTES:
            _add_zone(decode(source.text[at:stop]).strip().split("\n"), found)
        at = source.upper.find(_ZONE, stop, end)
    return calendar


def _add_zone(lines: list[str], found: Found) -> None:
    lines = [line.strip() for line in lines]
    for line in lines:
        if line[:5].upper() in {"TZID:", "TZID;"}:
            name = line.partition(":")[2].replace("\\,", ",").replace("\\;", ";").strip()
            found.zones.setdefault(name, lines)
            return


def _unfolded(data: bytes) -> Text:
    """Folds may cut a letter into halves, so lines are joined before they are decoded."""
    data = as_utf8(data).replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\0", b"")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    while b"\n\n" in data:
        data = data.replace(b"\n\n", b"\n")
    data = data.replace(b"\n ", b"").replace(b"\n\t", b"").strip(b"\r\n \t")
    data = b"\n" + data.replace(b"\r\n", b"\n") + b"\n"
    return Text(data, data.upper())


def as_utf8(data: bytes) -> bytes:
    """The bytes without a mark of their order, UTF-16 and UTF-32 as UTF-8, others as they are."""
    encoding = ""
    if data[:4] in {b"\xff\xfe\0\0", b"\0\0\xfe\xff"}:
        encoding = "utf-32"
    elif data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    elif data[1:2] == b"\0" and data[3:4] == b"\0" and data[:1].isascii():
        encoding = "utf-16-le"
    elif data[:1] == b"\0" and data[2:3] == b"\0":
        encoding = "utf-16-be"
    if encoding:
        data = data.decode(encoding, errors="replace").encode(errors="replace")
    return data.removeprefix(b"\xef\xbb\xbf")


def decode(line: bytes) -> str:
    """The letters of a line: UTF-8, or what old programs on Windows write."""
    try:
        return line.decode()
    except UnicodeDecodeError as reason:
        if reason.reason == "unexpected end of data":  # our own cut went through a letter
            return line[: reason.start].decode()
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def lines_of(component: Component, wanted: re.Pattern[bytes], most: int) -> Iterator[str]:
    """The first lines of an event whose names the pattern knows, without their ends."""
    source, left = component.source, most
    for begin, end in component.spans():
        for match in islice(wanted.finditer(source.upper, begin, end), left):
            left -= 1
            start = match.start() + 1
            stop = source.text.find(b"\n", start, min(end, start + MAX_LINE))
            if stop < 0:
                stop = min(end, start + MAX_LINE)
            yield decode(source.text[start:stop])
