"""One iCalendar file (RFC 5545) as plain events; each VEVENT stands or falls alone.

Nothing is read that names a person (ORGANIZER, ATTENDEE, CONTACT).
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar.parser import Contentline
from icalendar.parser.property import split_on_unescaped_comma, unescape_backslash

from directory.import_report import Action, Outcome
from directory.import_text import one_line, shorten
from events.importing import ical_text
from events.importing.ical_components import Component, read_components
from events.importing.ical_series import STEPS_OF_EVENT, Change, Facts, Joiner, Repeats
from events.importing.ical_time import Moment, Unreadable, Zones, read_moment, read_period

MAX_EVENTS = 5000
MAX_TAGS = 20
MAX_DATES = 2001  # one more than a series may name
DATES = {"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"}
RECURRING = ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
WANTED = {
    *("UID", "SEQUENCE", "STATUS", "CLASS", "DTSTART", "DTEND", "DURATION", *RECURRING),
    "X-HUB-STATUS",
    *("SUMMARY", "DESCRIPTION", "X-ALT-DESC", "CATEGORIES", "COMMENT"),
    *("LOCATION", "GEO", "URL", "CONFERENCE"),
}
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*[;:]")


@dataclass(slots=True)
class CalendarEvent:
    """An event; `values` are fields of the record that the file speaks about, ready to be set.

    `changes` are those of single dates, `dates` the first dates in their zone. `fragment` says the
    same as changes of a series that is not in the file.
    """

    uid: str
    sequence: int
    starts_at: datetime
    values: dict[str, object]
    tags: list[str]
    remarks: list[str]
    repeats: Repeats = field(default_factory=Repeats)
    changes: list[Change] = field(default_factory=list)
    dates: list[date] = field(default_factory=list)
    fragment: list[Change] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(self.values["title"])

    def set_series(self, facts: Facts, changes: list[Change], dates: list[date]) -> None:
        self.values["recurrence_rules"] = facts.recurrence_rules
        self.values["recurrence_zone"] = facts.recurrence_zone
        self.changes, self.dates = changes, dates


@dataclass(slots=True)
class CalendarFile:
    events: list[CalendarEvent] = field(default_factory=list)
    refused: list[Outcome] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lost_series: set[str] = field(default_factory=set)  # UIDs whose single dates go with them


@dataclass(frozen=True, slots=True)
class Property:
    text: str  # unescaped
    raw: str
    tzid: str = ""
    range: str = ""


Properties = dict[str, list[Property]]


def read_calendar(data: bytes, zone: ZoneInfo, *, now: datetime | None = None) -> CalendarFile:
    """All events of a file; raises FileProblem when it is no iCalendar.

    Times without a zone and whole days are those of `zone`; `now` is the present of the series. Of
    entries with the same UID the one with the highest SEQUENCE, then the last, stays.
    """
    found = read_components(data)
    zones = Zones(zone, _zone_blocks(found))
    vevents = [component for component in found if component.name == "VEVENT"]
    file = CalendarFile()
    if len(vevents) > MAX_EVENTS:
        file.remarks.append(
            _("The file has %(count)s events; only the first %(limit)s were read.")
            % {"count": len(vevents), "limit": MAX_EVENTS}
        )
    by_uid: dict[str, CalendarEvent] = {}
    parts: dict[str, list[CalendarEvent]] = {}
    for number, component in enumerate(vevents[:MAX_EVENTS], start=1):
        event = _read_or_refuse(number, component, zones, file)
        if event is None:
            continue
        if event.repeats.recurrence_id:
            parts.setdefault(event.uid, []).append(event)
            continue
        if other := by_uid.get(event.uid):
            file.remarks.append(
                _("%(uid)s: is in the file twice; the entry with the newer version counts.")
                % {"uid": shorten(event.uid, 100)}
            )
            event = max(other, event, key=lambda entry: (entry.sequence, entry is event))
        by_uid[event.uid] = event
    joiner = Joiner(zones, now or datetime.now(UTC))
    joiner.work.allowed += STEPS_OF_EVENT * len(vevents[:MAX_EVENTS])
    known = {uid: some for uid, some in parts.items() if uid not in file.lost_series}
    places = {id(event): place for place, event in enumerate(by_uid.values())}
    for event, reason in joiner.join(by_uid.values(), known):
        if reason:
            file.refused.append(Outcome(Action.REJECTED, event.uid, event.title, reason=reason))
        else:
            file.events.append(event)
    file.events.sort(key=lambda event: places.get(id(event), len(places)))
    return file


def _zone_blocks(found: list[Component]) -> dict[str, list[str]]:
    blocks: dict[str, list[str]] = {}
    for component in found:
        if component.name == "VTIMEZONE" and component.is_complete:
            for line in component.lines:
                if line.upper().startswith(("TZID:", "TZID;")):
                    name = unescape_backslash(line.partition(":")[2]).strip()
                    blocks.setdefault(name, component.lines)
    return blocks


def _read_or_refuse(
    number: int, component: Component, zones: Zones, file: CalendarFile
) -> CalendarEvent | None:
    properties = _properties(component)
    uid = _text(properties, "UID")
    title = shorten(one_line(ical_text.plain(_text(properties, "SUMMARY"))), 200)
    action, reason = Action.SKIPPED, _reason_to_skip(properties)
    if not reason:
        action = Action.REJECTED
        try:
            return _event(component, properties, title, zones)
        except Unreadable as problem:
            reason = str(problem)
    name = one_line(uid) or title or _("event %(number)s of the file") % {"number": number}
    file.refused.append(Outcome(action, name, title, reason=reason))
    if "RECURRENCE-ID" not in properties:
        file.lost_series.add(one_line(uid))
    return None


def _properties(component: Component) -> Properties:
    """The wanted properties by name; a line that is none is left out and missed further on."""
    properties: Properties = {}
    for line in component.lines:
        match = _NAME.match(line[:200])
        if not match or match[1].upper() not in WANTED:
            continue
        try:
            name, parameters, raw = Contentline(line).raw_parts()
        except (ValueError, AssertionError):
            # A date whose zone is lost would be a wrong date: the whole line is its value then.
            name, parameters = match[1], {}
            raw = line if name.upper() in DATES else line.partition(":")[2]
        tzid = parameters.get("TZID") or ""
        tzid = unescape_backslash(tzid if isinstance(tzid, str) else ",".join(tzid)).strip()
        reach = parameters.get("RANGE") or ""
        found = Property(unescape_backslash(raw), raw, tzid, str(reach).strip().upper())
        properties.setdefault(name.strip().upper(), []).append(found)
    return properties


def _text(properties: Properties, name: str) -> str:
    return properties[name][0].text if name in properties else ""


def _reason_to_skip(properties: Properties) -> str:
    if _text(properties, "CLASS").strip().upper() in {"PRIVATE", "CONFIDENTIAL"}:
        return _("The event is marked as private.")
    return ""


def _event(component: Component, properties: Properties, title: str, zones: Zones) -> CalendarEvent:
    if not component.is_complete:
        raise Unreadable(_("The event is not complete: “END:VEVENT” is missing."))
    if not title:
        raise Unreadable(_("The title (SUMMARY) is missing."))
    period = read_period(
        _moment(properties, "DTSTART"),
        _moment(properties, "DTEND"),
        _text(properties, "DURATION").strip(),
        zones,
        component.calendar.get("X-WR-TIMEZONE", ""),
    )
    remarks: list[str] = []
    values: dict[str, object] = {
        "title": title,
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "all_day": period.all_day,
        "time_zone": period.time_zone,
        **_description(properties, title),
        **_where(properties, remarks),
        **_position(properties, remarks),
    }
    if status := _status(properties, component.calendar):
        values["status"] = status
    if note := shorten(one_line(ical_text.plain(_text(properties, "COMMENT"))), 300):
        values["status_note"] = note
    return CalendarEvent(
        uid=_external_id(properties, title, period.starts_at),
        sequence=_sequence(properties),
        starts_at=period.starts_at,
        values=values,
        tags=_tags(properties),
        remarks=remarks,
        repeats=_repeats(properties, period.zone, zones),
    )


def _repeats(properties: Properties, zone: tzinfo, zones: Zones) -> Repeats:
    if not any(_text(properties, name).strip() for name in RECURRING):
        return Repeats(zone)
    named = _moment(properties, "RECURRENCE-ID")
    return Repeats(
        zone,
        rules=[found.raw for found in properties.get("RRULE", ()) if found.raw.strip()],
        extra=_moments(properties, "RDATE"),
        excluded=_moments(properties, "EXDATE"),
        has_exrule="EXRULE" in properties,
        recurrence_id=read_moment(named, zones) if named else None,
        this_and_future=bool(named) and properties["RECURRENCE-ID"][0].range == "THISANDFUTURE",
    )


def _moments(properties: Properties, name: str) -> list[Moment]:
    return [
        Moment(name, value, found.tzid)
        for found in properties.get(name, ())
        for value in found.raw.split(",", MAX_DATES)
        if value.strip()
    ][:MAX_DATES]


def _moment(properties: Properties, name: str) -> Moment | None:
    if not _text(properties, name).strip():
        return None
    found = properties[name][0]
    return Moment(name, found.raw, found.tzid)


def _description(properties: Properties, title: str) -> dict[str, object]:
    name = "DESCRIPTION" if _text(properties, "DESCRIPTION").strip() else "X-ALT-DESC"
    text = ical_text.without_link(
        ical_text.plain(_text(properties, name)), _text(properties, "URL")
    )
    summary = {"summary": ical_text.summarise(text, title)}
    is_given = "DESCRIPTION" in properties or name in properties
    return summary | ({"description": text} if is_given else {})


def _where(properties: Properties, remarks: list[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    if location := _text(properties, "LOCATION").strip():
        place = ical_text.read_place(location)
        values = {name: getattr(place, name) for name in place.__slots__}
    for name in ("CONFERENCE", "URL"):
        if not (given := _text(properties, name).strip()):
            continue
        address = ical_text.web_address(given)
        if not address:
            remarks.append(
                _("%(property)s was left out: “%(value)s” is no usable web address.")
                % {"property": name, "value": shorten(one_line(given[:200]), 60)}
            )
        elif name == "CONFERENCE" or ical_text.is_meeting(address):
            values["online_url"] = address
            values.setdefault("attendance_mode", "online")
            if name == "CONFERENCE" and values["attendance_mode"] == "offline":
                values["attendance_mode"] = "mixed"
        else:
            values["registration_url"] = address
    return values


def _position(properties: Properties, remarks: list[str]) -> dict[str, object]:
    if not (given := _text(properties, "GEO").strip()):
        return {}
    try:
        latitude, longitude = (float(part) for part in given[:80].split(";"))
    except ValueError:
        latitude = longitude = math.nan
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        remarks.append(
            _("GEO was left out: “%(value)s” is no position.")
            % {"value": shorten(one_line(given[:200]), 40)}
        )
        return {}
    # Programs that know no position write zeros.
    return {} if latitude == longitude == 0 else {"latitude": latitude, "longitude": longitude}


def _status(properties: Properties, calendar: dict[str, str]) -> str:
    """“cancelled”, “scheduled”, or nothing when the file does not say."""
    status = _text(properties, "STATUS").strip().upper()
    if status == "CANCELLED" or calendar.get("METHOD", "").upper() == "CANCEL":
        return "cancelled"
    if (own := _text(properties, "X-HUB-STATUS").strip().lower()) in {"moved", "postponed"}:
        return own
    return "scheduled" if status in {"CONFIRMED", "TENTATIVE"} else ""


def _sequence(properties: Properties) -> int:
    text = _text(properties, "SEQUENCE").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _tags(properties: Properties) -> list[str]:
    words = (
        shorten(one_line(word), 60)
        for found in properties.get("CATEGORIES", ())
        for word in split_on_unescaped_comma(found.raw[:4000])
    )
    return list({word.casefold(): word for word in words if word}.values())[:MAX_TAGS]


def _external_id(properties: Properties, title: str, starts_at: datetime) -> str:
    """The UID; a stable id of title and start when there is none or it is too long."""
    uid = one_line(_text(properties, "UID"))
    if 0 < len(uid) <= 255:
        return uid
    seed = uid or f"{title}\n{starts_at.isoformat()}"
    return f"sha256-{hashlib.sha256(seed.encode()).hexdigest()[:40]}"
