"""Time zones of calendars: names of IANA and Windows, and zones that a file defines itself.

A local time becomes an instant as RFC 5545, 3.3.5 says: one that happens twice is the first of the
two, one that does not happen is read with the offset before the gap.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from events.recurrence.rule import RecurrenceRule, RuleProblem, parse_rule
from events.recurrence.wall_times import wall_times
from events.recurrence.work import StepsExhausted, Work

MAX_STEPS = 20_000
_BEGIN, _END = datetime(1900, 1, 1), datetime(2300, 1, 1)
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})([0-9]{2})?")
_TIME = re.compile(r"[0-9]{8}T[0-9]{6}Z?")
_GREGORIAN_CYCLE = 400


class ZoneProblem(ValueError):
    """A definition of a time zone that cannot be used; the text is for developers."""


_NAME = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z_/-]+|UTC")
_UNUSABLE = {"Factory", "localtime"}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    # Imported here, because it takes longer than to read most files.
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    usable = available_timezones() - _UNUSABLE
    windows = {key.casefold(): name for key, name in WINDOWS_TO_OLSON.items()}
    return windows | {name.casefold(): name for name in usable}


@lru_cache(maxsize=100)
def _exactly(name: str) -> ZoneInfo | None:
    if not _NAME.fullmatch(name) or len(name) > 40:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return None


def known_zone(tzid: str) -> ZoneInfo | None:
    """“Europe/Berlin”, “W. Europe Standard Time”, “/example.org/20070129_1/Europe/Berlin”."""
    if zone := _exactly(tzid):
        return zone
    segments = tzid.strip(" \"'/").split("/")
    for length in (len(segments), 3, 2):
        name = _names().get("/".join(segments[-length:]).casefold())
        if name:
            return ZoneInfo(name)
    return None


@dataclass(frozen=True, slots=True)
class Clock:
    """Local times of a zone and instants, both naive; an instant is UTC.

    Without a zone times float and days are days: a local time is its own instant.
    """

    zone: tzinfo | None

    def instant(self, wall: datetime) -> datetime:
        return self.read(wall)[0]

    def read(self, wall: datetime) -> tuple[datetime, bool]:
        """The instant, and whether the clock is put forward over the local time (a gap)."""
        if self.zone is None or self.zone is UTC:
            return wall, False
        local = wall.replace(tzinfo=self.zone)
        offset = self.zone.utcoffset(local) or timedelta()
        if offset is (later := self.zone.utcoffset(local.replace(fold=1))):
            return wall - offset, False
        return wall - offset, later is not None and later > offset

    def wall(self, instant: datetime) -> datetime:
        if self.zone is None or self.zone is UTC:
            return instant
        return self.aware(instant).replace(tzinfo=None, fold=0)

    def aware(self, instant: datetime) -> datetime:
        """In the zone; naive when there is none."""
        if self.zone is None:
            return instant
        return instant.replace(tzinfo=UTC).astimezone(self.zone)


@dataclass(slots=True)
class _Observance:
    """A STANDARD or DAYLIGHT part; `starts` are local times by the offset before."""

    name: str = ""
    is_daylight: bool = False
    start: datetime | None = None
    offset_from: timedelta | None = None
    offset_to: timedelta | None = None
    rules: list[RecurrenceRule] = field(default_factory=list)
    dates: list[datetime] = field(default_factory=list)

    def onsets(self, work: Work) -> Iterator[datetime]:
        """Instants at which it begins; of those before 1900 only the first."""
        if self.start is None or self.offset_from is None or self.offset_to is None:
            raise ZoneProblem("An observance lacks DTSTART, TZOFFSETFROM or TZOFFSETTO.")
        for wall in (self.start, *self.dates):
            yield self._instant(wall)
        for rule in self.rules:
            begin = self.start if rule.count else _BEGIN
            for number, wall in enumerate(wall_times(rule, self.start, begin, _END, work)):
                if rule.count is not None and number >= rule.count:
                    break
                instant = self._instant(wall)
                if rule.until is not None and instant > self._until(rule.until):
                    break
                yield instant

    def _instant(self, wall: datetime) -> datetime:
        if wall.tzinfo is not None:
            return wall.replace(tzinfo=None)
        return wall - (self.offset_from or timedelta())

    def _until(self, until: date) -> datetime:
        if not isinstance(until, datetime):
            until = datetime(until.year, until.month, until.day, 23, 59, 59)
        return self._instant(until)


class FileZone(tzinfo):
    """A zone made of changes of its offset; before the first its own offset before it holds."""

    def __init__(self, name: str, changes: Sequence[tuple[datetime, _Observance]]) -> None:
        """`changes`: instants (naive, UTC) with what begins then, at least one."""
        self.name = name
        ordered = sorted(changes, key=lambda change: change[0])
        first = ordered[0][1]
        # One more than there are changes: what holds before, then after each of them.
        self._offsets = [first.offset_from or timedelta()]
        self._offsets += [part.offset_to or timedelta() for _instant, part in ordered]
        self._names = ["", *(part.name for _instant, part in ordered)]
        self._daylight = [False, *(part.is_daylight for _instant, part in ordered)]
        self._instants = [instant for instant, _part in ordered]
        pairs = list(zip(self._instants, self._offsets, self._offsets[1:], strict=False))
        # On the wall a time that comes twice has the offset before, with fold the one after.
        self._walls = (
            [instant + max(before, after) for instant, before, after in pairs],
            [instant + min(before, after) for instant, before, after in pairs],
        )

    def __repr__(self) -> str:
        return f"FileZone({self.name!r})"

    def _index(self, wall: datetime | None) -> int:
        if wall is None:
            return len(self._instants)
        return bisect_right(self._walls[wall.fold], wall.replace(tzinfo=None, fold=0))

    def utcoffset(self, wall: datetime | None) -> timedelta:
        return self._offsets[self._index(wall)]

    def tzname(self, wall: datetime | None) -> str:
        return self._names[self._index(wall)] or self.name

    def dst(self, wall: datetime | None) -> timedelta:
        return timedelta(hours=1) if self._daylight[self._index(wall)] else timedelta()

    def fromutc(self, moment: datetime) -> datetime:
        index = bisect_right(self._instants, moment.replace(tzinfo=None, fold=0))
        wall = moment + self._offsets[index]
        first = wall.replace(fold=0)
        return first if self.utcoffset(first) == self._offsets[index] else wall.replace(fold=1)


def read_zone(lines: Sequence[str], work: Work | None = None) -> FileZone:
    """The zone of the unfolded lines of a VTIMEZONE, good from 1900 to 2300 (RFC 5545, 3.6.5).

    Raises ZoneProblem; takes a bounded number of steps whatever the rules are, and what is left of
    an allowance that several zones share.
    """
    name, observances = "", list[_Observance]()
    current: _Observance | None = None
    for line in lines:
        head, _colon, value = line.partition(":")
        keyword, value = head.partition(";")[0].strip().upper(), value.strip()
        if keyword == "BEGIN" and value.upper() in {"STANDARD", "DAYLIGHT"}:
            current = _Observance(is_daylight=value.upper() == "DAYLIGHT")
            observances.append(current)
        elif keyword == "END":
            current = None
        elif current is None:
            name = value if keyword == "TZID" else name
        else:
            _take(current, keyword, value)
    work = work or Work(MAX_STEPS)
    try:
        changes = [(instant, part) for part in observances for instant in part.onsets(work)]
        if not changes:
            raise ZoneProblem("The time zone has no observance.")
        return FileZone(name, changes)
    except (StepsExhausted, OverflowError) as reason:
        raise ZoneProblem("The rules of the time zone are out of all measure.") from reason


def _take(part: _Observance, keyword: str, value: str) -> None:
    try:
        if keyword == "DTSTART":
            part.start = _time(value).replace(tzinfo=None)  # 3.6.5: must be local
        elif keyword == "TZOFFSETFROM":
            part.offset_from = _offset(value)
        elif keyword == "TZOFFSETTO":
            part.offset_to = _offset(value)
        elif keyword == "TZNAME":
            part.name = part.name or value[:60]
        elif keyword == "RRULE":
            part.rules.append(parse_rule(value))
        elif keyword == "RDATE":
            part.dates += [_time(piece.partition("/")[0]) for piece in value.split(",")]
    except RuleProblem as reason:
        raise ZoneProblem(str(reason)) from reason


def _time(text: str) -> datetime:
    """Naive local time, or aware in UTC; years before 1600 become those of the same calendar."""
    text = text.strip().upper()
    if re.fullmatch(r"[0-9]{8}", text):
        text += "T000000"
    if not _TIME.fullmatch(text):
        raise ZoneProblem(f"No time: {text[:40]}")
    year = int(text[:4])
    if year < 1600:
        text = f"{1600 + year % _GREGORIAN_CYCLE:04}{text[4:]}"
    try:
        found = datetime.strptime(text[:15], "%Y%m%dT%H%M%S")
    except ValueError as reason:
        raise ZoneProblem(str(reason)) from reason
    return found.replace(tzinfo=UTC) if text.endswith("Z") else found


def _offset(text: str) -> timedelta:
    match = _OFFSET.fullmatch(text.strip())
    if not match:
        raise ZoneProblem(f"No offset: {text[:40]}")
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset >= timedelta(days=1):
        raise ZoneProblem(f"No offset: {text[:40]}")
    return -offset if match[1] == "-" else offset
