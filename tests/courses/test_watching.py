"""“Tell me when there is a new date”, from the form to the mail and the end of it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from courses import watching
from courses.models import CourseWatch
from hub.mailbox.models import OutgoingMail
from tests.factories import make_course, make_run

pytestmark = pytest.mark.django_db
EMAIL = "anna@example.org"


@pytest.fixture(autouse=True)
def people(settings, monkeypatch):
    """A mail server, and visitors who take their time."""
    settings.CAN_SEND_MAIL = True
    monkeypatch.setattr("directory.own_area.human.TOO_QUICK", -1)


@pytest.fixture
def course():
    course = make_course(title="Löten")
    make_run(course)
    return course


def ask(client, course, **typed):
    address = f"/weiterbildung/{course.slug}/bescheid/"
    stamp = re.search(r'name="shown" value="([^"]+)"', client.get(address).content.decode())[1]
    return client.post(address, {"email": EMAIL, "shown": stamp} | typed)


def mails():
    return list(OutgoingMail.objects.order_by("pk"))


def link():
    return re.search(r"https?://[^/\s]+(/\S*bescheid/\S+/)\s", mails()[-1].text)[1]


def test_only_who_confirms_is_told_and_only_of_what_is_new(client, course):
    assert ask(client, course).status_code == 302
    client.get(link())  # as a program that looks through mails does
    assert CourseWatch.objects.get().confirmed_at is None
    make_run(course, starts_on=timezone.localdate() + timedelta(days=90))
    assert watching.tell() == 0
    client.post(link())
    assert watching.tell() == 0  # the dates of that day are known
    make_run(course, starts_on=timezone.localdate() + timedelta(days=120), price=90)
    assert watching.tell() == 1
    told = mails()[-1]
    assert told.to == EMAIL
    assert "Löten" in told.subject
    assert "90" in told.text
    assert watching.tell() == 0


def test_a_cancelled_date_and_a_hidden_course_are_no_news(client, course):
    ask(client, course)
    client.post(link())
    make_run(course, starts_on=timezone.localdate() + timedelta(days=99), state="cancelled")
    assert watching.tell() == 0
    course.runs.update(starts_on=timezone.localdate() + timedelta(days=77), ends_on=None)
    type(course).objects.update(live=False)
    assert watching.tell() == 0


def test_a_click_ends_it_and_deletes_the_address(client, course):
    ask(client, course)
    client.post(link())
    answer = client.post(link(), {"do": "end"})
    assert answer.status_code == 200
    assert not CourseWatch.objects.exists()
    assert client.get(link()).status_code == 404


def test_the_answer_is_the_same_whether_an_address_is_known(client, course):
    first = ask(client, course)
    client.post(link())
    count = len(mails())
    again = ask(client, course, email=EMAIL.upper())
    assert (again.status_code, again.url) == (first.status_code, first.url)
    assert len(mails()) == count
    assert CourseWatch.objects.get().confirmed_at


def test_what_nobody_confirms_is_deleted_after_two_days(client, course):
    ask(client, course)
    assert watching.prune() == 0
    assert watching.prune(at=timezone.now() + timedelta(hours=49)) == 1


@pytest.mark.parametrize("email", ["", "keine Adresse", "a@b"])
def test_what_is_no_address_is_said_at_the_field(client, course, email):
    answer = ask(client, course, email=email)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"email"}
    assert not CourseWatch.objects.exists()


def test_a_program_that_fills_in_everything_gets_nothing(client, course):
    assert ask(client, course, homepage="x").status_code == 302
    assert not CourseWatch.objects.exists()


def test_one_address_is_not_written_to_again_and_again(client, course):
    for _ in range(4):
        ask(client, course)
    assert ask(client, course).status_code == 200
    assert len(mails()) == 4


def test_a_course_that_is_not_public_has_no_form(client):
    course = make_course(live=False)
    assert client.get(f"/weiterbildung/{course.slug}/bescheid/").status_code == 404
    assert client.get("/weiterbildung/bescheid/nichts/").status_code == 404
