"""What search knows about events."""

from datetime import timedelta

from django.db.models import Prefetch
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
from events.models import Event, Occurrence
from search import registry
from search.documents import Document

FORMATS = {
    Event.AttendanceMode.OFFLINE: [Format.ONSITE],
    Event.AttendanceMode.ONLINE: [Format.ONLINE],
    # Whoever looks for one of the two ways can take part.
    Event.AttendanceMode.MIXED: [Format.ONSITE, Format.ONLINE, Format.HYBRID],
}
MAX_RUN = 31  # days of one date of a series that are looked at
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
                "events.event": ("joined_to",),
            },
            calendar=registry.Calendar(
                keys=feeds.keys, items=feeds.items, withdrawn=feeds.withdrawn
            ),
        )
    )
    registry.register_choices("kind", Event.Kind)


def current_records():
    return records().upcoming()


def records():
    further = Prefetch("further_organisers", to_attr="further_list")
    # Joined, because thousands of changes are more than SQLite takes as a list.
    dates = Prefetch("occurrences", Occurrence.objects.select_related("change"), to_attr="dates")
    return listing_records(Event, further, dates)


def build(record, *, now=None):
    date, others = _next_date(record, now or timezone.now())
    facets = {
        "kind": [record.kind],
        "format": FORMATS[record.attendance_mode],
        "language": [record.language],
        "funding": _funding(record),
    }
    words = ["Veranstaltung Termin", KIND_KEYWORDS[record.kind], record.place, record.venue]
    return Document(
        **listing_fields(
            record, organisers=[record.owner, *record.further_list], facets=facets, words=words
        ),
        body=body(record.description, record.status_note, record.price_note),
        **position(record),
        place="" if record.attendance_mode == Event.AttendanceMode.ONLINE else record.place,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        further_days=sorted({day for other in others for day in _days(record, other)}),
        expires_at=max([date.ends_at, *(other.ends_at for other in others)]),
        is_available=not record.is_cancelled,
        card=_card(record, date, len(others)),
    )


def _next_date(record, now):
    """The next date that is not over, else the last, and the others that are like it.

    Cancelled dates count only where there is no other; without dates the event itself has the
    same fields.
    """
    dates = [date for date in record.dates if not date.is_cancelled] or record.dates
    coming = [date for date in dates if date.ends_at >= now]
    if coming:
        return coming[0], coming[1:]
    return (dates[-1], dates[:-1]) if dates else (record, [])


def _days(record, date):
    first, last = timezone.localtime(date.starts_at).date(), record.last_day_of(date)
    return [first + timedelta(days=n) for n in range(min((last - first).days, MAX_RUN) + 1)]


def _funding(record):
    if record.price is None:
        return []
    return [Funding.PAID if record.price else Funding.FREE]


def _card(record, date, others):
    start, end = date.local_start, date.local_end
    is_online = record.attendance_mode == Event.AttendanceMode.ONLINE
    return {
        "kind": in_both(Event.Kind(record.kind)),
        "first_day": iso(start.date()),
        "last_day": iso(date.last_day),
        "starts": "" if date.all_day else f"{start:%H:%M}",
        "ends": "" if date.all_day or end == start else f"{end:%H:%M}",
        "further_dates": others,
        "status": record.status,
        "status_note": record.status_note,
        "language": record.language,
        "place": "" if is_online else record.place,
        "venue": "" if is_online else date.venue,
        "is_online": record.attendance_mode != Event.AttendanceMode.OFFLINE,
        "price": None if record.price is None else str(record.price),
        "owner": owner_title(record),
    }
