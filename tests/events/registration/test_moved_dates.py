"""A source puts a series elsewhere while people are registered for its dates."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from events.date_code import date_code
from events.models import DateChange, Event, RegistrationList
from events.registration import care, dates, moved_dates
from tests.events.calendars import vevent
from tests.events.importing.partner import first_import, make_source, partner, run
from tests.events.registration.people import join, people_of, person, status, subjects

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
NOW = timezone.now()
FIRST = (timezone.localtime() + timedelta(days=30)).replace(
    tzinfo=None, hour=18, minute=0, second=0, microsecond=0
)


def date(week, *, days=0, hour=18):
    """The moment of a date of the series by the clock of Kassel."""
    wall = FIRST + timedelta(weeks=week, days=days)
    return wall.replace(hour=hour, tzinfo=BERLIN)


def series(*lines, days=0, hour=18, count=4):
    start = date(0, days=days, hour=hour)
    end = start.replace(hour=hour + 2)
    rule = f"RRULE:FREQ=WEEKLY;COUNT={count}"
    return vevent(
        rule, f"DTEND:{end:%Y%m%dT%H%M%S}", *lines, start=f"DTSTART:{start:%Y%m%dT%H%M%S}"
    )


@pytest.fixture
def here():
    with partner() as there:
        there.shows(series())
        yield there


@pytest.fixture
def source(here, mailoutbox):
    """Anna is registered for the first date, Bert for the second."""
    source = make_source(address=here.url)
    first_import(source)
    event = Event.objects.get()
    event.registration_mode = "dates"
    event.save()
    join(event, "anna", at=NOW, recurrence_id=date(0))
    join(event, "bert", at=NOW, recurrence_id=date(1))
    subjects(mailoutbox, at=NOW)
    return source


def ids():
    rows = RegistrationList.objects.order_by("recurrence_id")
    return [row.recurrence_id for row in rows]


def settle(mailoutbox):
    care.look_after_all()
    told = subjects(mailoutbox, at=timezone.now())
    return sorted((name, subject.split(":")[0]) for name, subject in told)


@pytest.mark.parametrize("moved", [{"days": 1}, {"days": -2, "hour": 9}])
def test_registrations_go_with_their_dates_and_everybody_is_told(source, here, mailoutbox, moved):
    here.shows(series(**moved))
    run(source)
    assert ids() == [date(0, **moved), date(1, **moved)]
    told = settle(mailoutbox)
    assert [name for name, _subject in told] == ["anna", "bert"]
    assert {subject for _name, subject in told} == {"Geändert"}
    assert {status("anna"), status("bert")} == {"registered"}
    assert settle(mailoutbox) == []


def test_undoing_the_run_takes_them_back(source, here):
    here.shows(series(days=1))
    moved = run(source)
    run(source, purpose="undo", undoes=moved)
    assert ids() == [date(0), date(1)]


def test_a_date_that_stays_keeps_its_people(source, here, mailoutbox):
    here.shows(series(days=7, count=3))
    line = run(source).entries.get()
    assert line.reason == "Für Termine, die es nicht mehr gibt, sind Menschen angemeldet: 1."
    assert ids() == [date(0), date(1)]  # nobody is sent on to the date of others
    assert settle(mailoutbox) == []


def lose(source, here):
    """The source takes the first date away."""
    here.shows(series(f"EXDATE:{FIRST:%Y%m%dT%H%M%S}"))
    run(source)
    return people_of(Event.objects.get(), date(0))


def test_a_date_that_is_gone_is_asked_about_and_nobody_is_called_off(
    source, here, mailoutbox, client, admin_client
):
    people = lose(source, here)
    assert settle(mailoutbox) == []
    assert dates.is_undecided(people)
    page = client.get(person("anna").url("detail")).content.decode()
    assert "steht noch nicht fest" in page
    assert "fällt aus" not in page
    lists = admin_client.get(reverse("registration_admin_event", args=[people.event_id]))
    assert lists.content.decode().count("bitte entscheiden") == 1
    page = admin_client.get(address(people, "people")).content.decode()
    assert "nicht mehr" in page
    assert page.count("<option") == 2  # the third and the fourth date


def address(people, view):
    code = date_code(people.recurrence_id)
    return reverse(f"registration_admin_{view}", args=[people.event_id, code])


def test_the_organiser_says_where_it_is_now(source, here, mailoutbox, admin_client):
    people = lose(source, here)
    second, third = (date_code(date(week).astimezone(UTC)) for week in (1, 2))
    admin_client.post(address(people, "lost"), {"to": second})  # has people of its own
    assert ids()[0] == date(0)
    answer = admin_client.post(address(people, "lost"), {"to": third}, follow=True)
    assert "Anna" in answer.content.decode()
    assert ids() == [date(1), date(2)]
    assert [name for name, _subject in settle(mailoutbox)] == ["anna"]
    assert not moved_dates.move(people=people, recurrence_id=date(3))


def test_the_organiser_calls_it_off(source, here, mailoutbox, admin_client):
    people = lose(source, here)
    admin_client.post(address(people, "lost"))
    assert settle(mailoutbox) == [("anna", "Findet nicht statt")]
    people.refresh_from_db()
    assert not dates.is_undecided(people)
    assert not care.call_off(people=people)


def test_what_people_here_exclude_does_not_take_place(source, here, mailoutbox):
    event = Event.objects.get()
    event.date_changes = [DateChange(recurrence_id=date(0), kind="excluded")]
    event.save()
    assert settle(mailoutbox) == [("anna", "Findet nicht statt")]
