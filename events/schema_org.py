"""An event in the words of schema.org."""

from directory.schema_org import (
    CONTEXT,
    audience,
    compact,
    offer,
    place,
    references,
)
from events.models import Event
from events.registration import dates

STATUS = {
    Event.Status.SCHEDULED: "EventScheduled",
    Event.Status.MOVED: "EventRescheduled",
    Event.Status.POSTPONED: "EventPostponed",
    Event.Status.CANCELLED: "EventCancelled",
}
ATTENDANCE = {
    Event.AttendanceMode.OFFLINE: "OfflineEventAttendanceMode",
    Event.AttendanceMode.ONLINE: "OnlineEventAttendanceMode",
    Event.AttendanceMode.MIXED: "MixedEventAttendanceMode",
}
KINDS = {
    Event.Kind.WORKSHOP: "EducationEvent",
    Event.Kind.WEBINAR: "EducationEvent",
    Event.Kind.TALK: "EducationEvent",
    Event.Kind.NETWORKING: "SocialEvent",
    Event.Kind.FAIR: "ExhibitionEvent",
}


def event(record, *, absolute):
    """An Event; days only for an all-day event, whose last day is included."""
    address = absolute(record.get_absolute_url())
    programme = record.programme
    series = programme.is_series and programme.coming
    start, end = _times(programme.next)
    return compact(
        {
            "@context": CONTEXT,
            "@type": "EventSeries" if series else KINDS.get(record.kind, "Event"),
            "@id": address,
            "url": address,
            "name": record.headline,
            "description": record.lead,
            "inLanguage": record.language,
            "startDate": start,
            "endDate": "" if series else end,
            "eventStatus": f"{CONTEXT}/{STATUS[record.status]}",
            "eventAttendanceMode": f"{CONTEXT}/{ATTENDANCE[record.attendance_mode]}",
            "location": _locations(record, address),
            "organizer": references(record.organisers(), absolute=absolute),
            "audience": audience(record),
            "isAccessibleForFree": None if record.price is None else record.price == 0,
            "offers": _offer(record, absolute),
            "subEvent": [_date(record, date, address) for date in programme.shown if series],
        }
    )


def _times(date):
    if date.all_day:
        return date.local_start.date().isoformat(), date.last_day.isoformat()
    return date.local_start.isoformat(), date.local_end.isoformat()


def _date(record, date, address):
    """One date of a series, with what is different about it."""
    start, end = _times(date)
    status = "EventScheduled"
    if date.is_cancelled or record.is_cancelled:
        status = "EventCancelled"
    elif date.is_moved:
        status = "EventRescheduled"
    return compact(
        {
            "@type": KINDS.get(record.kind, "Event"),
            "name": date.title,
            "startDate": start,
            "endDate": end,
            "previousStartDate": date.series_start.isoformat() if date.is_moved else "",
            "eventStatus": f"{CONTEXT}/{status}",
            "eventAttendanceMode": f"{CONTEXT}/{ATTENDANCE[record.attendance_mode]}",
            "location": _locations(record, address, venue=date.venue),
            "description": date.note,
        }
    )


def _locations(record, address, venue=""):
    found = []
    if record.attendance_mode != Event.AttendanceMode.ONLINE:
        found.append(place(record, name=venue or record.venue))
    if record.attendance_mode != Event.AttendanceMode.OFFLINE:
        url = record.online_url or record.registration_url or address
        found.append({"@type": "VirtualLocation", "url": url})
    return [location for location in found if location]


def _offer(record, absolute):
    if record.registers_here:
        return _own_offer(record, absolute)
    availability = "InStock" if record.registration_is_open else ""
    return offer(
        record.price,
        url=record.registration_url,
        availability=availability and f"{CONTEXT}/{availability}",
        validThrough=record.registration_until.isoformat() if record.registration_until else "",
    )


def _own_offer(record, absolute):
    """Places that the hub itself gives away; of a series, those of the first date to be had."""
    rows = dates.overview(record)
    found = [row for row in rows if row[1].is_open] or rows
    if not found:
        return None
    standing = found[0][1]
    availability = "InStock" if standing.has_place else "SoldOut" if standing.is_full else ""
    return offer(
        record.price,
        url=absolute(dates.address_of(record, None)),
        availability=availability and f"{CONTEXT}/{availability}",
        validThrough=standing.closes_at.isoformat(),
        validFrom=standing.opens_at.isoformat() if standing.opens_at else "",
    )
