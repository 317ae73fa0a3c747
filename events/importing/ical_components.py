"""Cuts an iCalendar file into its events and time zones, whatever state it is in.

Not done by icalendar, because there one broken line anywhere loses the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory.import_text import FileProblem

MAX_LINES = 500_000
MAX_LINE = 100_000


@dataclass(slots=True)
class Component:
    """The lines of a VEVENT or VTIMEZONE; `calendar` has the properties of the VCALENDAR."""

    name: str
    calendar: dict[str, str]
    lines: list[str] = field(default_factory=list)
    is_complete: bool = False


def read_components(data: bytes) -> list[Component]:
    """The VEVENT and VTIMEZONE components of a file, without what is nested in an event."""
    reader = _Reader()
    for number, line in enumerate(_content_lines(data)):
        if number >= MAX_LINES:
            raise FileProblem(_("The file has too many lines. Split it into smaller files."))
        reader.take(line)
    if not reader.is_calendar:
        raise FileProblem(
            _("The file is no iCalendar: it has no line “BEGIN:VCALENDAR”. Export it as .ics.")
        )
    return reader.found


class _Reader:
    """Takes content lines in order; what begins before the last one has ended is incomplete."""

    def __init__(self) -> None:
        self.found: list[Component] = []
        self.is_calendar = False
        self.calendar: dict[str, str] = {}
        self.current: Component | None = None
        self.nested = 0

    def take(self, line: str) -> None:
        name, _colon, value = line.partition(":")
        keyword, kind = name.strip().upper(), value.strip().upper()
        if keyword == "BEGIN":
            self._begin(kind, line)
        elif keyword == "END":
            self._end(kind, line)
        elif self.current is None:
            self.calendar.setdefault(keyword.partition(";")[0], value.strip()[:200])
        elif not self.nested or self.current.name == "VTIMEZONE":
            self.current.lines.append(line)

    def _begin(self, kind: str, line: str) -> None:
        if kind in {"VCALENDAR", "VEVENT"}:
            self.is_calendar = True
            self.current = None
        if kind == "VCALENDAR":
            self.calendar = {}
        elif kind == "VEVENT" or (kind == "VTIMEZONE" and self.current is None):
            self.current = Component(kind, self.calendar)
            self.found.append(self.current)
            self.nested = 0
            if kind == "VTIMEZONE":
                self.current.lines.append(line.strip())
        elif self.current:
            self.nested += 1
            if self.current.name == "VTIMEZONE":
                self.current.lines.append(line.strip())

    def _end(self, kind: str, line: str) -> None:
        if self.current is None:
            return
        if self.current.name == "VTIMEZONE":
            self.current.lines.append(line.strip())
        if kind == self.current.name:
            self.current.is_complete = True
            self.current = None
        elif kind == "VCALENDAR":
            self.current = None
        else:
            self.nested = max(0, self.nested - 1)


def _content_lines(data: bytes) -> Iterator[str]:
    """Unfolded lines; folds may cut a letter into halves, so bytes are joined before decoding."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        data = data.decode("utf-16", errors="replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    pieces: list[bytes] = []
    for physical in data.split(b"\n"):
        physical = physical.rstrip(b"\r")
        if physical[:1] in {b" ", b"\t"} and pieces:
            pieces.append(physical[1:])
        elif physical:
            if pieces:
                yield _decode(b"".join(pieces))
            pieces = [physical]
    if pieces:
        yield _decode(b"".join(pieces))


def _decode(line: bytes) -> str:
    line = line[:MAX_LINE]
    try:
        return line.decode()
    except UnicodeDecodeError as reason:
        if reason.start >= MAX_LINE - 4:  # our own cut went through a letter
            return line[: reason.start].decode()
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")
