"""What search knows about events."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.documents import (
    Format,
    Funding,
    body,
    in_both,
    iso,
    listing_fields,
    listing_records,
    owner_title,
    position,
)
from events import feeds
from events.models import Event
from search import registry
from search.documents import Document

FORMATS = {
    Event.AttendanceMode.OFFLINE: [Format.ONSITE],
    Event.AttendanceMode.ONLINE: [Format.ONLINE],
    # Whoever looks for one of the two ways can take part.
    Event.AttendanceMode.MIXED: [Format.ONSITE, Format.ONLINE, Format.HYBRID],
}
# What people type for a kind; German, because it is searched, never shown.
KIND_KEYWORDS = {
    Event.Kind.TALK: "Vortrag",
    Event.Kind.WORKSHOP: "Workshop",
    Event.Kind.CONSULTATION_DAY: "Sprechtag Beratungstag Beratung",
    Event.Kind.NETWORKING: "Treffen Stammtisch Netzwerktreffen",
    Event.Kind.FAIR: "Messe",
    Event.Kind.WEBINAR: "Webinar Online-Seminar",
    Event.Kind.CONFERENCE: "Tagung Konferenz",
    Event.Kind.COMPANY_VISIT: "Betriebsbesichtigung Firmenbesuch",
    Event.Kind.COMPETITION: "Wettbewerb",
}


def register():
    registry.register(
        registry.DocumentType(
            name="event",
            label=_("Event"),
            label_plural=_("Events"),
            model=Event,
            records=records,
            build=build,
            card_template="events/event_card.html",
            list_url_name="event_list",
            facets=("topic", "kind", "audience", "format", "funding", "organisation"),
            sorts=("date", "name", "newest"),
            default_sort="date",
            current=current_records,
            depends_on={
                "directory.organisation": ("owner", "further_organisers"),
                "directory.topic": ("topics", "topics__parent"),
                "events.occurrence": ("occurrences",),
            },
            calendar=registry.Calendar(items=feeds.items, withdrawn=feeds.withdrawn),
        )
    )
    registry.register_choices("kind", Event.Kind)


def current_records():
    return records().upcoming()


def records():
    return listing_records(Event, "further_organisers", "occurrences")


def build(record, *, now=None):
    date = _occurrence(record, now or timezone.now())
    facets = {
        "kind": [record.kind],
        "format": FORMATS[record.attendance_mode],
        "language": [record.language],
        "funding": _funding(record),
    }
    words = ["Veranstaltung Termin", KIND_KEYWORDS[record.kind], record.place, record.venue]
    return Document(
        **listing_fields(record, organisers=record.organisers(), facets=facets, words=words),
        body=body(record.description, record.status_note, record.price_note),
        **position(record),
        place="" if record.attendance_mode == Event.AttendanceMode.ONLINE else record.place,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        expires_at=date.ends_at,
        is_available=not record.is_cancelled,
        card=_card(record, date),
    )


def _occurrence(record, now):
    """The next date that is not over, else the last; the event itself has the same fields."""
    dates = sorted(record.occurrences.all(), key=lambda date: date.starts_at)
    coming = [date for date in dates if date.ends_at >= now]
    return next(iter(coming or dates[-1:]), record)


def _funding(record):
    if record.price is None:
        return []
    return [Funding.PAID if record.price else Funding.FREE]


def _card(record, date):
    zone = ZoneInfo(record.time_zone)
    start, end = date.starts_at.astimezone(zone), date.ends_at.astimezone(zone)
    is_online = record.attendance_mode == Event.AttendanceMode.ONLINE
    return {
        "kind": in_both(Event.Kind(record.kind)),
        "first_day": iso(start.date()),
        "last_day": iso(record.last_day),
        "starts": "" if record.all_day else f"{start:%H:%M}",
        "ends": "" if record.all_day or end == start else f"{end:%H:%M}",
        "status": record.status,
        "status_note": record.status_note,
        "language": record.language,
        "place": "" if is_online else record.place,
        "venue": "" if is_online else record.venue,
        "is_online": record.attendance_mode != Event.AttendanceMode.OFFLINE,
        "price": None if record.price is None else str(record.price),
        "owner": owner_title(record),
    }
