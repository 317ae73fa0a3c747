"""Dates and time zones of iCalendar (RFC 5545, 3.3.4, 3.3.5, 3.3.6 and 3.8.2) as moments in UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from directory.importing.text import one_line, shorten
from events.recurrence.time_zones import ZoneProblem, known_zone, read_zone
from events.recurrence.work import Work

FIRST_YEAR, LAST_YEAR = 1900, 2200
MAX_ZONE_LINES = 200
STEPS_OF_ZONES, STEPS_OF_ZONE = 40_000, 10_000  # 5 µs each; an ordinary zone takes 2,000

_DAY_OR_TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
_DURATION = re.compile(
    r"([+-]?)P(?:([0-9]{1,15})W)?(?:([0-9]{1,15})D)?"
    r"(?:T(?:([0-9]{1,15})H)?(?:([0-9]{1,15})M)?(?:([0-9]{1,15})S)?)?"
)


class Unreadable(ValueError):
    """A property that cannot be used; the text tells a person why."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The value of DTSTART or DTEND: a date, or a local or absolute time."""

    name: str
    value: str
    tzid: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    time_zone: str
    zone: tzinfo = UTC  # of the start as the file has it


@dataclass(slots=True)
class Zones:
    """Time zones by the names that calendars use.

    `default` holds for times without a zone, `fallback` for names that nobody knows, which are
    noted in `unknown`. `blocks` are the lines of the file's own VTIMEZONEs.
    """

    default: ZoneInfo
    blocks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fallback: ZoneInfo | None = None
    unknown: list[str] = field(default_factory=list)
    work: Work = field(default_factory=lambda: Work(STEPS_OF_ZONES))
    _found: dict[str, tzinfo | None] = field(default_factory=dict)

    def find(self, tzid: str) -> tzinfo:
        """Windows names and names with a prefix are known."""
        if tzid not in self._found:
            self._found[tzid] = known_zone(tzid) or self._defined(tzid)
        zone = self._found[tzid]
        if zone is None:
            self.unknown.append(shorten(one_line(tzid[:200]), 60))
            return self.fallback or self.default
        return zone

    def _defined(self, tzid: str) -> tzinfo | None:
        lines = self.blocks.get(tzid, ())
        for line in lines:
            if line[:15].upper() == "X-LIC-LOCATION:" and (zone := known_zone(line[15:])):
                return zone
        if not lines or len(lines) > MAX_ZONE_LINES:
            return None
        left = self.work.allowed - self.work.done - sum(map(len, lines)) // 8
        work = Work(min(left, STEPS_OF_ZONE))
        if left <= 0:
            return None
        try:
            return read_zone(lines, work)
        except ZoneProblem:
            return None
        finally:
            self.work.done = self.work.allowed - left + min(work.done, work.allowed)


def read_period(
    start: Moment | None, end: Moment | None, duration: str, zones: Zones, shown_in: str = ""
) -> Period:
    """Start and end in UTC and the zone they are shown in.

    A day ends at the local midnight after it; an event without an end ends when it starts.
    """
    if start is None or not start.value.strip():
        raise Unreadable(_("The start (DTSTART) is missing."))
    first = _value(start)
    try:
        if isinstance(first, datetime):
            period = _timed(start, first, end, duration, zones, shown_in)
        else:
            period = _whole_days(first, end, duration, zones)
    except OverflowError as reason:
        raise Unreadable(out_of_range()) from reason
    if period.ends_at < period.starts_at:
        raise Unreadable(_("The end lies before the start."))
    if period.ends_at.year > LAST_YEAR:
        raise Unreadable(out_of_range())
    return period


def _whole_days(first: date, end: Moment | None, duration: str, zones: Zones) -> Period:
    if end:
        last = _value(end)
        if isinstance(last, datetime):
            raise Unreadable(_("The start is a day, but the end is a time of day."))
        # Many programs write the same day twice for one day.
        last = first + timedelta(days=1) if last == first else last
    elif duration:
        length = read_duration(duration)
        if length % timedelta(days=1):
            raise Unreadable(_("The duration of an all-day event must be whole days."))
        last = first + max(length, timedelta(days=1) if length >= timedelta(0) else length)
    else:
        last = first + timedelta(days=1)
    zone = zones.default
    starts_at, ends_at = (
        datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) for day in (first, last)
    )
    return Period(starts_at, ends_at, True, zone.key, zone)


def _timed(
    start: Moment, first: datetime, end: Moment | None, duration: str, zones: Zones, shown_in: str
) -> Period:
    zone = _zone(start, first, zones)
    starts_at = first.replace(tzinfo=zone).astimezone(UTC)
    ends_at = starts_at
    if end:
        last = _value(end)
        if not isinstance(last, datetime):
            raise Unreadable(_("The start is a time of day, but the end is a day."))
        ends_at = last.replace(tzinfo=_zone(end, last, zones)).astimezone(UTC)
    elif duration:
        length = read_duration(duration)
        # Days follow the clock on the wall, hours the one on the wrist (RFC 5545, 3.3.6).
        days = length.days if re.search(r"[WD]", duration.upper()) else 0
        later = (first + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)
        ends_at = later + (length - timedelta(days=days))
    name = getattr(zone, "key", "") if zone is not UTC else shown_in
    shown = known_zone(name) if name else None
    return Period(starts_at, ends_at, False, (shown or zones.default).key, zone)


def read_moment(moment: Moment, zones: Zones) -> date:
    """A day, or an instant in UTC."""
    value = _value(moment)
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=_zone(moment, value, zones)).astimezone(UTC)


def read_pieces(moment: Moment, zones: Zones) -> tuple[date, date | None]:
    """An RDATE: a day, an instant, or a period with its end (3.3.9)."""
    first, slash, last = moment.value.partition("/")
    start = read_moment(Moment(moment.name, first, moment.tzid), zones)
    if not slash:
        return start, None
    if not isinstance(start, datetime):
        raise Unreadable(_("The start is a day, but the end is a time of day."))
    if last.strip().upper().lstrip("+-").startswith("P"):
        end: date = start + read_duration(last)
    else:
        end = read_moment(Moment(moment.name, last, moment.tzid), zones)
    if not isinstance(end, datetime) or end < start:
        raise Unreadable(_("The end lies before the start."))
    return start, end


def _zone(moment: Moment, value: datetime, zones: Zones) -> tzinfo:
    if value.tzinfo is not None:
        return UTC
    return zones.find(moment.tzid) if moment.tzid.strip() else zones.default


def _value(moment: Moment) -> date:
    """A date or datetime (aware only when it is UTC) within the years we keep."""
    match = _DAY_OR_TIME.fullmatch(moment.value[:40].strip().upper())
    value = None
    if match:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        try:
            value = date(year, month, day)
            if match[4]:
                # A leap second is the one before (3.3.12).
                value = datetime(
                    *(year, month, day, hour, minute, min(second, 59) if second == 60 else second),
                    tzinfo=UTC if match[7] else None,
                )
        except ValueError:
            value = None
    if value is None:
        raise Unreadable(
            _("%(property)s is neither a date nor a time: “%(value)s”")
            % {"property": moment.name, "value": shorten(one_line(moment.value[:200]), 40)}
        )
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unreadable(out_of_range())
    return value


def read_duration(text: str) -> timedelta:
    """A DURATION (3.3.6), which web pages write in the same way (ISO 8601); Unreadable."""
    match = _DURATION.fullmatch(text[:100].strip().upper())
    try:
        if match:
            numbers = (int(part or 0) for part in match.groups()[1:])
            names = ("weeks", "days", "hours", "minutes", "seconds")
            length = timedelta(**dict(zip(names, numbers, strict=True)))
            return -length if match[1] == "-" else length
    except OverflowError:
        pass
    raise Unreadable(
        _("The duration cannot be read: “%(value)s”") % {"value": shorten(one_line(text[:200]), 40)}
    )


def out_of_range() -> str:
    return _("The date lies before %(first)s or after %(last)s.") % {
        "first": FIRST_YEAR,
        "last": LAST_YEAR,
    }
