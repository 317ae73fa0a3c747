"""New events that are written together: the same rows as one by one, in a few queries for all."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from taggit.models import Tag
from wagtail.models import ReferenceIndex

from directory.importing.bulk_insert import note_references, tags_named
from events.importing.executing import Executing
from events.importing.ical_file import read_calendar
from events.importing.records import import_calendar
from events.models import CalendarEntry, Event, ImportedEvent, ImportRun, Occurrence
from search.models import IndexRequest
from tests.events.calendars import calendar, vevent
from tests.events.importing.partner import make_source
from tests.factories import make_event, make_municipality, make_organisation, make_topic

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACE = "LOCATION:Stadthalle, Holger-Börner-Platz 1, 34119 Kassel"
SERIES = [
    vevent("RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE:20260617T180000", PLACE, uid="series"),
    vevent(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260701T180000",
        uid="series",
        start="DTSTART:20260701T190000",
    ),
]
PARTS = [
    *SERIES,
    vevent(PLACE, "CATEGORIES:Energie,Netzwerk", "DTEND:20260610T200000", uid="a"),
    vevent("CATEGORIES:energie", "LOCATION:Online", "URL:https://zoom.us/j/1", uid="b"),
    vevent(uid="c", start="DTSTART;VALUE=DATE:20260610", title="Straßenfest"),
    vevent("CLASS:PRIVATE", uid="d", title="Geheim"),
]


def read(*parts):
    return read_calendar(calendar(*parts), BERLIN, now=NOW)


@pytest.fixture
def organisation():
    make_municipality(name="Kassel", postcodes="34117 34119")
    return make_organisation(title="IHK Beispiel", slug="ihk-beispiel")


def take(file, organisation):
    return import_calendar(file, organisation=organisation, now=NOW).counts()


def broken(file, uid):
    """The file with an event that only the database refuses."""
    events = [
        replace(event, values=event.values | {"price": Decimal(-1)}) if event.uid == uid else event
        for event in file.events
    ]
    return replace(file, events=events)


def execute(source, file):
    run = ImportRun.objects.create(source=source, purpose="import", trigger="person")
    work = Executing(run, file, NOW, dry_run=False, hold=lambda: None)
    work.look()
    work.execute()
    ImportRun.objects.filter(pk=run.pk).update(state="done")
    return work


def test_saving_one_of_them_afterwards_changes_nothing(organisation):
    assert take(read(*PARTS), organisation)["new"] == 5
    dates, entries = list(Occurrence.objects.values()), list(CalendarEntry.objects.values())
    assert len(dates) == 9
    assert len(entries) == 4  # a draft has none
    for event in Event.objects.all():
        before = Event.objects.filter(pk=event.pk).values().get()
        event.save()
        after = Event.objects.filter(pk=event.pk).values().get()
        assert before | {"updated_at": None} == after | {"updated_at": None}
    assert list(Occurrence.objects.values()) == dates
    assert list(CalendarEntry.objects.values()) == entries


def test_everything_that_belongs_to_an_event_is_written_with_it(organisation):
    take(read(*PARTS), organisation)
    events = {event.external_id: event for event in Event.objects.all()}
    assert set(events["a"].tags.names()) == {"Energie", "Netzwerk"}
    assert events["a"].municipality.short_name == "Kassel"
    assert events["a"].calendar_entry.uid == "a"
    assert events["series"].date_changes.count() == 2
    moved = events["series"].occurrences.filter(change__this_and_future=True)
    assert [date.local_start.hour for date in moved] == [19, 19, 19]
    assert not events["d"].live
    requests = set(IndexRequest.objects.values_list("document_id", flat=True))
    assert requests >= {f"event:{event.pk}" for event in events.values()}


def test_a_tag_is_one_in_whatever_case(organisation):
    Tag.objects.create(name="ENERGIE")
    take(read(*PARTS), organisation)
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["ENERGIE", "Netzwerk"]
    assert tags_named(["Straße", "Strasse", "energie"]).keys() == {"straße", "strasse", "energie"}


def test_equal_titles_get_addresses_of_their_own(organisation):
    make_event(title="Abend")
    titles = ["Abend", "Abend", "Abend 2", "Monat", "Übung", "Abend"]
    take(read(*[vevent(uid=str(n), title=title) for n, title in enumerate(titles)]), organisation)
    imported = Event.objects.exclude(external_id="").order_by("pk")
    slugs = ["abend-2", "abend-3", "abend-2-2", "monat-2", "uebung", "abend-4"]
    assert list(imported.values_list("slug", flat=True)) == slugs


def test_a_hundred_events_take_few_queries(organisation):
    parts = [vevent(PLACE, "CATEGORIES:Energie", uid=str(n), title="Abend") for n in range(100)]
    with CaptureQueriesContext(connection) as captured:
        assert take(read(*parts), organisation)["new"] == 100
    assert len(captured) < 80
    source = make_source(kind="ics_file", organisation=organisation)
    file = read(*[vevent(PLACE, "CATEGORIES:Energie", uid=f"s{n}") for n in range(100)])
    with CaptureQueriesContext(connection) as captured:
        execute(source, file)
    assert source.imported_events.count() == 100
    assert len(captured) < 90


def test_one_that_the_database_refuses_loses_none_of_the_others(organisation):
    parts = [vevent("CATEGORIES:Energie", uid=str(n), title="Abend") for n in range(5)]
    counts = take(broken(read(*parts), "2"), organisation)
    assert (counts["new"], counts["rejected"]) == (4, 1)
    assert list(Event.objects.values_list("external_id", flat=True)) == ["0", "1", "3", "4"]
    assert Occurrence.objects.count() == CalendarEntry.objects.count() == 4
    assert Event.objects.filter(tags__name="Energie").count() == 4


def test_a_source_loses_none_of_the_others_either(organisation):
    source = make_source(kind="ics_file", organisation=organisation)
    parts = [vevent("CATEGORIES:Energie", uid=str(n), title="Abend") for n in range(5)]
    work = execute(source, broken(read(*parts), "2"))
    lines = work.run.entries.order_by("pk")
    actions = [("0", "new"), ("1", "new"), ("2", "rejected"), ("3", "new"), ("4", "new")]
    assert list(lines.values_list("uid", "action")) == actions
    assert all(line.event for line in lines if line.action == "new")
    assert source.imported_events.filter(event__external_id__in="0134").count() == 4
    assert not work.is_settled
    execute(source, read(*parts))
    assert Event.objects.count() == ImportedEvent.objects.count() == 5


def test_topics_of_a_source_come_with_its_new_events(organisation):
    topic = make_topic(title="Energie")
    source = make_source(kind="ics_file", organisation=organisation)
    execute(source, read(vevent("CATEGORIES:Energie,Eigenes", uid="a"), vevent(uid="b")))
    event = Event.objects.get(external_id="a")
    assert list(event.topics.all()) == [topic]
    assert list(event.tags.names()) == ["Eigenes"]
    assert event.imported_from.get().seen["topics"] == [topic.pk]


def test_what_is_broken_off_leaves_nothing_of_a_batch(organisation):
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        take(read(*PARTS), organisation)
        raise KeyboardInterrupt
    assert not Event.objects.exists()
    assert not IndexRequest.objects.filter(document_id__startswith="event:").exists()
    assert not DBTaskResult.objects.filter(task_path=note_references.module_path).exists()


def test_wagtail_knows_what_they_refer_to(organisation):
    take(read(*PARTS), organisation)
    (task,) = DBTaskResult.objects.filter(task_path=note_references.module_path)
    note_references.call(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
    assert ReferenceIndex.get_references_to(organisation).count() == 5


def test_changes_of_now_are_those_of_the_import(organisation):
    before = timezone.now()
    take(read(*PARTS), organisation)
    entry = CalendarEntry.objects.first()
    assert before <= entry.changed_at <= timezone.now()
    assert entry.sequence == 0
