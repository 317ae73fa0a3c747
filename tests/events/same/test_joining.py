"""Joined events: one is public, the other leads there, and all of it can be undone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from events.icalendar.date_file import calendar_text
from events.models import CalendarEntry, Event, SameEvent
from events.registration.dates import find, whole
from events.same.joining import better_main, join, keep_apart
from search.outbox import all_ids, work_off
from tests.constraints import breaks
from tests.events.calendars import calendar, import_events, vevent
from tests.factories import make_event, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
START = datetime(2031, 3, 4, 17, tzinfo=UTC)


def fresh(event):
    return Event.objects.get(pk=event.pk)


def public():
    return set(Event.objects.live().values_list("title", flat=True))


def make(title, **fields):
    return make_event(title=title, starts_at=START, **fields)


@pytest.fixture
def pair():
    """The event of the chamber and the same one of the university."""
    chamber, university = make_organisation(title="Kammer"), make_organisation(title="Uni")
    return make("Gründertag", owner=chamber), make("Gründertag Kassel", owner=university)


def test_one_stays_public_and_the_page_of_the_other_leads_there(client, pair):
    main, other = pair
    join(main=main, other=other)
    work_off()
    assert public() == {"Gründertag"}
    assert f"event:{other.pk}" not in all_ids()
    answer = client.get(other.get_absolute_url())
    assert (answer.status_code, answer.url) == (302, main.get_absolute_url())
    page = client.get(main.get_absolute_url()).content.decode()
    assert "Auch gemeldet von" in page
    assert "Uni" in page
    listed = client.get(reverse("event_list")).content.decode()
    assert other.get_absolute_url() not in listed
    assert main.get_absolute_url() in listed
    month = client.get(reverse("event_month", args=["2031-03"])).content.decode()
    assert "Gründertag Kassel" not in month
    assert "Gründertag" in month


def test_parting_brings_the_other_back_and_is_remembered(client, pair):
    main, other = pair
    found = join(main=main, other=other)
    keep_apart(pair=found, user=None)
    assert public() == {"Gründertag", "Gründertag Kassel"}
    assert client.get(other.get_absolute_url()).status_code == 200
    assert "Auch gemeldet von" not in client.get(main.get_absolute_url()).content.decode()
    assert SameEvent.objects.get().verdict == "different"
    assert f"event:{other.pk}" in all_ids()


def test_calendars_keep_the_name_of_each_with_the_content_of_the_main_one(client, pair):
    main, other = pair
    names = dict(CalendarEntry.objects.values_list("event", "uid"))
    join(main=main, other=other)
    assert dict(CalendarEntry.objects.values_list("event", "uid")) == names
    work_off()
    url = reverse("event_list") + "kalender.ics"
    listed = client.get(url).content.decode()
    assert listed.count("BEGIN:VEVENT") == 1
    assert names[main.pk] in listed
    assert "CANCELLED" not in listed
    own = client.get(reverse("event_calendar", args=[other.slug])).content.decode()
    assert f"UID:{names[other.pk]}" in own
    assert "SUMMARY:Gründertag\r\n" in own
    assert "CANCELLED" not in own


def test_who_has_the_file_of_the_other_hears_of_changes_and_of_parting(client, pair):
    main, other = pair
    join(main=main, other=other)
    before = CalendarEntry.objects.get(event=other).sequence
    main.status = "cancelled"
    main.save()
    entry = CalendarEntry.objects.get(event=other)
    assert "STATUS:CANCELLED" in entry.body_de
    assert entry.sequence == before + 1
    keep_apart(pair=SameEvent.objects.get(), user=None)
    entry = CalendarEntry.objects.get(event=other)
    assert "SUMMARY:Gründertag Kassel" in entry.body_de
    assert entry.sequence == before + 2


def test_two_joins_in_a_chain_are_parted_one_by_one():
    first, second, third = make("A"), make("B"), make("C")
    join(main=second, other=first)
    join(main=third, other=second)
    assert public() == {"C"}
    assert {fresh(first).joined_to, fresh(second).joined_to} == {third}
    keep_apart(pair=SameEvent.objects.get(main=third, other=second), user=None)
    assert public() == {"B", "C"}
    assert fresh(first).joined_to == second


def test_groups_are_joined_by_their_tops_and_never_in_a_circle():
    first, second, third = make("A"), make("B"), make("C")
    join(main=first, other=second)
    join(main=third, other=second)  # which is told by the first one
    assert public() == {"C"}
    assert join(main=second, other=third) is None
    assert public() == {"C"}
    assert SameEvent.objects.count() == 2


def test_joined_to_a_draft_an_event_stays_public_until_the_draft_is():
    draft, other = make("Entwurf", live=False), make("Öffentlich")
    join(main=draft, other=other)
    assert public() == {"Öffentlich"}
    draft.save_revision().publish()
    assert public() == {"Entwurf"}
    assert f"event:{other.pk}" not in all_ids()
    fresh(draft).unpublish()
    assert public() == {"Öffentlich"}
    assert "STATUS:CANCELLED" not in CalendarEntry.objects.get(event=other).body_de


def test_publishing_a_revision_from_before_does_not_part():
    main, other = make("Kammer"), make("Uni Kassel")
    revision = other.save_revision()
    join(main=main, other=other)
    revision.publish()
    assert public() == {"Kammer"}


def test_without_the_main_one_the_others_stay_together():
    main, second, third = make("A"), make("B"), make("C")
    join(main=main, other=second)
    join(main=main, other=third)
    fresh(main).delete()
    assert public() == {"B"}
    assert fresh(third).joined_to == second
    fresh(second).delete()
    assert public() == {"C"}


def test_without_the_one_in_the_middle_the_last_stays_joined():
    first, second, third = make("A"), make("B"), make("C")
    join(main=second, other=first)
    join(main=third, other=second)
    fresh(second).delete()
    assert public() == {"C"}
    assert fresh(first).joined_to == third


def test_deleted_in_bulk_the_main_one_leaves_the_others_public():
    main, other = make("A"), make("B")
    join(main=main, other=other)
    Event.objects.filter(pk=main.pk).delete()
    assert public() == {"B"}
    call_command("rebuild_index")
    assert f"event:{other.pk}" in all_ids()


def test_an_import_brings_the_hidden_one_up_to_date_and_makes_no_second():
    organisation = make_organisation(slug="uni")
    take = {"organisation": organisation, "zone": timezone.get_default_timezone(), "now": START}
    file = calendar(vevent("LOCATION:Aula", start="DTSTART:20310304T180000"))
    import_events(file, **take)
    hidden, main = Event.objects.get(), make("Sommerabend der Kammer")
    join(main=main, other=hidden)
    changed = calendar(vevent("LOCATION:Mensa", start="DTSTART:20310304T180000"))
    report = import_events(changed, **take)
    assert report.counts()["changed"] == 1
    assert Event.objects.count() == 2
    assert (fresh(hidden).venue, fresh(hidden).joined_to) == ("Mensa", main)
    assert public() == {"Sommerabend der Kammer"}


def test_the_better_one_tells_of_both():
    typed, imported = make("A"), make("B", source_name="ics:x", external_id="1")
    draft = make("C", live=False)
    assert better_main(imported, typed) == (typed, imported)
    assert better_main(draft, imported) == (imported, draft)


def test_the_database_knows_the_rules():
    first, second, third = make("A"), make("B"), make("C")
    SameEvent.objects.create(main=first, other=second, verdict="same")
    with breaks("events_sameevent_pair"):
        SameEvent.objects.create(main=second, other=first)
    with breaks("events_sameevent_one_main"):
        SameEvent.objects.create(main=third, other=second, verdict="same")
    with breaks("events_sameevent_two_events"):
        SameEvent.objects.create(main=third, other=third)
    with breaks("events_sameevent_verdict"):
        SameEvent.objects.create(main=third, other=first, verdict="vielleicht")


def test_the_file_of_somebody_registered_names_the_event_that_lists_show(pair):
    main, other = pair
    join(main=main, other=other)
    other = fresh(other)
    text = calendar_text(whole(other), "de")
    assert text.count("BEGIN:VEVENT") == 1
    assert f"UID:{main.calendar_entry.uid}" in text
    assert "SUMMARY:Gründertag\r\n" in text


def test_the_file_of_a_date_names_the_event_that_lists_show_if_that_has_the_date(pair):
    main, other = pair
    for event in pair:
        event.recurrence_rules = "FREQ=WEEKLY;COUNT=2"
        event.save()
    join(main=main, other=other)
    date = find(fresh(other), START)
    assert f"UID:{main.calendar_entry.uid}" in calendar_text(date, "de")
    main.recurrence_rules = ""
    main.save()
    date = find(fresh(other), START + timedelta(weeks=1))
    assert f"UID:{other.calendar_entry.uid}" in calendar_text(date, "de")
