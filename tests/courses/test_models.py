from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.constraints import breaks
from tests.factories import make_course, make_run

pytestmark = pytest.mark.django_db


def test_a_run_does_not_end_before_it_starts():
    with breaks("courses_courserun_end_after_start"):
        make_run(starts_on=date(2026, 12, 3), ends_on=date(2026, 12, 1))


def test_a_run_has_no_more_places_left_than_places():
    with breaks("courses_courserun_places"):
        make_run(places=5, places_left=6)


def test_a_price_is_not_negative():
    with breaks("courses_courserun_price"):
        make_run(price=-1)


def test_the_next_run_is_the_next_one_that_can_be_booked():
    course, today = make_course(), timezone.localdate()
    make_run(course, starts_on=today + timedelta(days=5), state="full")
    bookable = make_run(course, starts_on=today + timedelta(days=9))
    assert course.next_run() == bookable


def test_a_fully_booked_run_is_better_than_none():
    course = make_course()
    full = make_run(course, state="full")
    assert course.next_run() == full


def test_past_runs_are_over():
    course = make_course()
    make_run(course, starts_on=timezone.localdate() - timedelta(days=3))
    assert course.next_run() is None


def test_a_run_without_dates_can_be_started_at_any_time():
    course = make_course()
    run = make_run(course, starts_on=None, ends_on=None)
    assert course.next_run() == run
