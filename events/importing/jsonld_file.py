"""Events of a partner's web page, in the words of schema.org, as plain events.

Nothing is read that names a person (organizer, performer).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from directory.importing.report import Action, Outcome
from directory.importing.text import one_line, shorten
from events.importing import ical_text
from events.importing.calendar_file import MAX_EVENTS, MAX_REFUSED, CalendarEvent, CalendarFile
from events.importing.entry import external_id, join_series, period_of, title_of
from events.importing.ical_time import Moment, Unreadable, Zones
from events.importing.iso_time import read_iso
from events.importing.jsonld_nodes import (
    Node,
    Nodes,
    find_nodes,
    is_event,
    many,
    term,
    text_of,
    types_of,
    unprefixed,
)
from events.importing.jsonld_schedule import read_schedule
from events.importing.repeats import Repeats

MAX_TAGS = 20
STATUS = {
    "EventScheduled": "scheduled",
    "EventMovedOnline": "scheduled",
    "EventRescheduled": "moved",
    "EventPostponed": "postponed",
    "EventCancelled": "cancelled",
}
MODES = {
    "OfflineEventAttendanceMode": "offline",
    "OnlineEventAttendanceMode": "online",
    "MixedEventAttendanceMode": "mixed",
}


def read_page(data: bytes, zone: ZoneInfo, *, now: datetime) -> CalendarFile:
    """All events of a page or JSON file; raises FileProblem when it has none."""
    nodes = find_nodes(data)
    return _Reader(nodes, Zones(zone), now).read()


class _Reader:
    """Reads the events of one page; each stands or falls alone."""

    def __init__(self, nodes: Nodes, zones: Zones, now: datetime) -> None:
        self.nodes, self.zones, self.now = nodes, zones, now
        self.file = CalendarFile(remarks=list(nodes.broken), is_whole=nodes.is_whole)
        self.read_ones: list[CalendarEvent] = []
        self.parts: dict[int, list[CalendarEvent]] = {}  # by the id() of their series

    def read(self) -> CalendarFile:
        waiting = list(self.nodes.events)
        if len(waiting) > MAX_EVENTS:
            self.file.is_whole = False
            self.file.remarks.append(
                _("The page has %(count)s events; only the first %(limit)s were read.")
                % {"count": len(waiting), "limit": MAX_EVENTS}
            )
        for number, node in enumerate(waiting[:MAX_EVENTS], start=1):
            self._take(number, node)
        parts = self._named_apart()
        join_series(self.file, self.read_ones, parts, self.zones, self.now)
        return self.file

    def _take(self, number: int, node: Node) -> None:
        title = shorten(one_line(ical_text.plain(text_of(node.get("name"))[:2000])), 200)
        try:
            self._read_event(node, title)
        except (Unreadable, OverflowError) as problem:
            if len(self.file.refused) < MAX_REFUSED:
                number_only = _("event %(number)s of the file") % {"number": number}
                name = _given_id(node) or title or number_only
                reason = str(problem)
                self.file.refused.append(Outcome(Action.REJECTED, name, title, reason=reason))

    def _read_event(self, node: Node, title: str) -> None:
        inner = [unprefixed(self.nodes.follow(one)) for one in many(node.get("subEvent"))]
        inner = [one for one in inner if is_event(one)]
        is_series = "EventSeries" in types_of(node) or not node.get("startDate")
        dates = inner if is_series else []
        schedules = [unprefixed(self.nodes.follow(one)) for one in many(node.get("eventSchedule"))]
        if schedules and not (is_series and dates):
            event = self._scheduled(node, schedules[0], title)
        elif dates:
            event = self._series(node, dates, title)
        else:
            event = self._event(node, title)
        self.read_ones.append(event)
        for number, one in enumerate([] if is_series else inner[:500], start=1):
            self._take(number, one)

    def _event(self, node: Node, title: str, repeats: Repeats | None = None) -> CalendarEvent:
        start, end = read_iso("startDate", node.get("startDate")), None
        if start is None:
            raise Unreadable(_("The start (%(name)s) is missing.") % {"name": "startDate"})
        if text_of(node.get("endDate")).strip():
            end = read_iso("endDate", node.get("endDate"))
        starts_at, ends_at, all_day = period_of(
            start, end, text_of(node.get("duration")), self.zones.default
        )
        description = ical_text.plain(text_of(node.get("description"))[:40_000])
        remarks = [] if title else [_("The title (%(name)s) is missing.") % {"name": "name"}]
        values: dict[str, Any] = {
            "title": title or title_of(description),
            "starts_at": starts_at,
            "ends_at": ends_at,
            "all_day": all_day,
            "time_zone": self.zones.default.key,
            "summary": ical_text.summarise(description, title),
            **({"description": description} if description else {}),
            **_where(node, self.nodes),
            **_registration(node, self.nodes),
        }
        if status := STATUS.get(term(node.get("eventStatus"))):
            values["status"] = status
        return CalendarEvent(
            uid=external_id(_given_id(node), title, starts_at),
            sequence=0,
            starts_at=starts_at,
            values=values,
            tags=_tags(node),
            remarks=remarks,
            repeats=repeats or Repeats(self.zones.default),
        )

    def _scheduled(self, node: Node, schedule: Node, title: str) -> CalendarEvent:
        """An event that a Schedule repeats."""
        times, repeats = read_schedule(schedule, node, self.zones.default)
        return self._event(node | times, title, repeats)

    def _series(self, node: Node, dates: list[Node], title: str) -> CalendarEvent:
        """An event with several dates that are written out."""
        parts = list[CalendarEvent]()
        for one in dates[:1999]:
            own = shorten(one_line(ical_text.plain(text_of(one.get("name"))[:2000])), 200) or title
            parts.append(self._event({**_inherited(node), **one}, own))
        parts.sort(key=lambda part: part.starts_at)
        first = parts[0]
        event = self._event({**node, **_times_of(first)}, title or first.title)
        event.uid = external_id(_given_id(node), title, event.starts_at)
        event.repeats = Repeats(self.zones.default, extra=[_extra(part) for part in parts[1:]])
        for part in parts:
            part.repeats = Repeats(self.zones.default, recurrence_id=_day_or_time(part))
        self.parts[id(event)] = [part for part in parts if _differs(part, event)]
        return event

    def _named_apart(self) -> dict[str, list[CalendarEvent]]:
        """One address for several events is no name of any; gives the parts of series by UID."""
        counts = Counter(event.uid for event in self.read_ones)
        for event in self.read_ones:
            if counts[event.uid] > 1:
                event.uid = shorten(f"{event.uid} {event.starts_at:%Y%m%dT%H%M%SZ}", 255)
        self.read_ones = list({event.uid: event for event in self.read_ones}.values())
        return {
            event.uid: self.parts[id(event)]
            for event in self.read_ones
            if self.parts.get(id(event))
        }


def _times_of(event: CalendarEvent) -> Node:
    """The times of an event as its page would say them."""
    zone = ZoneInfo(event.values["time_zone"])
    start, end = (event.values[name].astimezone(zone) for name in ("starts_at", "ends_at"))
    if event.values["all_day"]:
        last = end.date() - timedelta(days=1)
        return {"startDate": start.date().isoformat(), "endDate": last.isoformat()}
    return {"startDate": start.isoformat(), "endDate": end.isoformat()}


def _day_or_time(event: CalendarEvent) -> date:
    if event.values["all_day"]:
        return event.starts_at.astimezone(ZoneInfo(event.values["time_zone"])).date()
    return event.starts_at


def _extra(event: CalendarEvent) -> Moment:
    """A further date in the spelling of an RDATE."""
    if event.values["all_day"]:
        return Moment("RDATE", f"{_day_or_time(event):%Y%m%d}")
    start, end = (event.values[name].astimezone(UTC) for name in ("starts_at", "ends_at"))
    return Moment("RDATE", f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}")


def _inherited(node: Node) -> Node:
    """What a date has of its series where it does not say otherwise."""
    names = ("name", "description", "location", "eventAttendanceMode", "offers", "url")
    return {name: node[name] for name in names if name in node}


def _differs(part: CalendarEvent, event: CalendarEvent) -> bool:
    names = ("title", "venue", "place", "street", "online_url", "description")
    return part.values.get("status") == "cancelled" or any(
        part.values.get(name) != event.values.get(name) for name in names
    )


def _given_id(node: Node) -> str:
    """identifier, @id or url; an @id that begins with “_:” holds only within the page."""
    for name in ("identifier", "@id", "url"):
        given = one_line(text_of(node.get(name))[:1000])
        if given and not given.startswith(("_:", "#")):
            return given
    return ""


def _where(node: Node, nodes: Nodes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    online_url, is_online = "", False
    for one in many(node.get("location"))[:20]:
        place = unprefixed(nodes.follow(one))
        if "VirtualLocation" in types_of(place):
            is_online = True
            online_url = online_url or ical_text.web_address(text_of(place.get("url")))
        elif not found:
            found = _place(place, nodes) if place else _place_of_text(text_of(one))
            is_online = is_online or found.get("attendance_mode") == "online"
            online_url = online_url or found.get("online_url", "")
    if not (found or is_online):
        mode = MODES.get(term(node.get("eventAttendanceMode")))
        return {"attendance_mode": mode} if mode else {}
    is_somewhere = bool(found.get("venue") or found.get("place") or found.get("street"))
    guess = "mixed" if is_somewhere and is_online else "online" if is_online else "offline"
    mode = MODES.get(term(node.get("eventAttendanceMode")), guess)
    address = {name: found.get(name, "") for name in ("venue", "street", "postcode", "place")}
    position = {name: found[name] for name in ("latitude", "longitude") if name in found}
    return {**address, **position, "online_url": online_url, "attendance_mode": mode}


def _place_of_text(text: str) -> dict[str, Any]:
    place = ical_text.read_place(text)
    return {name: getattr(place, name) for name in place.__slots__}


def _place(node: Node, nodes: Nodes) -> dict[str, Any]:
    """A Place with its PostalAddress, or such an address alone."""
    given = next(iter(many(node.get("address"))), None)
    if "PostalAddress" in types_of(node):
        given = node
    address = unprefixed(nodes.follow(given))
    name = "" if given is node else one_line(text_of(node.get("name"))[:400])
    if not address:
        found = _place_of_text(", ".join(filter(None, (name, text_of(given)[:2000]))))
    else:
        postcode = one_line(text_of(address.get("postalCode"))[:40])
        found = {
            "venue": shorten(name, 160),
            "street": shorten(one_line(text_of(address.get("streetAddress"))[:400]), 160),
            "postcode": postcode if re.fullmatch(r"\d{5}", postcode) else "",
            "place": shorten(one_line(text_of(address.get("addressLocality"))[:400]), 120),
        }
    geo = unprefixed(nodes.follow(node.get("geo")))
    try:
        latitude, longitude = float(geo["latitude"]), float(geo["longitude"])
    except (KeyError, TypeError, ValueError):
        return found
    if -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude or longitude):
        found |= {"latitude": latitude, "longitude": longitude}
    return found


def _registration(node: Node, nodes: Nodes) -> dict[str, Any]:
    """Price in euros, and where to register: at the offer, else at the event's own page."""
    values: dict[str, Any] = {}
    prices, address = set[Decimal](), ""
    for one in many(node.get("offers"))[:50]:
        offer = unprefixed(nodes.follow(one))
        address = address or ical_text.web_address(text_of(offer.get("url")))
        if text_of(offer.get("priceCurrency")).strip().upper() not in {"", "EUR"}:
            continue
        price = _price(text_of(offer.get("price")) or text_of(offer.get("lowPrice")))
        prices |= set() if price is None else {price}
    if node.get("isAccessibleForFree") in {True, "true", "True", "http://schema.org/True"}:
        prices.add(Decimal(0))
    if prices:
        values["price"] = min(prices)
        values["price_note"] = _("or more, depending on the offer") if len(prices) > 1 else ""
    if address := address or ical_text.web_address(text_of(node.get("url"))):
        values["registration_url"] = address
    return values


def _price(text: str) -> Decimal | None:
    try:
        price = Decimal(text.strip()[:20].replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return price if 0 <= price < 1_000_000 else None


def _tags(node: Node) -> list[str]:
    given = many(node.get("keywords"))
    words = [word for one in given[:50] for word in text_of(one)[:4000].split(",")]
    cleaned = (shorten(one_line(word), 60) for word in words)
    return list({word.casefold(): word for word in cleaned if word}.values())[:MAX_TAGS]
