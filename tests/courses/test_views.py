from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from search import outbox
from tests.factories import make_course, make_organisation, make_run, make_topic
from tests.record_pages import page, status, structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def test_a_draft_has_no_page(client):
    assert status(client, make_course(live=False)) == 404


def test_runs_are_listed_with_what_decides(client):
    course = make_course(owner=make_organisation(title="Akademie"), teaching_units=10)
    make_run(
        course,
        price=Decimal("1200"),
        places=12,
        places_left=3,
        enrolment_url="https://kurs.example/1",
        schedule="Mo–Fr 9–16 Uhr",
    )
    make_run(course, starts_on=timezone.localdate() - timedelta(days=9), schedule="längst vorbei")
    html = page(client, course, "en")
    for text in ("€1,200", "3 of 12 places left", "https://kurs.example/1", "Mo–Fr", "Akademie"):
        assert text in html
    assert "längst vorbei" not in html
    data = structured_data(html)["Course"]
    assert data["provider"]["name"] == "Akademie"
    (run,) = data["hasCourseInstance"]
    assert (run["courseMode"], run["courseWorkload"]) == ("onsite", "PT7H30M")
    assert run["offers"]["price"] == "1200.00"


def test_a_cancelled_run_is_crossed_out_and_says_so(client):
    course = make_course()
    make_run(course, state="cancelled")
    html = page(client, course, "en")
    assert "<h3><s>" in html
    assert "<strong>cancelled</strong>" in html
    assert "hasCourseInstance" not in structured_data(html)["Course"]


def test_a_run_that_is_too_late_to_book_says_so(client):
    course = make_course()
    make_run(
        course,
        enrolment_until=timezone.localdate() - timedelta(days=1),
        enrolment_url="https://kurs.example/1",
    )
    html = page(client, course, "en")
    assert "enrolment is closed" in html
    assert "Enrol for this date" not in html


def test_what_helps_to_pay_is_explained_with_its_law(client):
    course = make_course(
        azav=True,
        employee_training=True,
        educational_leave=True,
        educational_leave_until=timezone.localdate() + timedelta(days=400),
        subsidy_note="Fragen Sie uns.",
    )
    html = page(client, course, "en")
    for text in ("§ 82 SGB III", "Educational leave (Hesse)", "recognised until", "Fragen Sie"):
        assert text in html


def test_all_units_and_what_the_price_includes_are_said(client):
    course = make_course(exam="Prüfung der IHK", taught_in="en", hours=Decimal("12.5"))
    day = timezone.localdate() + timedelta(days=9)
    make_run(
        course,
        starts_on=day,
        number="27-1",
        sessions=f"{day} 09:00–12:00 Grundlagen",
        price_words="auf Anfrage",
        price_includes="Mittagessen",
        accessibility="Aufzug",
    )
    html = page(client, course, "en")
    for text in ("Grundlagen", "auf Anfrage", "Mittagessen", "Aufzug", "12.5 hours", "Prüfung der"):
        assert text in html
    (run,) = structured_data(html)["Course"]["hasCourseInstance"]
    assert run["subEvent"][0]["name"] == "Grundlagen"
    assert run["courseWorkload"] == "PT12H30M"


def test_a_waiting_list_can_be_joined(client):
    course = make_course()
    make_run(course, state="waiting_list", enrolment_url="https://kurs.example/1")
    assert "To the waiting list" in page(client, course, "en")


def test_a_course_without_runs_says_whom_to_ask(client):
    owner = make_organisation()
    html = page(client, make_course(owner=owner), "en")
    assert "There is no date at the moment." in html
    assert "Ask the provider" in html


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    course = make_course(owner=make_organisation(), topics=[make_topic()])
    for times in (1, 9):
        for _ in range(times):
            make_run(course)
            make_course(owner=course.owner)
        page(client, course)
        with django_assert_max_num_queries(20):
            client.get(course.url_in("de"))


def test_a_blank_stands_between_the_facts_of_a_card(client):
    """The dots are drawn by the style sheet; without a blank they stuck to the next word."""
    make_run(make_course(title="Grundkurs"), place="Kassel")
    outbox.work_off()
    page = client.get("/weiterbildung/").content.decode()
    facts = page[page.index('class="facts"') :]
    assert "</li><li>" not in facts[: facts.index("</ul>")]
