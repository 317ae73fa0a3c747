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
    start, end = record.local_start.isoformat(), record.local_end.isoformat()
    if record.all_day:
        start, end = record.local_start.date().isoformat(), record.last_day.isoformat()
    return compact(
        {
            "@context": CONTEXT,
            "@type": KINDS.get(record.kind, "Event"),
            "@id": address,
            "url": address,
            "name": record.headline,
            "description": record.lead,
            "inLanguage": record.language,
            "startDate": start,
            "endDate": end,
            "eventStatus": f"{CONTEXT}/{STATUS[record.status]}",
            "eventAttendanceMode": f"{CONTEXT}/{ATTENDANCE[record.attendance_mode]}",
            "location": _locations(record, address),
            "organizer": references(record.organisers(), absolute=absolute),
            "audience": audience(record),
            "isAccessibleForFree": None if record.price is None else record.price == 0,
            "offers": _offer(record),
        }
    )


def _locations(record, address):
    found = []
    if record.attendance_mode != Event.AttendanceMode.ONLINE:
        found.append(place(record, name=record.venue))
    if record.attendance_mode != Event.AttendanceMode.OFFLINE:
        url = record.online_url or record.registration_url or address
        found.append({"@type": "VirtualLocation", "url": url})
    return [location for location in found if location]


def _offer(record):
    availability = "InStock" if record.registration_is_open else ""
    return offer(
        record.price,
        url=record.registration_url,
        availability=availability and f"{CONTEXT}/{availability}",
        validThrough=record.registration_until.isoformat() if record.registration_until else "",
    )
