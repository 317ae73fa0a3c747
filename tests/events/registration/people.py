"""Events that take registrations, and people who register."""

from datetime import UTC, datetime, timedelta

from events.models import Event, Registration, RegistrationList
from events.registration import actions, dates, sending
from tests.factories import make_event

NOW = datetime(2031, 5, 5, 10, 0, tzinfo=UTC)  # a Monday
START = NOW + timedelta(days=30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def make_bookable(**fields):
    """An event in thirty days, for which one registers here, once."""
    minimum = {"registration_mode": "once", "starts_at": START, "title": "Werkstattabend"}
    return make_event(**(minimum | fields))


def make_series(**fields):
    """Three evenings, Wednesdays at 18:00 in Kassel, each registered for."""
    starts_at = datetime(2031, 6, 4, 16, 0, tzinfo=UTC)
    rules = "FREQ=WEEKLY;COUNT=3"
    minimum = {"registration_mode": "dates", "starts_at": starts_at, "recurrence_rules": rules}
    return make_bookable(**(minimum | fields))


def bookable(event, recurrence_id=None):
    """What one registers for, as it is in the database."""
    return dates.find(Event.objects.get(pk=event.pk), recurrence_id)


def ask(event, name="anna", *, at=NOW, recurrence_id=None):
    """Fill in the form; gives how it ended."""
    return actions.register(
        bookable=bookable(event, recurrence_id),
        email=f"{name}@example.org",
        details={"name": name.title(), "organisation": "", "answers": []},
        consent="Ja.",
        language="de",
        at=at,
    )


def person(name="anna"):
    return Registration.objects.select_related("people__event").get(email=f"{name}@example.org")


def join(event, name="anna", *, at=NOW, recurrence_id=None):
    """Register and confirm."""
    ask(event, name, at=at, recurrence_id=recurrence_id)
    actions.confirm(registration=person(name), at=at)
    return person(name)


def status(name):
    found = Registration.objects.filter(email=f"{name}@example.org").first()
    return found.status if found else None


def people_of(event, recurrence_id=None):
    return RegistrationList.objects.get(event=event, recurrence_id=recurrence_id)


def mails(mailoutbox, *, at=NOW):
    """What is sent now, as (name of the recipient, message)."""
    mailoutbox.clear()
    sending.send_due(at=at)
    return [(mail.to[0].partition("@")[0], mail) for mail in mailoutbox]


def subjects(mailoutbox, *, at=NOW):
    return [(name, mail.subject) for name, mail in mails(mailoutbox, at=at)]


def registered(event, name="anna"):
    """Somebody who is registered, whatever the event says about registration."""
    times = {"starts_at": event.starts_at, "ends_at": event.ends_at, "told": {}}
    people, _new = RegistrationList.objects.get_or_create(event=event, defaults=times)
    return Registration.objects.create(
        people=people, name=name, email=f"{name}@example.org", status="registered"
    )
