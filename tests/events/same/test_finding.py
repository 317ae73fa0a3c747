"""How events that may be the same are found."""

from datetime import UTC, datetime, timedelta

import pytest

from events.models import Event, SameEvent
from events.same.finding import find_same_events, to_compare
from events.same.joining import keep_apart
from tests.factories import make_event, make_organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 3, 1, tzinfo=UTC)
START = datetime(2031, 3, 4, 17, tzinfo=UTC)


def make(title="KI im Handwerk", **fields):
    return make_event(title=title, **({"starts_at": START} | fields))


def verdicts():
    return {(pair.main.title, pair.other.title): pair.verdict for pair in SameEvent.objects.all()}


def test_the_same_from_two_sources_is_joined_and_named_as_the_work_of_the_hub():
    make("KI im Handwerk", owner=make_organisation())
    make("Handwerk im KI", source_name="ics:uni", external_id="1")
    assert find_same_events(now=NOW) == 2
    pair = SameEvent.objects.get()
    assert (pair.verdict, pair.decided_by) == ("same", None)
    assert Event.objects.live().count() == 1
    assert find_same_events(now=NOW) == 0


def test_an_event_that_takes_registrations_is_hidden_by_nobody_but_people():
    make("KI im Handwerk", owner=make_organisation(), registration_mode="once")
    make("Handwerk im KI", source_name="ics:uni", external_id="1", registration_mode="once")
    find_same_events(now=NOW)
    assert list(verdicts().values()) == ["proposed"]
    assert Event.objects.live().count() == 2


def test_the_one_that_takes_registrations_is_the_one_to_see():
    make("Handwerk im KI", owner=make_organisation())
    make("KI im Handwerk", source_name="ics:uni", external_id="1", registration_mode="once")
    find_same_events(now=NOW)
    assert list(verdicts()) == [("KI im Handwerk", "Handwerk im KI")]
    assert Event.objects.live().get().registers_here


def test_what_is_alike_is_proposed_once():
    make("KI im Handwerk")
    make("KI im Handwerk: ein Abend für Betriebe")
    find_same_events(now=NOW)
    assert list(verdicts().values()) == ["proposed"]
    Event.objects.update(compared_at=None)
    find_same_events(now=NOW)
    assert SameEvent.objects.count() == 1
    assert Event.objects.live().count() == 2


def test_a_proposal_goes_when_the_events_part_by_themselves():
    event = make("KI im Handwerk", venue="Kammer")
    make("KI im Handwerk", venue="Rathaus")
    find_same_events(now=NOW)
    assert SameEvent.objects.proposed().exists()
    event = Event.objects.get(pk=event.pk)
    event.starts_at += timedelta(days=2)
    event.ends_at += timedelta(days=2)
    event.save()
    find_same_events(now=NOW)
    assert not SameEvent.objects.exists()


def test_what_the_hub_has_joined_is_parted_when_one_is_moved():
    make("KI im Handwerk", owner=make_organisation())
    other = make("KI im Handwerk", source_name="ics:uni", external_id="1")
    find_same_events(now=NOW)
    other = Event.objects.get(pk=other.pk)
    other.starts_at += timedelta(days=2)
    other.ends_at += timedelta(days=2)
    other.save()
    find_same_events(now=NOW)
    assert Event.objects.live().count() == 2
    assert Event.objects.get(pk=other.pk).joined_to is None


def test_within_what_is_joined_nothing_is_proposed():
    make("KI im Handwerk", owner=make_organisation(), venue="")
    for number, venue in enumerate(["Kammer, Saal 1", "Rathaus"]):
        make("KI im Handwerk", source_name=f"ics:{number}", external_id="1", venue=venue)
    find_same_events(now=NOW)
    assert set(verdicts().values()) == {"same"}


def test_what_editors_have_parted_is_never_joined_again():
    make("KI im Handwerk", owner=make_organisation())
    make("KI im Handwerk", source_name="ics:uni", external_id="1")
    find_same_events(now=NOW)
    keep_apart(pair=SameEvent.objects.get(), user=None)
    Event.objects.update(compared_at=None)
    find_same_events(now=NOW)
    assert list(verdicts().values()) == ["different"]
    assert Event.objects.live().count() == 2


def test_three_of_three_sources_become_one():
    for number in range(3):
        make("KI im Handwerk", source_name=f"ics:{number}", external_id="1")
    find_same_events(now=NOW)
    assert Event.objects.live().count() == 1
    assert SameEvent.objects.same().count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"live": False, "is_template": True},
        {"starts_at": START + timedelta(days=1)},
        {"latitude": 52.5, "longitude": 13.4, "place": "Berlin"},
        {"source_name": "ics:kammer", "external_id": "2"},
        {"live": False},
    ],
    ids=["template", "other day", "other town", "one source", "draft"],
)
def test_what_is_not_joined_by_itself(fields):
    make(source_name="ics:kammer", external_id="1", latitude=51.3, longitude=9.5)
    make(**fields)
    find_same_events(now=NOW)
    assert not SameEvent.objects.same().exists()


def test_events_that_are_over_are_left_alone():
    make(starts_at=NOW - timedelta(days=2))
    assert find_same_events(now=NOW) == 0


def test_a_few_hundred_at_a_time_and_what_changes_meanwhile_is_compared_again():
    events = [make(f"Nummer {number}") for number in range(3)]
    assert find_same_events(now=NOW, limit=2) == 2
    assert find_same_events(now=NOW, limit=2) == 1
    Event.objects.get(pk=events[0].pk).save()
    assert [event.pk for event in to_compare(NOW)] == [events[0].pk]


def test_comparing_asks_as_often_with_ten_others_as_with_one(django_assert_max_num_queries):
    make("Abend eins")
    find_same_events(now=NOW)
    event = make("Ganz etwas anderes")
    with django_assert_max_num_queries(16) as first:
        find_same_events(now=NOW)
    for number in range(10):
        make(f"Weiterer Vortrag {'abcdefghij'[number] * 9}")
    find_same_events(now=NOW)
    Event.objects.filter(pk=event.pk).update(compared_at=None)
    SameEvent.objects.all().delete()
    with django_assert_max_num_queries(len(first)):
        find_same_events(now=NOW)


def test_looking_again_costs_no_query_for_each_proposal(django_assert_max_num_queries):
    event = make("KI im Handwerk")

    def look_again():
        find_same_events(now=NOW)
        Event.objects.filter(pk=event.pk).update(compared_at=None)
        find_same_events(now=NOW)
        return SameEvent.objects.of(event).proposed().count()

    make("KI im Handwerk: ein Abend für Betriebe")
    assert look_again() == 1
    Event.objects.filter(pk=event.pk).update(compared_at=None)
    with django_assert_max_num_queries(16) as one:
        find_same_events(now=NOW)
    for place in ("Firmen", "Meister", "Praxis"):
        make(f"KI im Handwerk: ein Abend für {place}")
    assert look_again() == 4
    Event.objects.filter(pk=event.pk).update(compared_at=None)
    with django_assert_max_num_queries(len(one)):
        find_same_events(now=NOW)
