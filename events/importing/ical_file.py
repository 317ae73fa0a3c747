"""One iCalendar file (RFC 5545) as plain events; each VEVENT stands or falls alone.

Nothing is read that names a person (ORGANIZER, ATTENDEE, CONTACT).
"""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from directory.importing.report import Action, Outcome
from directory.importing.text import one_line, shorten
from events.importing import ical_text
from events.importing.calendar_file import MAX_EVENTS, MAX_REFUSED, CalendarEvent, CalendarFile
from events.importing.entry import external_id, join_series, title_of
from events.importing.ical_components import Component, Found, read_components
from events.importing.ical_properties import (
    Properties,
    moment_of,
    moments_of,
    read_list,
    read_properties,
    text_of,
)
from events.importing.ical_time import Period, Unreadable, Zones, read_moment, read_period
from events.importing.repeats import Repeats
from events.recurrence.time_zones import known_zone

MAX_TAGS = 20
MAX_OF_UID = 2001  # one more than a series may have changes
RECURRING = ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
# Of computing time, after which the rest is left unread: several times what such a file takes, so
# that a machine in a slow hour reads it too.
SECONDS, SECONDS_OF_EVENT = 1.0, 0.002
SECONDS_LEFT = 0.3  # for reading events, however long it took to find them
_BEGINS = re.compile(rb"\n(?:(DTSTART)[^\n:]*:([0-9]{4,8})|RRULE|RECURRENCE-ID)")
_MIDNIGHT = re.compile(r"T000000$", re.IGNORECASE)
_UID = re.compile(rb"\nUID[^\n:]{0,100}:([^\n]{0,300})")


def read_calendar(
    data: bytes, zone: ZoneInfo, *, now: datetime | None = None, seconds: float = math.inf
) -> CalendarFile:
    """All events of a file; raises FileProblem when it is no iCalendar.

    Times without a zone and whole days are those of `zone`; `now` is the present of the series. Of
    entries with the same UID the one with the highest SEQUENCE, then the last, stays. At most so
    many `seconds` of computing are taken, if that is less than a file of its size may cost, and
    some for the events even when finding them took longer.
    """
    begun, found = time.process_time(), read_components(data)
    reader = _Reader(Zones(zone, found.zones), now or datetime.now(UTC), begun)
    return reader.read(found, seconds)


class _Reader:
    """Reads the events of one file; each stands or falls alone."""

    def __init__(self, zones: Zones, now: datetime, begun: float) -> None:
        self.zones, self.now, self.begun, self.deadline = zones, now, begun, begun
        self.file = CalendarFile()
        self.by_uid: dict[str, CalendarEvent] = {}
        self.parts: dict[str, list[CalendarEvent]] = {}
        self.lost_series: set[str] = set()  # UIDs whose single dates go with them
        self.unnamed = 0  # refused ones that are only counted

    def read(self, found: Found, seconds: float) -> CalendarFile:
        components, self.unnamed = self._selected(found.events), found.unnamed
        usual = SECONDS + SECONDS_OF_EVENT * min(len(components), MAX_EVENTS)
        self.deadline = max(self.begun + min(usual, seconds), time.process_time() + SECONDS_LEFT)
        numbered = list(enumerate(components, start=1))
        # The short ones first, so that none of them is lost to one that takes all the time.
        numbered.sort(key=lambda one: one[1].end - one[1].begin)
        events = list[tuple[int, CalendarEvent]]()
        for place, (number, component) in enumerate(numbered):
            if time.process_time() > self.deadline:
                self._stop(len(numbered) - place)
                break
            if event := self._read_or_refuse(number, component):
                events.append((number, event))
        for _number, event in sorted(events, key=itemgetter(0)):
            self._keep(event)
        self._join()
        if self.unnamed:
            self.file.remarks.append(
                _("%(count)s more events could not be read.") % {"count": self.unnamed}
            )
        return self.file

    def _selected(self, components: list[Component]) -> list[Component]:
        """At most 5,000 that are complete: those that begin last, and series."""
        if len(components) <= MAX_EVENTS:
            return components
        complete, counts = list[Component](), Counter[bytes]()
        for component in reversed(components):
            if component.is_complete:
                uid = _UID.search(component.source.upper, component.begin, component.end)
                counts[uid[1] if uid else b""] += 1
                if not uid or counts[uid[1]] <= MAX_OF_UID:
                    complete.append(component)
        complete.reverse()
        if len(complete) <= MAX_EVENTS:
            return complete
        self.file.is_whole = False
        self.file.remarks.append(
            _("The file has %(count)s events; only the %(limit)s that begin last were read.")
            % {"count": len(complete), "limit": MAX_EVENTS}
        )
        latest = sorted(complete, key=_begins, reverse=True)[:MAX_EVENTS]
        return sorted(latest, key=lambda component: component.begin)

    def _stop(self, left: int) -> None:
        self.file.is_whole = False
        self.file.remarks.append(
            _("The file takes too much computing; %(count)s of its events were not read.")
            % {"count": left}
        )

    def _keep(self, event: CalendarEvent) -> None:
        if event.repeats and event.repeats.recurrence_id:
            self.parts.setdefault(event.uid, []).append(event)
            return
        other = self.by_uid.get(event.uid)
        if other and _is_another(other, event):
            event.uid = shorten(f"{event.uid} {event.starts_at:%Y%m%dT%H%M%SZ}", 255)
            event.remarks.append(_("Another event of the file has the same UID."))
        elif other:
            if len(self.file.remarks) < MAX_REFUSED:
                self.file.remarks.append(
                    _("%(uid)s: is in the file twice; the entry with the newer version counts.")
                    % {"uid": shorten(event.uid, 100)}
                )
            event = max(other, event, key=lambda entry: (entry.sequence, entry is event))
        self.by_uid[event.uid] = event

    def _join(self) -> None:
        known = {uid: some for uid, some in self.parts.items() if uid not in self.lost_series}
        self.unnamed += join_series(
            self.file, self.by_uid.values(), known, self.zones, self.now, self.deadline
        )

    def _read_or_refuse(self, number: int, component: Component) -> CalendarEvent | None:
        properties = read_properties(component)
        title = shorten(one_line(ical_text.plain(text_of(properties, "SUMMARY")[:2000])), 200)
        try:
            return _event(component, properties, title, self.zones)
        except Unreadable as problem:
            reason = str(problem)
        uid = one_line(text_of(properties, "UID")[:1000])
        name = uid or title or _("event %(number)s of the file") % {"number": number}
        self._refuse(Outcome(Action.REJECTED, name, title, reason=reason))
        if "RECURRENCE-ID" not in properties:
            self.lost_series.add(uid)
        return None

    def _refuse(self, outcome: Outcome) -> None:
        if len(self.file.refused) < MAX_REFUSED:
            self.file.refused.append(outcome)
        else:
            self.unnamed += 1


def _is_another(event: CalendarEvent, other: CalendarEvent) -> bool:
    """Whether two entries with one UID are no versions of one event, against 3.8.4.7."""
    return (
        event.sequence == other.sequence
        and event.starts_at != other.starts_at
        and event.title != other.title
    )


def _begins(component: Component) -> bytes:
    match = _BEGINS.search(component.source.upper, component.begin, component.end)
    return match[2] if match and match[1] else b"9" if match else b""


def _event(component: Component, properties: Properties, title: str, zones: Zones) -> CalendarEvent:
    if not component.is_complete:
        raise Unreadable(_("The event is not complete: “END:VEVENT” is missing."))
    usual = component.calendar.get("X-WR-TIMEZONE", "")
    zones.fallback, zones.unknown = known_zone(usual) if usual else None, []
    period = read_period(
        moment_of(properties, "DTSTART"),
        moment_of(properties, "DTEND"),
        text_of(properties, "DURATION").strip(),
        zones,
        usual,
    )
    remarks = [
        _("The time zone “%(name)s” is unknown; %(zone)s was taken instead.")
        % {"name": name, "zone": (zones.fallback or zones.default).key}
        for name in dict.fromkeys(zones.unknown)
    ]
    uid = external_id(text_of(properties, "UID"), title, period.starts_at)
    description = _description(properties)
    if not title:
        title = title_of(description.get("description", ""))
        remarks.append(_("The title (SUMMARY) is missing."))
    values: dict[str, object] = {
        "title": title,
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "all_day": period.all_day,
        "time_zone": period.time_zone,
        "summary": ical_text.summarise(description.get("description", ""), title),
        **description,
        **_where(properties, remarks),
        **_position(properties, remarks),
    }
    if status := _status(properties, component.calendar):
        values["status"] = status
    if note := shorten(one_line(ical_text.plain(text_of(properties, "COMMENT"))), 300):
        values["status_note"] = note
    return CalendarEvent(
        uid=uid,
        sequence=_sequence(properties),
        starts_at=period.starts_at,
        values=values,
        tags=_tags(properties),
        remarks=remarks,
        is_private=text_of(properties, "CLASS").strip().upper() in {"PRIVATE", "CONFIDENTIAL"},
        repeats=_repeats(properties, period, zones),
    )


def _repeats(properties: Properties, period: Period, zones: Zones) -> Repeats:
    if not any(text_of(properties, name).strip() for name in RECURRING):
        return Repeats(period.zone)
    named = moment_of(properties, "RECURRENCE-ID")
    if named and period.all_day:  # some programs name a day by its midnight, wherever that is
        named = replace(named, value=_MIDNIGHT.sub("", named.value.strip()))
    return Repeats(
        period.zone,
        rules=[found.raw for found in properties.get("RRULE", ()) if found.raw.strip()],
        excluded_rules=[found.raw for found in properties.get("EXRULE", ()) if found.raw.strip()],
        extra=moments_of(properties, "RDATE"),
        excluded=moments_of(properties, "EXDATE"),
        recurrence_id=read_moment(named, zones) if named else None,
        this_and_future=bool(named) and properties["RECURRENCE-ID"][0].range == "THISANDFUTURE",
    )


def _description(properties: Properties) -> dict[str, str]:
    name = "DESCRIPTION" if text_of(properties, "DESCRIPTION").strip() else "X-ALT-DESC"
    text = ical_text.without_link(
        ical_text.plain(text_of(properties, name)), text_of(properties, "URL")
    )
    is_given = "DESCRIPTION" in properties or name in properties
    return {"description": text} if is_given else {}


def _where(properties: Properties, remarks: list[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    if location := text_of(properties, "LOCATION").strip():
        place = ical_text.read_place(location)
        values = {name: getattr(place, name) for name in place.__slots__}
    for name in ("CONFERENCE", "URL"):
        if not (given := text_of(properties, name).strip()):
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
    if not (given := text_of(properties, "GEO").strip()):
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
    status = text_of(properties, "STATUS").strip().upper()
    if status == "CANCELLED" or calendar.get("METHOD", "").upper() == "CANCEL":
        return "cancelled"
    if (own := text_of(properties, "X-HUB-STATUS").strip().lower()) in {"moved", "postponed"}:
        return own
    return "scheduled" if status in {"CONFIRMED", "TENTATIVE"} else ""


def _sequence(properties: Properties) -> int:
    text = text_of(properties, "SEQUENCE").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _tags(properties: Properties) -> list[str]:
    words = (
        shorten(one_line(word), 60)
        for found in properties.get("CATEGORIES", ())
        for word in read_list(found.raw)
    )
    return list({word.casefold(): word for word in words if word}.values())[:MAX_TAGS]
