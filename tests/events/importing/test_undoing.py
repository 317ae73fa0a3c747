"""A whole run is taken back, as far as nobody has worked on its events since."""

import pytest

from events.models import Event
from tests.events.calendars import vevent
from tests.events.importing.partner import first_import, make_source, partner, run, told
from tests.events.registration.people import registered
from tests.factories import make_topic

pytestmark = [pytest.mark.usefixtures("english"), pytest.mark.django_db]
TWO = [vevent("CATEGORIES:Alt", uid=str(n), title=f"Abend {n}") for n in (1, 2)]


@pytest.fixture
def here():
    with partner() as there:
        there.shows(*TWO)
        yield there


@pytest.fixture
def source(here):
    return make_source(address=here.url)


def undo(done):
    undoing = run(done.source, purpose="undo", undoes=done)
    done.refresh_from_db()
    return undoing


def event(uid):
    return Event.objects.get(external_id=uid)


def test_new_events_are_withdrawn_and_the_next_run_is_a_dry_run(source):
    done = first_import(source)
    undoing = undo(done)
    assert (undoing.state, told(undoing), done.state) == ("done", {"undone": 2}, "undone")
    assert Event.objects.live().count() == 0
    again = run(source)
    assert (again.purpose, told(again)) == ("trial", {"new": 2})
    assert Event.objects.live().count() == 0


def test_events_of_an_undone_run_come_back_as_the_same_records(source):
    done = first_import(source)
    before = set(Event.objects.values_list("pk", flat=True))
    undo(done)
    assert told(first_import(source)) == {"new": 2}
    assert set(Event.objects.live().values_list("pk", flat=True)) == before


def test_changed_events_get_their_values_back(source, here):
    topic = make_topic(title="Neu")
    first_import(source)
    here.shows(TWO[0], vevent("CATEGORIES:Neu", "URL:https://example.org", uid="2", title="Nacht"))
    done = run(source)
    assert event("2").title == "Nacht"
    assert [topic] == list(event("2").topics.all())
    assert told(undo(done)) == {"undone": 1}
    found = event("2")
    assert (found.title, found.registration_url) == ("Abend 2", "")
    assert (list(found.topics.all()), list(found.tags.names())) == ([], ["Alt"])
    assert told(first_import(source)) == {"changed": 1, "unchanged": 1}
    assert event("2").title == "Nacht"


def test_what_people_have_edited_since_stays_and_is_named(source, here):
    first_import(source)
    here.shows(TWO[0], vevent("URL:https://example.org", uid="2", title="Nacht"))
    done = run(source)
    edited = event("2")
    edited.title = "Unsere Nacht"
    edited.save()
    undoing = undo(done)
    assert told(undoing) == {"kept": 1}
    line = undoing.entries.get()
    assert line.conflicts == {"title": ["Unsere Nacht", "Abend 2"]}
    assert line.reason
    assert (event("2").title, event("2").registration_url) == ("Unsere Nacht", "")


def test_a_new_event_that_somebody_has_edited_is_not_withdrawn(source):
    done = first_import(source)
    edited = event("1")
    edited.venue = "Schloss"
    edited.save()
    assert told(undo(done)) == {"undone": 1, "kept": 1}
    assert [found.external_id for found in Event.objects.live()] == ["1"]


def test_dates_of_a_series_come_back(source, here):
    weekly = ["RRULE:FREQ=WEEKLY;COUNT=3"]
    here.shows(vevent(*weekly, "EXDATE:20260617T180000", uid="1"))
    first_import(source)
    here.shows(vevent(*weekly, uid="1"))
    done = run(source)
    assert event("1").occurrences.count() == 3
    undo(done)
    assert event("1").occurrences.count() == 2


def test_an_undoing_that_was_broken_off_goes_on(source):
    done = first_import(source)
    half = run(source, purpose="undo", undoes=done)
    half.entries.filter(uid="2").delete()
    type(half).objects.filter(pk=half.pk).update(state="queued")
    from tests.events.importing.partner import perform

    assert told(perform(half)) == {"undone": 2}


def test_an_event_that_people_are_registered_for_stays(source):
    done = first_import(source)
    registered(event("1"))
    undoing = undo(done)
    assert event("1").live
    assert not event("2").live
    assert "Dafür sind Menschen angemeldet" in undoing.entries.get(uid="1").reason
