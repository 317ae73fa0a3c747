from events.icalendar.entries import CalendarEntry
from events.models.date_change import DateChange
from events.models.event import Event, EventQuerySet, EventTag
from events.models.occurrence import Occurrence
from events.models.same_event import SameEvent

__all__ = [
    "CalendarEntry",
    "DateChange",
    "Event",
    "EventQuerySet",
    "EventTag",
    "Occurrence",
    "SameEvent",
]
