"""Sources that hang, fail, lie and come back; runs that meet or die. Nothing lost or double."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.sources import runs as source_runs
from events.importing import clock, runs
from events.importing.actions import ask
from events.models import Event, EventSource, ImportedEvent, ImportEntry, ImportRun
from hub.mailbox.models import OutgoingMail
from tests.events.calendars import vevent
from tests.events.importing.partner import (
    PERSON,
    accept,
    first_import,
    hanging,
    make_source,
    partner,
    perform,
    run,
    told,
)
from tests.hub.fetching.evil import SHORT, response

pytestmark = [pytest.mark.usefixtures("english"), pytest.mark.django_db]
SIX = [vevent(uid=f"{n}@example.org", title=f"Abend {n}") for n in range(6)]
PAGE = response(b"<!DOCTYPE html><title>Wartung</title>", "Content-Type: text/calendar")
ERROR = response(b"", status="500 Oops")


@pytest.fixture
def here():
    with partner() as there:
        there.shows(*SIX)
        yield there


@pytest.fixture
def source(here):
    source = make_source(address=here.url)
    first_import(source)
    source.refresh_from_db()
    return source


@pytest.mark.parametrize(
    ("answer", "limits", "words"),
    [
        (hanging, SHORT, "zu lange"),
        (ERROR, SHORT, "500"),
        (PAGE, SHORT, "Webseite"),
        (response(b"BEGIN:VCARD\r\n"), SHORT, "iCalendar"),
        (response(b""), SHORT, ""),
    ],
    ids=["hangs", "500", "html", "no-calendar", "empty"],
)
def test_a_source_that_fails_harms_no_event_and_says_why(source, here, answer, limits, words):
    before = list(Event.objects.values())
    here.answer = answer
    failed = run(source, limits=limits)
    assert failed.state == "failed"
    assert words in failed.reason
    source.refresh_from_db()
    assert (source.failures, source.failure_reason) == (1, failed.reason)
    assert list(Event.objects.values()) == before
    here.shows(*SIX)
    assert told(run(source)) == {"unchanged": 6}
    source.refresh_from_db()
    assert (source.failures, source.failure_reason) == (0, "")
    assert source.recovered_at


def test_the_owner_is_told_once_after_three_failures_in_a_row(source, here):
    here.answer = ERROR
    sent = []
    for _try in range(5):
        run(source)
        sent.append(OutgoingMail.objects.count())
    assert sent == [0, 0, 1, 1, 1]
    mail = OutgoingMail.objects.get()
    assert mail.to == "kalender@example.org"
    assert "500" in mail.text
    assert here.url in mail.text
    here.shows(*SIX)
    run(source)
    here.answer = ERROR
    for _try in range(3):
        run(source)
    assert OutgoingMail.objects.count() == 2


def test_failures_that_are_not_in_a_row_are_nobodys_business(source, here):
    for _try in range(3):
        here.answer = ERROR
        run(source)
        run(source)
        here.shows(*SIX)
        run(source)
    assert not OutgoingMail.objects.exists()


def test_a_source_that_loses_half_of_its_events_is_not_believed(
    source, here, django_capture_on_commit_callbacks
):
    here.shows(*SIX[:2], vevent(uid="neu"))
    with django_capture_on_commit_callbacks(execute=True):
        stopped = run(source)
    assert (stopped.state, told(stopped)) == ("waiting", {"new": 1, "vanished": 4, "unchanged": 2})
    assert "4" in stopped.question
    mail = OutgoingMail.objects.get()
    assert stopped.question in mail.text
    assert Event.objects.live().count() == 6
    assert not source.imported_events.missing().exists()
    with django_capture_on_commit_callbacks(execute=True):
        run(source)
    assert OutgoingMail.objects.count() == 1  # asked already
    here.shows(*SIX)
    run(source)
    assert not ImportRun.objects.filter(state="waiting").exists()


def test_an_empty_calendar_is_a_question_too(source, here):
    here.shows()
    assert run(source).state == "waiting"


def test_a_loss_that_a_person_confirms_marks_the_events(source, here):
    here.shows(*SIX[:2])
    done = accept(run(source))
    assert told(done) == {"vanished": 4, "unchanged": 2}
    assert source.imported_events.missing().count() == 4
    assert Event.objects.live().count() == 6


def test_what_is_rejected_all_of_a_sudden_counts_as_lost(source, here):
    here.shows(*[vevent(uid=f"{n}@example.org", start="DTSTART:nie") for n in range(6)])
    assert run(source).state == "waiting"
    assert Event.objects.live().count() == 6


# --- Two at once, and kill -9 -----------------------------------------------------------------


def test_a_run_is_worked_on_by_one_process(source):
    asked = ask(source=source, trigger=PERSON)
    assert runs.begin(asked.pk)
    assert runs.begin(asked.pk) is None
    runs.perform(asked.pk)
    asked.refresh_from_db()
    assert asked.state == "running"


def test_a_run_whose_process_is_gone_is_taken_over_after_a_while(source):
    asked = ask(source=source, trigger=PERSON)
    runs.begin(asked.pk)
    ImportRun.objects.update(beat_at=timezone.now() - timedelta(minutes=6))
    assert list(ImportRun.objects.abandoned()) == [asked]
    assert told(perform(asked)) == {"unchanged": 6}


def test_a_process_that_wakes_up_late_writes_nothing_any_more(source, here):
    here.shows(*SIX, vevent(uid="neu"))
    asked = ask(source=source, trigger=PERSON)
    late = runs.begin(asked.pk)
    ImportRun.objects.update(beat_at=timezone.now() - timedelta(minutes=6))
    assert runs.begin(asked.pk).attempt == 2
    with pytest.raises(source_runs.Lost):
        source_runs.hold(late)
    with pytest.raises(source_runs.Lost):
        source_runs.end(late, "done")
    assert Event.objects.count() == 6


def test_a_run_that_was_broken_off_counts_all_that_it_did(source, here):
    here.shows(*SIX, vevent(uid="neu"), vevent(uid="auch neu"))
    asked = run(source)
    ImportedEvent.objects.filter(uid="auch neu").delete()
    Event.objects.filter(external_id="auch neu").delete()
    ImportEntry.objects.filter(uid="auch neu").delete()
    EventSource.objects.update(content_mark="")
    ImportRun.objects.filter(pk=asked.pk).update(
        state="running", beat_at=timezone.now() - timedelta(minutes=6)
    )
    assert told(perform(asked)) == {"new": 2, "unchanged": 6}
    assert Event.objects.count() == 8


def test_a_run_that_kills_every_process_is_given_up(source):
    asked = ask(source=source, trigger=PERSON)
    for _attempt in range(4):
        runs.begin(asked.pk)
        ImportRun.objects.update(beat_at=timezone.now() - timedelta(minutes=6))
    asked.refresh_from_db()
    assert asked.state == "failed"


# --- By the clock -----------------------------------------------------------------------------


def pretend(source, **fields):
    EventSource.objects.filter(pk=source.pk).update(**fields)


def is_due(source, **fields):
    pretend(source, **fields)
    return EventSource.objects.due().filter(pk=source.pk).exists()


def ago(**span):
    return timezone.now() - timedelta(**span)


def test_sources_are_due_by_their_rhythm(source):
    assert not is_due(source)
    assert not is_due(source, tried_at=ago(hours=23))
    assert is_due(source, tried_at=ago(hours=25))
    assert not is_due(source, rhythm="weekly")
    assert is_due(source, rhythm="hourly", tried_at=ago(minutes=61))
    assert not is_due(source, rhythm="by_hand")
    assert not is_due(source, rhythm="hourly", is_paused=True)
    assert not is_due(source, is_paused=False, confirmed_at=None)


def test_a_source_that_failed_is_tried_again_soon_but_not_for_ever(source):
    pretend(source, rhythm="weekly", tried_at=ago(minutes=61))
    assert not is_due(source, failures=0)
    assert is_due(source, failures=2)
    assert not is_due(source, failures=3)


def test_the_clock_starts_what_is_due_and_what_was_left(source):
    pretend(source, tried_at=ago(days=2))
    clock.start_due()
    clock.start_due()
    begun = ImportRun.objects.active().get()
    assert (begun.trigger, begun.purpose) == ("clock", "import")


def test_old_runs_are_forgotten_but_not_the_newest(source):
    newest = run(source)
    ImportRun.objects.update(asked_at=ago(days=91))
    assert clock.prune() > 0
    assert list(ImportRun.objects.all()) == [newest]


def test_a_dry_run_that_nobody_decides_about_ends_with_its_file(here):
    waiting = run(make_source(address=here.url))
    ImportRun.objects.update(ended_at=ago(days=15))
    clock.prune()
    waiting.refresh_from_db()
    assert waiting.state == "discarded"
    assert not hasattr(waiting, "file")
