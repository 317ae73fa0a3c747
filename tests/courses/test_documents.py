from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from courses.documents import build, records
from courses.funding_facts import FACTS
from courses.models import Course
from courses.templatetags.course_tags import card_funding, card_standing
from directory.documents import end_of, start_of
from search.registry import labels
from tests.factories import make_course, make_organisation, make_run, make_topic

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def document(course):
    return build(records().get(pk=course.pk), today=TODAY)


def test_a_course_takes_its_dates_from_the_next_run():
    course = make_course()
    make_run(course, starts_on=date(2026, 10, 1))
    make_run(course, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5))
    make_run(course, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 2))
    built = document(course)
    assert built.starts_at == start_of(date(2026, 12, 1))
    assert built.ends_at == end_of(date(2026, 12, 2))
    assert built.expires_at == end_of(date(2027, 3, 5))
    assert built.card["more_runs"] == 1


def test_a_course_that_starts_any_time_never_expires():
    course = make_course()
    make_run(course, starts_on=date(2026, 12, 1))
    make_run(course, starts_on=None, ends_on=None, format="self_paced")
    built = document(course)
    assert built.expires_at is None
    assert built.facets["format"] == ["onsite", "self_paced"]


def test_a_course_without_runs_stays_findable():
    built = document(make_course())
    assert (built.starts_at, built.expires_at) == (None, None)
    assert built.card["has_run"] is False


def test_the_words_for_a_course_find_it():
    assert {"Kurs", "Weiterbildung", "Schulung"} <= set(document(make_course()).keywords.split())


def test_who_pays_is_a_facet():
    course = make_course(educational_leave=True, azav=True, subsidy_note="50 % vom Land")
    make_run(course, price=Decimal("690"))
    codes = document(course).facets["funding"]
    assert codes == ["paid", "subsidised", "azav", "educational_leave"]


def test_every_fact_about_funding_is_a_filter():
    course = make_course(
        azav=True,
        education_voucher=True,
        upgrading_grant=True,
        qualification_allowance=True,
        employee_training=True,
    )
    assert document(course).facets["funding"] == [
        *("azav", "education_voucher", "upgrading_grant", "qualification_allowance"),
        "employee_training",
    ]
    assert {fact.code for fact in FACTS} <= set(labels("funding"))


def test_a_recognition_that_is_over_is_no_filter():
    course = make_course(educational_leave=True, educational_leave_until=date(2026, 11, 22))
    assert "funding" not in document(course).facets


def test_skills_are_found_by_word_and_by_filter():
    uri = "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d"
    course = make_course(digcomp=["4.2"], esco_skills=f"{uri} Python", taught_in="uk")
    built = document(course)
    assert (built.facets["competence"], built.facets["language"]) == (["4.2"], ["uk"])
    assert "Python" in built.keywords


def test_a_card_is_right_on_a_later_day():
    yesterday = timezone.localdate() - timedelta(days=1)
    course = make_course(educational_leave=True, educational_leave_until=yesterday)
    make_run(course, enrolment_until=yesterday)
    card = build(records().get(pk=course.pk), today=yesterday).card
    assert [code for code, _words in card["funding"]] == ["educational_leave"]
    assert card_standing(card) == "closed"  # by the clock of the machine, which is later
    assert card_funding(card) == []


def test_a_cancelled_run_is_not_counted_among_the_dates():
    course = make_course()
    make_run(course, starts_on=date(2026, 12, 1))
    make_run(course, starts_on=date(2027, 1, 1), state="cancelled")
    assert document(course).card["more_runs"] == 0


def test_every_kind_has_words_to_be_found_by():
    for kind in Course.Kind:
        assert "Schulung" in document(make_course(kind=kind)).keywords


def test_records_are_built_without_a_query_each(django_assert_max_num_queries):
    for number in (1, 9):
        for _ in range(number):
            course = make_course(owner=make_organisation(), topics=[make_topic()], tags=["SPS"])
            make_run(course, starts_on=timezone.localdate() + timedelta(days=3))
        with django_assert_max_num_queries(5):
            assert [build(record) for record in records()]
