"""Which other events an editor is told of."""

from datetime import UTC, datetime, timedelta

import pytest

from events.clashes import Plan, clashes

EVENING = datetime(2031, 3, 4, 18, tzinfo=UTC)
KASSEL, BAUNATAL, BERLIN = (51.3127, 9.4797), (51.2519, 9.4094), (52.52, 13.4)


def hours(start, length=2):
    return (start, start + timedelta(hours=length))


def plan(key=2, *dates, **fields):
    minimum = {"audiences": frozenset({"sme"}), "position": KASSEL, "place": "Kassel"}
    return Plan(key, f"Event {key}", list(dates) or [hours(EVENING)], **(minimum | fields))


def keys(planned, *others):
    return [clash.other.key for clash in clashes(planned, others)]


def test_the_same_evening_for_the_same_people_nearby_is_told_with_its_distance():
    (clash,) = clashes(plan(1), [plan(2, position=BAUNATAL)])
    assert clash.audiences == {"sme"}
    assert clash.overlaps
    assert 7 < clash.kilometres < 10


@pytest.mark.parametrize(
    "other",
    [
        plan(2, position=BERLIN),
        plan(2, audiences=frozenset({"student"})),
        plan(2, hours(EVENING + timedelta(days=1))),
        plan(2, hours(EVENING - timedelta(hours=9))),
        plan(2, position=None, place="", is_online=True),
        plan(2, position=None, place="Hannover"),
        plan(1),
    ],
    ids=["far", "other people", "other day", "morning", "online", "other town", "itself"],
)
def test_no_clash(other):
    assert keys(plan(1), other) == []


def test_without_a_position_the_name_of_the_town_tells():
    assert keys(plan(1, position=None), plan(2, place="kassel")) == [2]
    assert keys(plan(1, position=None, place=""), plan(2, position=None, place="")) == []


def test_what_is_online_competes_with_what_is_online():
    online = {"position": None, "place": "", "is_online": True}
    (clash,) = clashes(plan(1, **online), [plan(2, **online), plan(3)])
    assert (clash.other.key, clash.kilometres) == (2, None)


def test_the_next_dates_of_a_series_count_and_it_is_told_once():
    weeks = [hours(EVENING + timedelta(weeks=n)) for n in range(10)]
    (clash,) = clashes(plan(1, *weeks), [plan(2, *weeks[3:])])
    assert clash.day == weeks[3][0].date()


def test_shortly_after_counts_less_than_at_the_same_time():
    later = plan(2, hours(EVENING + timedelta(hours=3)))
    found = clashes(plan(1), [later, plan(3)])
    assert [(clash.other.key, clash.overlaps) for clash in found] == [(3, True), (2, False)]


def test_a_whole_day_counts_only_with_the_same_topic():
    midnight = EVENING.replace(hour=0)
    fair = {"all_day": True, "topics": frozenset({7})}
    assert keys(plan(1), plan(2, hours(midnight, 72), all_day=True)) == []
    assert keys(plan(1, topics=frozenset({7})), plan(2, hours(midnight, 72), **fair)) == [2]


def test_a_day_ends_before_the_midnight_that_follows():
    day = plan(2, hours(EVENING.replace(hour=0) - timedelta(days=1), 24), topics=frozenset({7}))
    planned = plan(1, hours(EVENING.replace(hour=0), 24), topics=frozenset({7}), all_day=True)
    assert not any(clash.overlaps for clash in clashes(planned, [day]))


def test_a_moment_without_length_meets_what_begins_with_it():
    assert keys(plan(1, (EVENING, EVENING)), plan(2)) == [2]


def test_at_most_five_are_told_the_heaviest_first():
    others = [plan(n, position=BAUNATAL) for n in range(2, 12)]
    others.append(plan(20, topics=frozenset({7})))
    found = keys(plan(1, topics=frozenset({7})), *others)
    assert len(found) == 5
    assert found[0] == 20
