from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from events.documents import build, records
from events.models import DateChange, Event, Occurrence
from tests.factories import make_event, make_organisation, make_topic

pytestmark = pytest.mark.django_db


def document(record, **arguments):
    return build(records().get(pk=record.pk), **arguments)


def test_an_event_is_past_when_it_ends():
    event = make_event()
    built = document(event)
    assert (built.starts_at, built.ends_at) == (event.starts_at, event.ends_at)
    assert built.expires_at == event.ends_at


def test_all_organisers_are_listed_once():
    owner, partner = make_organisation(), make_organisation()
    hidden = make_organisation(live=False)
    event = make_event(owner=owner, further_organisers=[partner, hidden, owner])
    assert sorted(document(event).facets["organisation"]) == sorted([owner.slug, partner.slug])


@pytest.mark.parametrize(
    ("mode", "formats"),
    [
        ("offline", ["onsite"]),
        ("online", ["online"]),
        ("mixed", ["onsite", "online", "hybrid"]),
    ],
)
def test_whoever_filters_for_a_way_to_take_part_finds_mixed_events_too(mode, formats):
    assert document(make_event(attendance_mode=mode)).facets["format"] == formats


@pytest.mark.parametrize(
    ("price", "codes"), [(None, None), (Decimal(0), ["free"]), (Decimal("49.50"), ["paid"])]
)
def test_an_unknown_price_is_not_called_free(price, codes):
    assert document(make_event(price=price)).facets.get("funding") == codes


def test_the_card_shows_times_of_the_place_of_the_event():
    start = datetime(2026, 12, 3, 16, 0, tzinfo=UTC)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=2, minutes=30))
    card = document(event).card
    assert (card["first_day"], card["starts"], card["ends"]) == ("2026-12-03", "17:00", "19:30")


def test_the_card_of_an_all_day_event_ends_on_its_last_day():
    start = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)
    event = make_event(all_day=True, starts_at=start, ends_at=start + timedelta(days=2))
    card = document(event).card
    assert (card["first_day"], card["last_day"]) == ("2026-12-03", "2026-12-04")
    assert card["starts"] == ""


def test_every_kind_has_words_to_be_found_by():
    for kind in Event.Kind:
        assert "Veranstaltung" in document(make_event(kind=kind)).keywords


def test_records_are_built_without_a_query_each(django_assert_max_num_queries):
    for number in (1, 9):
        for _ in range(number):
            topic = make_topic(parent=make_topic())
            make_event(
                owner=make_organisation(),
                further_organisers=[make_organisation()],
                topics=[topic],
                tags=["KI"],
            )
            weekly([{"recurrence_id": datetime(2026, 12, 10, 16, tzinfo=UTC)}])
        with django_assert_max_num_queries(7):
            assert [build(record, now=timezone.now()) for record in records()]


def test_more_changed_dates_than_a_list_of_the_database_holds():
    event = make_event()
    moments = [event.starts_at + timedelta(days=n) for n in range(1, 1200)]
    changes = DateChange.objects.bulk_create(
        DateChange(event=event, recurrence_id=moment, kind="changed") for moment in moments
    )
    Occurrence.objects.bulk_create(
        Occurrence.of(event, change.recurrence_id, change.recurrence_id, change=change)
        for change in changes
    )
    assert len(build(records().get()).further_days) > 1000


# --- Series -----------------------------------------------------------------------------------


def weekly(changes=(), **fields):
    event = make_event(
        starts_at=datetime(2026, 12, 3, 16, tzinfo=UTC), recurrence_rules="FREQ=WEEKLY;COUNT=4",
        **fields,
    )  # fmt: skip
    event.date_changes = [DateChange(**change) for change in changes]
    event.save()
    return event


def test_a_series_stands_at_its_next_date_and_runs_on_the_others():
    built = document(weekly(), now=datetime(2026, 12, 9, tzinfo=UTC))
    assert (built.starts_at.day, built.ends_at.day) == (10, 10)
    assert [day.day for day in built.further_days] == [17, 24]
    assert built.expires_at.day == 24
    assert (built.card["first_day"], built.card["further_dates"]) == ("2026-12-10", 2)


def test_a_cancelled_date_is_not_the_next_one():
    at = datetime(2026, 12, 10, 16, tzinfo=UTC)
    event = weekly([{"recurrence_id": at, "kind": "cancelled"}])
    built = document(event, now=datetime(2026, 12, 9, tzinfo=UTC))
    assert (built.starts_at.day, [day.day for day in built.further_days]) == (17, [24])


def test_a_moved_date_has_its_own_place():
    at = datetime(2026, 12, 3, 16, tzinfo=UTC)
    event = weekly([{"recurrence_id": at, "kind": "changed", "venue": "Rathaus"}])
    assert document(event, now=at).card["venue"] == "Rathaus"


def test_a_series_that_is_over_stands_at_its_last_date():
    built = document(weekly(), now=datetime(2027, 12, 9, tzinfo=UTC))
    assert built.starts_at.day == built.expires_at.day == 24
    assert [day.day for day in built.further_days] == [3, 10, 17]


def test_a_long_date_of_a_series_runs_on_each_of_its_days():
    event = make_event(
        recurrence_rules="FREQ=YEARLY;COUNT=2",
        starts_at=datetime(2026, 12, 3, 23, tzinfo=UTC),
        ends_at=datetime(2026, 12, 6, 23, tzinfo=UTC),
        all_day=True,
    )
    built = document(event, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert [day.isoformat() for day in built.further_days] == [
        "2027-12-04",
        "2027-12-05",
        "2027-12-06",
    ]
