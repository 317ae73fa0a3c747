"""Lists are right on the day on which a course stands elsewhere, without a rebuild."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from courses.documents import build, records
from courses.models import Course
from courses.standing import turning_days
from courses.tasks import turn
from search import outbox
from search.engines import current_engine
from search.models import IndexRequest
from search.query import SearchQuery
from tests.factories import make_course, make_run

TODAY = date(2026, 11, 28)


def on(days, today=TODAY):
    return today + timedelta(days=days)


def listed():
    query = SearchQuery(fixed={"type": ("course",)}, sort="state")
    hits = current_engine().search(query, now=timezone.now()).hits
    return [hit.title for hit in hits]


@pytest.mark.django_db
@pytest.mark.usefixtures("engine")
def test_the_list_begins_with_what_one_can_book_soon():
    today = timezone.localdate()
    for title, run in {
        "läuft": {"starts_on": on(-2, today), "ends_on": on(9, today)},
        "voll": {"starts_on": on(5, today), "state": "full"},
        "Warteliste": {"starts_on": on(6, today), "state": "waiting_list"},
        "jederzeit": {"starts_on": None},
        "im Sommer": {"starts_on": on(200, today)},
        "bald": {"starts_on": on(20, today)},
        "sehr bald": {"starts_on": on(3, today)},
        "geplant": {"starts_on": on(9, today), "state": "planned"},
    }.items():
        make_run(make_course(title=title), **{"ends_on": run["starts_on"]} | run)
    make_course(title="kein Termin")
    outbox.rebuild()
    assert listed() == [
        *("sehr bald", "bald", "im Sommer", "jederzeit", "geplant", "Warteliste"),
        *("voll", "läuft", "kein Termin"),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("engine")
def test_the_night_puts_a_course_where_it_stands_from_now_on():
    today = timezone.localdate()
    turned, other = make_course(title="schließt heute"), make_course(title="anderer")
    make_run(turned, starts_on=on(10, today), enrolment_until=on(-1, today))
    make_run(other, starts_on=on(30, today))
    outbox.work_off()
    stored = build(records().get(pk=turned.pk), today=on(-1, today))
    current_engine().update([stored.id], [stored])
    assert listed() == ["schließt heute", "anderer"]
    assert turn() == 1
    outbox.work_off()
    assert listed() == ["anderer", "schließt heute"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "run",
    [
        {"starts_on": on(42), "ends_on": on(50)},
        {"starts_on": on(-1), "ends_on": on(4)},
        {"starts_on": on(-9), "ends_on": on(-1)},
        {"starts_on": on(9), "enrolment_from": TODAY},
        {"starts_on": on(9), "enrolment_until": on(-1)},
    ],
)
def test_the_database_finds_the_days_on_which_runs_turn(run):
    found = make_run(**{"ends_on": None} | run)
    make_run(starts_on=on(100), ends_on=on(101))
    assert TODAY in set(turning_days(found.dates))
    assert list(Course.objects.turning(TODAY, TODAY)) == [found.course]


@pytest.mark.django_db
def test_the_end_of_a_recognition_is_such_a_day():
    course = make_course(educational_leave=True, educational_leave_until=on(-1))
    assert list(Course.objects.turning(TODAY, TODAY)) == [course]
    assert turn(today=TODAY) == 1
    assert IndexRequest.objects.filter(document_id=f"course:{course.pk}").exists()


@pytest.mark.django_db
def test_without_an_index_the_list_leaves_out_what_is_over():
    over, late, soon, undated = (make_course(title=title) for title in ("o", "l", "s", "u"))
    make_run(over, starts_on=on(-9))
    make_run(late, starts_on=on(9))
    make_run(soon, starts_on=on(-2), ends_on=on(2))
    make_run(soon, starts_on=on(-30))
    found = Course.objects.not_over(today=TODAY)
    assert list(found) == [soon, late, undated]
