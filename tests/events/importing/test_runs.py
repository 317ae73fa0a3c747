"""Runs of a source: a dry run first, then only what has changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.importing import ical_file, records, runs
from events.importing.actions import ask, discard, take_over
from events.models import Event, ImportedEvent, ImportFile, ImportRun
from search.models import IndexRequest
from tests.events.calendars import calendar, vevent
from tests.events.importing.partner import (
    PERSON,
    accept,
    first_import,
    make_source,
    partner,
    run,
    told,
)
from tests.events.registration.people import registered
from tests.factories import make_event, make_topic

pytestmark = [pytest.mark.usefixtures("english"), pytest.mark.django_db]
THREE = [vevent(uid=f"{n}@example.org", title=f"Abend {n}") for n in (1, 2, 3)]


@pytest.fixture
def here():
    with partner() as there:
        there.shows(*THREE)
        yield there


@pytest.fixture
def source(here):
    return make_source(address=here.url)


def test_the_first_run_is_a_dry_run_and_nothing_is_public(source):
    trial = run(source)
    assert (trial.state, trial.purpose, told(trial)) == ("waiting", "trial", {"new": 3})
    assert [line.title for line in trial.entries.all()] == ["Abend 1", "Abend 2", "Abend 3"]
    assert not Event.objects.exists()
    assert not ImportedEvent.objects.exists()


def test_taking_over_imports_what_was_shown_and_forgets_the_file(source, here):
    trial = run(source)
    here.shows()  # what the partner says meanwhile does not matter
    done = accept(trial)
    assert (done.state, done.purpose, told(done)) == ("done", "import", {"new": 3})
    assert Event.objects.live().count() == 3
    event = Event.objects.get(external_id="1@example.org")
    assert (event.owner, event.source) == (source.organisation, "import")
    assert not ImportFile.objects.exists()
    source.refresh_from_db()
    assert source.confirmed_at


def test_a_dry_run_that_is_not_taken_over_leaves_nothing(source):
    trial = run(source)
    assert discard(run=trial)
    assert not discard(run=trial)
    assert not take_over(run=trial, person=None)
    assert not ImportFile.objects.exists()
    assert run(source).purpose == "trial"


def test_a_run_without_a_change_writes_no_event(source, django_assert_max_num_queries):
    first_import(source)
    source.forget_content()
    before = list(Event.objects.values())
    IndexRequest.objects.all().delete()
    run(source)  # the digests were forgotten, too
    with django_assert_max_num_queries(45):
        again = run(source)
    assert told(again) == {"unchanged": 3}
    assert list(Event.objects.values()) == before
    assert not IndexRequest.objects.exists()


def test_the_server_is_asked_whether_anything_has_changed(source, here):
    here.etag = '"v1"'
    first_import(source)
    again = run(source)
    assert 'If-None-Match: "v1"' in here.server.requests[-1]
    assert (again.state, told(again)) == ("done", {"unchanged": 3})
    assert again.entries.count() == 0


def test_changes_are_shown_field_by_field(source, here):
    first_import(source)
    here.shows(*THREE[1:], vevent("LOCATION:Schloss", uid="1@example.org", title="Sommerabend"))
    changed = run(source)
    assert told(changed) == {"changed": 1, "unchanged": 2}
    line = changed.entries.get()
    assert line.fields["title"] == ["Abend 1", "Sommerabend"]
    assert line.fields["venue"] == ["", "Schloss"]
    event = Event.objects.get(external_id="1@example.org")
    assert (event.title, event.venue) == ("Sommerabend", "Schloss")


def test_rejected_events_are_named_and_the_others_taken(source, here):
    here.shows(THREE[0], vevent(uid="kaputt", start="DTSTART:nie"))
    trial = run(source)
    assert told(trial) == {"new": 1, "rejected": 1}
    assert told(accept(trial)) == {"new": 1, "rejected": 1}
    assert "DTSTART" in trial.entries.get(uid="kaputt").reason


def test_what_the_source_keeps_private_is_never_published(source, here):
    here.shows(THREE[0], vevent("CLASS:PRIVATE", uid="privat"))
    done = first_import(source)
    assert "Entwurf" in done.entries.get(uid="privat").reason
    assert [event.external_id for event in Event.objects.live()] == ["1@example.org"]
    here.shows(vevent("CLASS:PRIVATE", uid="1@example.org"), vevent(uid="privat"))
    run(source)
    assert not Event.objects.live().exists()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "jsonld",
            b'<html><script type="application/ld+json">{"@context": "https://schema.org", '
            b'"@type": "Event", "@id": "https://example.org/e/1", "name": "Abend am Markt", '
            b'"startDate": "2026-06-10T18:00:00+02:00"}</script></html>',
        ),
        ("csv_address", b"Titel;Beginn\nAbend am Markt;10.06.2026 18:00\n"),
    ],
)
def test_web_pages_and_tables_are_sources_too(here, kind, body):
    source = make_source(kind=kind, address=here.url)
    here.body = body
    assert told(first_import(source)) == {"new": 1}
    source.forget_content()
    assert told(run(source)) == {"unchanged": 1}
    assert Event.objects.live().get().title == "Abend am Markt"


def test_what_becomes_private_is_told_and_stays_where_people_are_registered(source, here):
    first_import(source)
    registered(Event.objects.get(external_id="1@example.org"))
    here.shows(
        *(vevent("CLASS:PRIVATE", uid=f"{n}@example.org", title=f"Abend {n}") for n in (1, 2)),
        THREE[2],
    )
    changed = run(source)
    assert told(changed) == {"changed": 2, "unchanged": 1}
    reasons = dict(changed.entries.values_list("uid", "reason"))
    assert "registriert" in reasons["1@example.org"] or "angemeldet" in reasons["1@example.org"]
    assert "privat" in reasons["2@example.org"]
    live = Event.objects.live().order_by("external_id").values_list("external_id", flat=True)
    assert list(live) == ["1@example.org", "3@example.org"]


def test_an_event_that_was_not_read_has_not_vanished(source, here, monkeypatch):
    first_import(source)
    monkeypatch.setattr(ical_file, "MAX_EVENTS", 1)
    monkeypatch.setattr(runs, "read", ical_here)  # in this process, where the limit is ours
    here.shows(*reversed(THREE))
    assert told(run(source)) == {"unchanged": 1}
    assert not ImportedEvent.objects.exclude(missing_since=None).exists()


def ical_here(data, *, kind, zone, now):
    return ical_file.read_calendar(data, zone, now=now)


def test_events_that_were_imported_before_there_was_a_source_come_only_once(source, here):
    old = make_event(
        owner=source.organisation,
        source_name=records.source_name(source.organisation),
        external_id="1@example.org",
    )
    first_import(source)
    assert Event.objects.count() == 3
    old.refresh_from_db()
    assert (old.title, old.source_name) == ("Abend 1", source.source_name)


def test_a_deleted_event_does_not_come_back(source, here):
    first_import(source)
    Event.objects.get(external_id="1@example.org").delete()
    here.shows(*THREE[1:], vevent(uid="1@example.org", title="Wieder da"))
    assert told(run(source)) == {"skipped": 1, "unchanged": 2}
    assert Event.objects.count() == 2


def test_an_event_that_an_editor_has_locked_is_looked_at_again(source, here):
    first_import(source)
    Event.objects.filter(external_id="1@example.org").update(locked=True)
    here.shows(*THREE[1:], vevent(uid="1@example.org", title="Später"))
    assert told(run(source)) == {"skipped": 1, "unchanged": 2}
    Event.objects.update(locked=False)
    assert told(run(source)) == {"changed": 1, "unchanged": 2}


def test_only_one_run_of_a_source_at_a_time(source):
    assert ask(source=source, trigger=PERSON)
    assert ask(source=source, trigger=PERSON) is None
    assert ask(source=make_source(address="https://example.org/a.ics"), trigger=PERSON)
    assert ImportRun.objects.active().count() == 2


def test_an_uploaded_file_is_a_dry_run_every_time(db):
    source = make_source(kind="ics_file")
    trial = run(source, upload=calendar(*THREE))
    assert (trial.purpose, told(accept(trial))) == ("trial", {"new": 3})
    again = run(source, upload=calendar(*THREE))
    assert (again.purpose, again.state) == ("trial", "waiting")
    newer = run(source, upload=calendar(*THREE[:2]))
    again.refresh_from_db()
    assert (again.state, newer.state) == ("discarded", "waiting")
    assert ImportFile.objects.count() == 1


def test_a_series_is_imported_with_its_dates(source, here):
    here.shows(vevent("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260617T180000", uid="serie"))
    first_import(source)
    assert Event.objects.get().occurrences.count() == 2
    here.shows(vevent("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260624T180000", uid="serie"))
    line = run(source).entries.get()
    assert list(line.fields) == ["date_changes"]
    days = [date.local_start.day for date in Event.objects.get().occurrences.all()]
    assert days == [10, 17]


def test_categories_become_topics_by_name_and_can_be_mapped(source, here):
    make_topic(title="Netzwerk")
    digital = make_topic(title="Digitalisierung")
    here.shows(vevent("CATEGORIES:Netzwerk,EDV,Intern", uid="1@example.org"))
    first_import(source)
    event = Event.objects.get()
    assert [topic.title for topic in event.topics.all()] == ["Netzwerk"]
    assert sorted(event.tags.names()) == ["EDV", "Intern"]
    source.mappings.filter(text="EDV").update(use="mapped", topic=digital)
    source.mappings.filter(text="Intern").update(use="left_out")
    source.forget_content()
    assert told(run(source)) == {"changed": 1}
    event = Event.objects.get()
    assert sorted(topic.title for topic in event.topics.all()) == ["Digitalisierung", "Netzwerk"]
    assert list(event.tags.names()) == []


def test_what_a_category_means_here_goes_before_a_kind_of_that_name(source, here):
    here.shows(vevent("CATEGORIES:Messe", uid="1@example.org"))
    topic = make_topic(title="Messewesen")
    source.mappings.create(kind="topic", text="Messe", use="mapped", topic=topic)
    first_import(source)
    event = Event.objects.get(external_id="1@example.org")
    assert (list(event.topics.all()), event.kind) == ([topic], "talk")


def test_a_place_without_postcode_is_asked_and_then_known(source, here):
    here.shows(vevent("LOCATION:Haus 3, Raum 12", uid="1@example.org"))
    trial = run(source)
    row = source.mappings.get(kind="place")
    assert (row.text, row.use) == ("Haus 3, Raum 12", "")
    row.use, row.venue, row.postcode, row.place = "mapped", "Haus 3", "34117", "Kassel"
    row.save()
    accept(trial)
    event = Event.objects.get()
    assert (event.venue, event.postcode, event.place) == ("Haus 3", "34117", "Kassel")
    source.forget_content()
    assert told(run(source)) == {"unchanged": 1}


def test_an_import_confirms_what_its_source_still_names(source, here):
    first_import(source)
    checked = set(Event.objects.values_list("confirmed_on", "confirmed_by"))
    assert checked == {(timezone.localdate(), source.organisation.title)}
    long_ago = timezone.localdate() - timedelta(days=9)
    Event.objects.update(confirmed_on=long_ago)
    here.shows(*THREE[:2])
    run(source)
    run(source)  # nothing has changed since, and that confirms them too
    found = dict(Event.objects.values_list("external_id", "confirmed_on"))
    assert found["3@example.org"] == long_ago
    assert found["1@example.org"] == found["2@example.org"] == timezone.localdate()
