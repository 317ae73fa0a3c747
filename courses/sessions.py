"""The dates of all units of a run, as lines of text: “2027-03-01 09:00–16:30 What it is about”."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

MOST = 400  # units of one run
ISO = r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
DAY = rf"(?:{ISO}|(?P<gd>\d{{1,2}})\.(?P<gm>\d{{1,2}})\.(?P<gy>\d{{4}}))"
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
LINE = re.compile(
    rf"^(?:[A-Za-zÄÖÜäöü]{{2,10}}\.?,?\s+)?{DAY},?"
    rf"(?:\s+(?:von\s+)?{CLOCK}(?:\s*(?:[–—-]|bis)\s*{CLOCK})?(?:\s*Uhr)?)?"
    r"(?:[\s,:;–-]+(?P<topic>\S.*))?$"
)
MAX_TOPIC = 160


class BadLine(ValueError):
    """A line that names no unit; the text tells a person why."""


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """One unit of a run; without times it is known by its day alone."""

    day: date
    starts: time | None = None
    ends: time | None = None
    topic: str = ""

    def __str__(self) -> str:
        clock = f" {self.starts:%H:%M}" if self.starts else ""
        clock += f"–{self.ends:%H:%M}" if self.starts and self.ends else ""
        return f"{self.day.isoformat()}{clock} {self.topic}".rstrip()


def read(text: str) -> list[Session]:
    """The units of a text, one in each line, in the order of time; raises BadLine.

    Days are written 2027-03-01 or 01.03.2027, times 9, 9.00 or 9:00, with an end or without.
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST:
        raise BadLine(_("More than %(most)s units.") % {"most": MOST})
    found = {}
    for number, line in lines:
        try:
            session = _session(line)
        except ValueError as problem:
            raise BadLine(
                _("Line %(line)s is no date of a unit: “%(text)s”.")
                % {"line": number, "text": line[:60]}
            ) from problem
        found[session] = None
    return sorted(found, key=lambda each: (each.day, each.starts or time.min, each.topic))


def written(sessions: Iterable[Session]) -> str:
    """The text that `read` takes."""
    return "\n".join(map(str, sessions))


def _session(line: str) -> Session:
    match = LINE.match(line)
    if match is None:
        raise ValueError(line)
    y, m, d = (match["y"], match["m"], match["d"]) if match["y"] else match.group("gy", "gm", "gd")
    day = date(int(y), int(m), int(d))
    from_hour, from_minute, to_hour, to_minute = match.groups()[6:10]
    starts = time(int(from_hour), int(from_minute or 0)) if from_hour else None
    ends = time(int(to_hour), int(to_minute or 0)) if to_hour else None
    if starts and ends and ends <= starts:
        raise ValueError(line)
    return Session(day, starts, ends, " ".join((match["topic"] or "").split())[:MAX_TOPIC])
