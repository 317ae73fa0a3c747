"""A calendar file of one event or of one of its dates, as the public feed names them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar

from events.icalendar import component
from events.icalendar.series import ChangedDate, Dates
from events.models import CalendarEntry, Event
from hub.http import absolute
from search.outputs.calendar import END, components
from search.registry import CalendarItem

BEGIN = "BEGIN:VEVENT\r\n"


def calendar_text(bookable: Any, language: str) -> str:
    """METHOD:PUBLISH with the UID and the SEQUENCE of the feed; empty for what is not public.

    `bookable` has `event`, `date`, `recurrence_id` and `is_cancelled`. One date of a series is the
    component that stands for it alone (RECURRENCE-ID). Of events that are joined the file names the
    one that lists and feeds show, so that whoever has it from there has it once.
    """
    event, recurrence_id = bookable.event.told_by, bookable.recurrence_id
    if event != bookable.event and recurrence_id is not None:
        has_it = event.occurrences.filter(recurrence_id=recurrence_id).exists()
        event = event if has_it else bookable.event
    entry = CalendarEntry.objects.public().filter(event=event).first()
    if entry is None:
        return ""
    if bookable.recurrence_id is None:
        body, zone = (entry.body_en if language == "en" else entry.body_de), entry.time_zone
    else:
        body, zone = _one_date(event, bookable, entry, language)
    if not body:
        return ""
    owner = event.owner if event.owner and event.owner.live else None
    organiser = owner and component.Organiser(owner.headline, absolute(owner.get_absolute_url()))
    text = component.entry(body, entry.version(), organiser, tuple(entry.categories[language]))
    return _head(language) + components([CalendarItem(text, zone)], set()) + END


def _one_date(event: Event, bookable: Any, entry: CalendarEntry, language: str) -> tuple[str, str]:
    date = bookable.date
    zone = ZoneInfo(str(event.recurrence().zone))
    are_days = date.all_day

    def written(moment):
        local = moment.astimezone(zone)
        return local.date() if are_days else local

    recurrence_id = bookable.recurrence_id.astimezone(zone)
    is_of_days = event.all_day and event.are_days(event.starts_at, event.ends_at)
    change = ChangedDate(
        recurrence_id.date() if is_of_days else recurrence_id,
        written(date.starts_at),
        written(date.ends_at),
        bookable.is_cancelled and event.status != Event.Status.POSTPONED,
        date.note,
        *((date.change.title, date.change.venue, date.change.online_url) if date.change else ()),
    )
    dates = Dates(start=change.start, end=change.end, changed=[change])
    address = absolute(event.url_in(language))
    both = component.body(event, dates, uid=entry.uid, address=address, language=language)
    return BEGIN + both.rpartition(BEGIN)[2], dates.time_zone


def _head(language: str) -> str:
    drawn = Calendar()
    drawn.add("prodid", f"-//Regional hub//Registration//{language.upper()}")
    drawn.add("version", "2.0")
    drawn.add("calscale", "GREGORIAN")
    drawn.add("method", "PUBLISH")
    drawn.add("x-wr-timezone", settings.TIME_ZONE)
    return drawn.to_ical().decode().removesuffix(END)
