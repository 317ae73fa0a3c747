"""Courses and their runs in the own area."""

import pytest
from django.core.management import call_command

from courses.models import Course
from directory.models import Trust
from tests.directory.own_area.sending import opened
from tests.factories import make_course, make_member, make_municipality, make_organisation, make_run

pytestmark = pytest.mark.django_db
NEW = "/mein/veroeffentlichen/course/neu/"
TYPED = {
    "title": "Schweißen",
    "kind": "certificate_course",
    "level": "basic",
    "summary": "Von der Naht bis zur Prüfung.",
    "teaching_units": "40",
    "azav": "on",
    "certificate": "Zeugnis",
    "runs-0-starts_on": "2047-03-01",
    "runs-0-ends_on": "2047-03-05",
    "runs-0-postcode": "34999",
    "runs-0-price": "990",
}


@pytest.fixture
def house(client):
    call_command("set_up_review")
    make_municipality(name="Musterstadt", postcodes="34999")
    organisation = make_organisation(title="Bildungswerk")
    Trust.objects.create(organisation=organisation, level=Trust.Level.PROVEN)
    client.force_login(make_member(organisation))
    return organisation


def form(course):
    return f"/mein/veroeffentlichen/course/{course.pk}/aendern/"


def test_a_course_with_a_run_is_published_and_empty_rows_are_left_out(house, client):
    client.post(NEW, opened(client, NEW) | TYPED)
    course = Course.objects.get()
    assert (course.live, course.owner, course.teaching_units) == (True, house, 40)
    assert (course.azav, course.educational_leave, course.level) == (True, False, "basic")
    run = course.runs.get()
    assert (str(run.starts_on), run.place, run.latitude) == ("2047-03-01", "Musterstadt", 51.3)
    assert "01.03.2047" in client.get("/mein/veroeffentlichen/course/").content.decode()


def test_saving_gives_more_rows_and_runs_keep_their_identity(house, client):
    course = make_course(owner=house)
    first = make_run(course, venue="Raum 1")
    sent = opened(client, form(course))
    assert sent["runs-TOTAL_FORMS"] == "3"
    sent |= {"runs-0-venue": "Raum 2", "runs-1-venue": "Raum 3"}
    assert client.post(form(course), sent).status_code == 302
    runs = Course.objects.get().runs.all()
    assert {run.venue for run in runs} == {"Raum 2", "Raum 3"}
    assert first.pk in {run.pk for run in runs}
    assert opened(client, form(course))["runs-TOTAL_FORMS"] == "4"


def test_a_draft_keeps_rows_that_are_not_public_yet(house, client):
    course = make_course(owner=house)
    sent = opened(client, form(course)) | {"runs-0-venue": "Später", "do": "save"}
    client.post(form(course), sent)
    assert not Course.objects.get().runs.exists()
    sent = opened(client, form(course))
    assert sent["runs-0-venue"] == "Später"
    client.post(form(course), sent)
    assert [run.venue for run in Course.objects.get().runs.all()] == ["Später"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("runs-0-ends_on", "2047-02-01"),
        ("runs-0-postcode", ""),
        ("runs-0-price", "-1"),
        ("runs-0-enrolment_url", "javascript:x"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_by_its_number(house, client, field, value):
    answer = client.post(NEW, opened(client, NEW) | TYPED | {field: value})
    assert answer.status_code == 200
    assert "Kurstermin 1" in answer.context["problems"][0][1]
    assert "Von der Naht bis zur Prüfung." in answer.content.decode()
    assert not Course.objects.exists()


def test_a_copy_has_no_runs(house, client):
    course = make_course(owner=house, certificate="Zeugnis")
    make_run(course)
    sent = opened(client, f"{NEW}?copy={course.pk}")
    assert sent["certificate"] == "Zeugnis"
    assert sent["runs-INITIAL_FORMS"] == "0"
