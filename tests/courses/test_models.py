from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
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


def test_a_price_is_an_amount_or_words():
    with breaks("courses_courserun_one_price"):
        make_run(price=5, price_words="auf Anfrage")


def test_enrolment_does_not_end_before_it_begins():
    with breaks("courses_courserun_enrolment"):
        make_run(enrolment_from=date(2026, 12, 3), enrolment_until=date(2026, 12, 1))


def test_two_runs_of_a_course_have_no_common_number():
    run = make_run(number="27-1")
    make_run(number="27-1")
    with breaks("courses_courserun_number"):
        make_run(run.course, number="27-1")


def test_a_voucher_needs_a_certified_course():
    with breaks("courses_course_voucher_needs_azav"):
        make_course(education_voucher=True)


def test_only_a_recognition_has_a_last_day():
    with breaks("courses_course_leave_until"):
        make_course(educational_leave_until=date(2026, 12, 1))


def test_educational_leave_ends_with_its_last_day():
    day = date(2026, 12, 1)
    course = make_course(educational_leave=True, educational_leave_until=day)
    assert [fact.code for fact in course.funding(day)] == ["educational_leave"]
    assert course.funding(day + timedelta(days=1)) == []


def test_units_tell_first_and_last_day():
    run = make_run(starts_on=None, ends_on=None, sessions="5.3.2027 9-12\n1.3.2027 9-12 Beginn")
    run.full_clean()
    assert (run.starts_on, run.ends_on) == (date(2027, 3, 1), date(2027, 3, 5))
    assert run.sessions == "2027-03-01 09:00–12:00 Beginn\n2027-03-05 09:00–12:00"


@pytest.mark.parametrize("line", ["irgendwann", "1.4.2027"])
def test_a_unit_that_does_not_fit_is_refused_at_its_field(line):
    run = make_run(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5), sessions=line)
    with pytest.raises(ValidationError) as refused:
        run.full_clean()
    assert list(refused.value.message_dict) == ["sessions"]


def test_hours_follow_from_teaching_units():
    assert make_course(teaching_units=10).duration_hours == Decimal("7.5")
    assert make_course(teaching_units=10, hours=Decimal("8")).duration_hours == 8


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
