"""Sources at addresses: by their rhythm, unchanged, hanging, lying, coming back, two at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.importing import actions, clock, runs
from courses.importing.actions import ask
from courses.models import Course, CourseImport, CourseSource, ImportedCourse
from directory.sources import runs as source_runs
from hub.mailbox.models import OutgoingMail
from tests.courses.importing import files
from tests.courses.importing.provider import (
    PERSON,
    SIX,
    accept,
    course,
    first_import,
    make_source,
    named,
    perform,
    provider,
    run,
)
from tests.events.importing.partner import hanging
from tests.hub.fetching.evil import SHORT, response

pytestmark = pytest.mark.django_db
ERROR = response(b"", status="500 Oops")
PAGE = response(b"<!DOCTYPE html><title>Wartung</title>")


@pytest.fixture
def here():
    with provider() as there:
        there.shows(*SIX)
        yield there


@pytest.fixture
def source(here):
    source = make_source(address=here.url)
    first_import(source)
    source.refresh_from_db()
    return source


def ago(**span):
    return timezone.now() - timedelta(**span)


def pretend(source, **fields):
    CourseSource.objects.filter(pk=source.pk).update(**fields)


# --- From the address to the list -------------------------------------------------------------


def test_the_first_run_waits_as_a_dry_run_and_the_next_imports_by_itself(here):
    source = make_source(address=here.url)
    waiting = run(source)
    assert (waiting.state, waiting.purpose, waiting.counts) == ("waiting", "trial", {"new": 6})
    assert not Course.objects.exists()
    assert accept(waiting).counts == {"new": 6}
    assert set(Course.objects.values_list("owner", "live")) == {(source.organisation_id, True)}
    here.shows(*SIX[1:], course(0, units=16))
    done = run(source)
    assert (done.state, done.purpose) == ("done", "import")
    assert done.counts == {"changed": 1, "unchanged": 5}
    assert named(0).teaching_units == 16


def test_what_is_still_named_is_confirmed_and_no_name_of_a_source_is_shown(source):
    found = Course.objects.first()
    assert found.confirmed_by == source.organisation.title
    assert found.confirmed_on
    assert "#" not in found.source_label


@pytest.mark.parametrize("etag", ['"1"', ""])
def test_an_unchanged_answer_is_not_even_read(source, here, etag, monkeypatch):
    here.etag = etag
    pretend(source, content_mark="")
    run(source)
    monkeypatch.setattr(runs, "read", None)
    done = run(source)
    assert (done.state, done.counts) == ("done", {"unchanged": 6})
    assert ("If-None-Match" in here.server.requests[-1]) is bool(etag)


def test_other_formats_are_fetched_as_well():
    with provider() as there:
        there.body = files.moochub(files.mooc(1), files.mooc(2))
        assert run(make_source(address=there.url, format="moochub")).counts == {"new": 2}
        there.body = files.openqcat(files.OFFER)
        assert run(make_source(address=there.url, format="xml")).counts == {"new": 1}


# --- Faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "limits", "words"),
    [
        (hanging, SHORT, "zu lange"),
        (ERROR, SHORT, "500"),
        (PAGE, SHORT, "Webseite"),
        (response(files.moochub(files.mooc(1))), SHORT, ""),
        (response(files.kufer(files.KUFER)), SHORT, ""),
        (response(b""), SHORT, ""),
    ],
    ids=["hangs", "500", "html", "json", "xml", "empty"],
)
def test_a_source_that_fails_harms_no_course_and_says_why(source, here, answer, limits, words):
    before = list(Course.objects.values())
    here.answer = answer
    failed = run(source, limits=limits)
    assert failed.state == "failed"
    assert failed.reason
    assert words in failed.reason
    source.refresh_from_db()
    assert (source.failures, source.failure_reason) == (1, failed.reason)
    assert list(Course.objects.values()) == before
    here.shows(*SIX)
    assert run(source).counts == {"unchanged": 6}
    source.refresh_from_db()
    assert (source.failures, source.failure_reason) == (0, "")
    assert source.recovered_at


def test_the_kind_of_file_may_not_change_behind_the_same_address(here):
    here.body = files.kufer(files.KUFER)
    failed = run(make_source(address=here.url, format="csv", name="A"))
    assert "XML" in failed.reason
    here.body = files.table(*SIX)
    failed = run(make_source(address=here.url, format="xml", name="B"))
    assert "CSV" in failed.reason


def test_the_owner_is_told_once_after_three_failures_in_a_row(source, here):
    here.answer, told = ERROR, []
    for _try in range(5):
        run(source)
        told.append(OutgoingMail.objects.count())
    assert told == [0, 0, 1, 1, 1]
    mail = OutgoingMail.objects.get()
    assert mail.to == "kurse@example.org"
    assert "500" in mail.text
    assert here.url in mail.text
    here.shows(*SIX)
    run(source)
    here.answer = ERROR
    for _try in range(3):
        run(source)
    assert OutgoingMail.objects.count() == 2


def test_failures_that_are_not_in_a_row_are_nobodys_business(source, here):
    for _try in range(2):
        here.answer = ERROR
        run(source)
        run(source)
        here.shows(*SIX)
        run(source)
    assert not OutgoingMail.objects.exists()


def test_a_source_that_loses_half_of_its_courses_is_not_believed(source, here):
    here.shows(*SIX[:2], course(9))
    stopped = run(source)
    assert stopped.state == "waiting"
    assert stopped.counts == {"new": 1, "vanished": 4, "unchanged": 2}
    assert "4" in stopped.question
    mail = OutgoingMail.objects.get()
    assert stopped.question in mail.text
    assert Course.objects.live().count() == 6
    assert not source.imported_courses.missing().exists()
    run(source)
    assert OutgoingMail.objects.count() == 1  # asked already
    here.shows(*SIX)
    assert run(source).counts == {"unchanged": 6}
    assert not CourseImport.objects.filter(state="waiting").exists()


def test_a_loss_that_a_person_confirms_marks_the_courses(source, here):
    here.shows(*SIX[:2])
    done = accept(run(source))
    assert done.counts == {"vanished": 4, "unchanged": 2}
    assert source.imported_courses.missing().count() == 4
    assert Course.objects.live().count() == 6


def test_one_locked_course_does_not_make_the_rest_known(source, here):
    Course.objects.filter(external_id="K0").update(locked=True)
    here.shows(course(0, units=16), *SIX[1:])
    assert run(source).counts == {"skipped": 1, "unchanged": 5}
    Course.objects.update(locked=False)
    assert run(source).counts == {"changed": 1, "unchanged": 5}


# --- Files and addresses of one house ---------------------------------------------------------


def test_a_source_takes_over_what_files_have_brought(here):
    house = make_source(address=here.url).organisation
    source = house.course_sources.get()
    handed_in = actions.hand_in(
        organisation=house, data=files.table(*SIX[:2]), file_name="a.csv", person=None
    )
    accept(perform(handed_in))
    assert accept(run(source)).counts == {"new": 4, "unchanged": 2}
    assert Course.objects.count() == 6
    assert source.imported_courses.count() == 6
    assert set(Course.objects.values_list("source_name", flat=True)) == {source.source_name}


def test_a_file_does_not_bring_again_what_comes_from_an_address(source):
    handed_in = actions.hand_in(
        organisation=source.organisation,
        data=files.table(SIX[0], course(9)),
        file_name="a.csv",
        person=None,
    )
    waiting = perform(handed_in)
    assert waiting.counts == {"skipped": 1, "new": 1}
    assert "Programm" in waiting.entries.get(action="skipped").reason
    accept(waiting)
    assert Course.objects.count() == 7


def test_sources_of_one_house_may_use_the_same_numbers(source):
    with provider() as there:
        there.shows(course(0, title="Anderer Kurs"))
        first_import(make_source(address=there.url, organisation=source.organisation))
    assert Course.objects.filter(external_id="K0").count() == 2


# --- Two at once, and kill -9 -----------------------------------------------------------------


def test_of_two_runs_at_once_one_is_begun(source):
    assert ask(source=source, trigger=PERSON)
    assert ask(source=source, trigger=PERSON) is None


def test_a_process_that_wakes_up_late_writes_nothing_any_more(source, here):
    here.shows(*SIX, course(9))
    asked = ask(source=source, trigger=PERSON)
    late = runs.begin(asked.pk)
    assert runs.begin(asked.pk) is None
    CourseImport.objects.update(beat_at=ago(minutes=6))
    assert runs.begin(asked.pk).attempt == 2
    with pytest.raises(source_runs.Lost):
        source_runs.hold(late)
    with pytest.raises(source_runs.Lost):
        source_runs.end(late, "done")
    CourseImport.objects.update(beat_at=ago(minutes=6))
    assert perform(asked).counts == {"new": 1, "unchanged": 6}


def test_a_run_that_kills_every_process_is_given_up(source):
    asked = ask(source=source, trigger=PERSON)
    for _attempt in range(4):
        runs.begin(asked.pk)
        CourseImport.objects.update(beat_at=ago(minutes=6))
    asked.refresh_from_db()
    assert asked.state == "failed"


# --- By the clock -----------------------------------------------------------------------------


def test_the_clock_starts_what_is_due_and_what_was_left(source):
    clock.start_due()
    assert not CourseImport.objects.active().exists()
    pretend(source, tried_at=ago(days=2))
    make_source(address="https://example.org/neu.csv")  # nobody has looked at it yet
    CourseSource.objects.for_files_of(source.organisation)
    clock.start_due()
    clock.start_due()
    begun = CourseImport.objects.active().get()
    assert (begun.source, begun.trigger, begun.purpose) == (source, "clock", "import")


def test_old_runs_are_forgotten_but_not_the_newest(source):
    newest = run(source)
    CourseImport.objects.update(asked_at=ago(days=366))
    assert clock.prune() > 0
    assert list(CourseImport.objects.all()) == [newest]


def test_after_undoing_nothing_is_imported_by_itself(source):
    newest = CourseImport.objects.get()
    assert actions.undo(run=newest, person=None)
    assert perform(newest).state == "undone"
    assert not Course.objects.live().exists()
    assert run(source).counts == {"new": 6}
    assert ImportedCourse.objects.filter(is_undone=True).count() == 6
