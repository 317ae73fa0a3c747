from events.icalendar.entries import CalendarEntry
from events.models.date_change import DateChange
from events.models.event import Event, EventQuerySet, EventTag
from events.models.occurrence import Occurrence
from events.models.registration import Registration, RegistrationList, RegistrationMail
from events.models.registration_settings import RegistrationQuestion

__all__ = [
    "CalendarEntry",
    "DateChange",
    "Event",
    "EventQuerySet",
    "EventTag",
    "Occurrence",
    "Registration",
    "RegistrationList",
    "RegistrationMail",
    "RegistrationQuestion",
]
