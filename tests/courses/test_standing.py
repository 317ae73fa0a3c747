"""The rule by which courses are ordered, as a table of days."""

from datetime import date, timedelta

import pytest

from courses.standing import Dates, Standing, standing, turning_days

TODAY = date(2026, 11, 28)


def on(days):
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({"starts_on": on(42)}, "soon"),
        ({"starts_on": on(43)}, "open"),
        ({"starts_on": TODAY}, "soon"),
        ({}, "any_time"),
        ({"starts_on": on(9), "state": "planned"}, "not_yet"),
        ({"starts_on": on(9), "enrolment_from": on(1)}, "not_yet"),
        ({"starts_on": on(9), "enrolment_from": TODAY}, "soon"),
        ({"starts_on": on(9), "enrolment_until": TODAY}, "soon"),
        ({"starts_on": on(9), "enrolment_until": on(-1)}, "closed"),
        ({"starts_on": on(9), "state": "waiting_list"}, "waiting_list"),
        ({"starts_on": on(9), "state": "full"}, "full"),
        ({"starts_on": on(9), "places_left": 0}, "full"),
        ({"starts_on": on(9), "places_left": 1}, "soon"),
        ({"starts_on": on(-1), "ends_on": on(5)}, "running"),
        ({"starts_on": on(-1), "ends_on": TODAY, "state": "full"}, "running"),
        ({"starts_on": on(-1), "ends_on": on(90), "enrolment_until": on(3)}, "soon"),
        ({"starts_on": on(-9), "ends_on": on(-1)}, "over"),
        ({"starts_on": on(-1)}, "over"),
        ({"starts_on": on(9), "state": "cancelled"}, "cancelled"),
    ],
)
def test_a_run_stands_where_its_days_say(run, expected):
    assert standing(Dates(**run), TODAY) == expected


def test_the_order_is_the_one_of_the_lists():
    order = "soon open any_time not_yet waiting_list full closed running no_date cancelled over"
    assert sorted(Standing, key=lambda each: each.rank) == order.split()


@pytest.mark.parametrize(
    "run",
    [
        Dates(starts_on=on(60), ends_on=on(70)),
        Dates(starts_on=on(60)),
        Dates(starts_on=on(60), enrolment_from=on(20), enrolment_until=on(50)),
        Dates(starts_on=on(10), ends_on=on(90), enrolment_until=on(30), state="waiting_list"),
        Dates(ends_on=on(15)),
        Dates(enrolment_from=on(5), enrolment_until=on(9)),
    ],
)
def test_a_run_turns_on_no_other_days_than_those_named(run):
    days = [on(n) for n in range(-5, 120)]
    turned = {
        day
        for before, day in zip(days, days[1:], strict=False)
        if standing(run, before) != standing(run, day)
    }
    assert turned
    assert turned <= set(turning_days(run))
