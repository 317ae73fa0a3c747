"""Courses side by side."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from courses.comparison import rows
from search import outbox
from tests.factories import make_course, make_organisation, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
PAGE, ENGLISH = "/weiterbildung/vergleich/", "/en/courses/compare/"


@pytest.fixture
def two():
    dear = make_course(title="Teurer Kurs", azav=True, education_voucher=True, certificate="IHK")
    make_run(dear, price=Decimal("1200"), places=12, places_left=3, venue="Halle 1")
    cheap = make_course(title="Günstiger Kurs", owner=make_organisation(title="Akademie"))
    make_run(cheap, price=Decimal("90"), starts_on=None, ends_on=None, format="self_paced")
    return dear, cheap


def address(*courses, page=PAGE, **more):
    pairs = [*(("course", course.slug) for course in courses), *more.items()]
    return page + "?" + "&".join(f"{name}={value}" for name, value in pairs)


def cells(client, url):
    return {row.label: row.cells for row in client.get(url).context["rows"]}


def test_the_same_question_is_answered_by_every_course(client, two):
    found = cells(client, address(*two, page=ENGLISH))
    assert found["Price"] == ("€1,200", "€90")
    assert found["Places left"] == ("3 of 12", "")
    assert found["Education voucher"] == ("yes", "")
    assert found["Next run"][1] == "at any time"


def test_what_nobody_says_is_no_row_and_what_one_omits_is_said(client, two):
    html = client.get(address(*two, page=ENGLISH)).content.decode()
    assert "not stated" in html
    assert "Exam" not in cells(client, address(*two, page=ENGLISH))


def test_differences_are_named_in_words_and_can_be_shown_alone(client, two):
    html = client.get(address(*two, page=ENGLISH)).content.decode()
    assert '<span class="sign">different</span>' in html
    alone = client.get(address(*two, page=ENGLISH, only="different")).context
    assert alone["rows"]
    assert all(row.differs for row in alone["rows"])
    assert "Held in" not in {row.label for row in alone["rows"]}
    assert alone["same"] > 0


def test_a_fifth_course_and_one_that_is_gone_are_left_out_with_a_remark(client):
    courses = [make_course() for _ in range(5)]
    answer = client.get(address(*courses))
    assert len(answer.context["columns"]) == 4
    assert "offered" not in answer.context
    hidden = make_course(live=False)
    answer = client.get(address(hidden, courses[0]))
    assert [course for course, _ in answer.context["columns"]] == [courses[0]]
    assert len(answer.context["remarks"]) == 1


def test_a_course_can_be_taken_out_and_another_added(client, two):
    dear, cheap = two
    third = make_course(title="Dritter Kurs")
    outbox.rebuild()
    answer = client.get(address(*two, q="Dritter"))
    assert dict(answer.context["columns"])[dear] == address(cheap)
    assert [link for _hit, link in answer.context["offered"]] == [address(*two, third)]


@pytest.mark.parametrize("query", ["", "?course=", "?course=%00", "?course=x&course=x&only=y"])
def test_without_a_known_course_the_page_asks_which(client, query):
    make_course(title="Auswahl")
    outbox.rebuild()
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    assert "Auswahl" in answer.content.decode()


def test_the_page_of_a_course_leads_to_the_comparison(client, two):
    html = client.get(two[0].url_in("de")).content.decode()
    assert f'href="{address(two[0])}"' in html


def test_no_course_takes_the_address_of_the_page():
    assert make_course(title="Vergleich").slug == "vergleich-2"


def test_four_courses_take_as_many_queries_as_one(client, django_assert_max_num_queries):
    courses = [make_course(owner=make_organisation()) for _ in range(4)]
    for course in courses:
        for _ in range(5):
            make_run(course)
    client.get(address(*courses))
    for some in (courses[:1], courses):
        with django_assert_max_num_queries(16):
            client.get(address(*some))


def test_rows_of_two_equal_courses_do_not_differ():
    one, other = make_course(), make_course()
    assert not [row.label for row in rows([one, other], today=timezone.localdate()) if row.differs]
    make_run(other, starts_on=timezone.localdate() + timedelta(days=3))
    assert [row.label for row in rows([one, other], today=timezone.localdate()) if row.differs]
