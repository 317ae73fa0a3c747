from events.icalendar.entries import CalendarEntry
from events.models.date_change import DateChange
from events.models.event import Event, EventTag
from events.models.event_queryset import EventQuerySet
from events.models.event_source import EventMapping, EventSource, ImportedEvent
from events.models.import_run import ImportEntry, ImportFile, ImportRun
from events.models.material import Material
from events.models.occurrence import Occurrence
from events.models.registration import Registration, RegistrationList, RegistrationMail
from events.models.registration_settings import RegistrationQuestion
from events.models.same_event import SameEvent

__all__ = [
    "CalendarEntry",
    "DateChange",
    "Event",
    "EventMapping",
    "EventQuerySet",
    "EventSource",
    "EventTag",
    "ImportEntry",
    "ImportFile",
    "ImportRun",
    "ImportedEvent",
    "Material",
    "Occurrence",
    "Registration",
    "RegistrationList",
    "RegistrationMail",
    "RegistrationQuestion",
    "SameEvent",
]
