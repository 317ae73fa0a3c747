from events.models.date_change import DateChange
from events.models.event import Event, EventQuerySet, EventTag
from events.models.occurrence import Occurrence

__all__ = ["DateChange", "Event", "EventQuerySet", "EventTag", "Occurrence"]
