"""What people decide: courses that vanished, and fields that changed here and there."""

import pytest
from django.core.exceptions import ValidationError

from courses.importing.actions import decide_conflict, decide_vanished
from courses.models import Course
from tests.courses.importing.provider import (
    NOW,
    SIX,
    course,
    first_import,
    make_source,
    named,
    provider,
    run,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    with provider() as there:
        there.shows(*SIX)
        yield there


@pytest.fixture
def source(here):
    source = make_source(address=here.url)
    first_import(source)
    return source


def edit(**fields):
    found = named(0)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()


# --- Vanished ---------------------------------------------------------------------------------


def test_a_vanished_course_is_marked_once_and_stays_public(source, here):
    here.shows(*SIX[1:])
    assert run(source).counts == {"vanished": 1, "unchanged": 5}
    assert named(0).live
    missing = source.imported_courses.missing().get()
    assert (missing.course, missing.missing_since) == (named(0), NOW)
    here.shows(*SIX[1:], course(9))
    assert run(source).counts == {"new": 1, "unchanged": 5}  # told once


def test_a_course_that_comes_back_is_no_question_any_more(source, here):
    here.shows(*SIX[1:])
    run(source)
    here.shows(*SIX)
    assert run(source).counts == {"returned": 1, "unchanged": 5}
    assert not source.imported_courses.missing().exists()


def test_courses_that_are_over_may_leave_the_source(source, here):
    here.shows(course(9))
    assert run(source, now=NOW.replace(year=2048)).counts == {"new": 1}


@pytest.mark.parametrize(("decision", "live"), [("keep", True), ("withdraw", False)])
def test_a_person_decides_what_becomes_of_it(source, here, decision, live):
    here.shows(*SIX[1:])
    run(source)
    missing = source.imported_courses.missing().get()
    assert decide_vanished(imported=missing, decision=decision, person=None)
    assert not decide_vanished(imported=missing, decision="withdraw", person=None)
    assert named(0).live is live
    assert not source.imported_courses.missing().exists()
    here.shows(*SIX[1:], course(9))
    assert "vanished" not in run(source).counts


def test_what_was_withdrawn_stays_so_when_it_is_back_and_that_is_said(source, here):
    here.shows(*SIX[1:])
    run(source)
    missing = source.imported_courses.missing().get()
    decide_vanished(imported=missing, decision="withdraw", person=None)
    here.shows(*SIX)
    line = run(source).entries.get()
    assert line.action == "returned"
    assert line.reason
    assert not named(0).live


def test_a_locked_course_is_not_withdrawn(source, here):
    here.shows(*SIX[1:])
    run(source)
    Course.objects.update(locked=True)
    missing = source.imported_courses.missing().get()
    with pytest.raises(ValidationError):
        decide_vanished(imported=missing, decision="withdraw", person=None)
    assert source.imported_courses.missing().exists()
    assert decide_vanished(imported=missing, decision="keep", person=None)


# --- Changed here and there -------------------------------------------------------------------


@pytest.mark.parametrize(("take", "title"), [(True, "Deren Kurs"), (False, "Unser Kurs")])
def test_a_person_decides_a_conflict_for_good(source, here, take, title):
    edit(title="Unser Kurs")
    here.shows(course(0, "Deren Kurs"), *SIX[1:])
    assert run(source).counts == {"conflict": 1, "unchanged": 5}
    asked = source.imported_courses.in_conflict().get()
    assert asked.conflicts == {"title": "Deren Kurs"}
    assert decide_conflict(imported=asked, names=["title"], take_theirs=take)
    assert not decide_conflict(imported=asked, names=["title"], take_theirs=take)
    assert named(0).title == title
    assert not source.imported_courses.in_conflict().exists()
    here.shows(course(0, "Deren Kurs", units=16), *SIX[1:])
    assert run(source).counts == {"changed": 1, "unchanged": 5}
    assert named(0).title == title


def test_after_taking_theirs_the_source_is_followed_again(source, here):
    edit(title="Unser Kurs")
    here.shows(course(0, "Deren Kurs"), *SIX[1:])
    run(source)
    asked = source.imported_courses.in_conflict().get()
    decide_conflict(imported=asked, names=["title"], take_theirs=True)
    here.shows(course(0, "Deren neuer Kurs"), *SIX[1:])
    assert run(source).counts == {"changed": 1, "unchanged": 5}
    assert named(0).title == "Deren neuer Kurs"


def test_a_conflict_remembers_what_the_source_said_last_and_ends_with_agreement(source, here):
    edit(title="Unser Kurs")
    for title in ("Deren Kurs", "Deren neuer Kurs"):
        here.shows(course(0, title), *SIX[1:])
        run(source)
        assert source.imported_courses.in_conflict().get().conflicts == {"title": title}
    here.shows(course(0, "Deren neuer Kurs", units=16), *SIX[1:])
    run(source)  # says nothing new about the title
    assert source.imported_courses.in_conflict().exists()
    here.shows(course(0, "Unser Kurs", units=16), *SIX[1:])
    run(source)
    assert not source.imported_courses.in_conflict().exists()


def test_runs_in_conflict_are_taken_as_the_source_has_them(source, here):
    row = named(0).runs.get()
    row.price = 120
    row.save()
    here.shows(course(0).replace(";90;", ";95;"), *SIX[1:])
    assert run(source).counts == {"conflict": 1, "unchanged": 5}
    assert named(0).runs.get().price == 120
    asked = source.imported_courses.in_conflict().get()
    assert decide_conflict(imported=asked, names=["runs"], take_theirs=True)
    after = named(0).runs.get()
    assert (after.pk, after.price) == (row.pk, 95)


def test_a_draft_learns_a_decision_and_stays_a_draft(source, here):
    edit(title="Unser Kurs")
    found = named(0)
    found.subsidy_note = "Entwurf"
    found.save_revision()
    here.shows(course(0, "Deren Kurs"), *SIX[1:])
    run(source)
    asked = source.imported_courses.in_conflict().get()
    decide_conflict(imported=asked, names=["title"], take_theirs=True)
    found = named(0)
    draft = found.get_latest_revision_as_object()
    assert (found.title, found.subsidy_note) == ("Deren Kurs", "")
    assert (draft.title, draft.subsidy_note) == ("Deren Kurs", "Entwurf")


def test_a_locked_course_does_not_take_theirs(source, here):
    edit(title="Unser Kurs")
    here.shows(course(0, "Deren Kurs"), *SIX[1:])
    run(source)
    Course.objects.update(locked=True)
    asked = source.imported_courses.in_conflict().get()
    with pytest.raises(ValidationError):
        decide_conflict(imported=asked, names=["title"], take_theirs=True)
    assert named(0).title == "Unser Kurs"
