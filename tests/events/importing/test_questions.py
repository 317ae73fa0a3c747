"""What people decide: events that vanished, and fields that changed here and there."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from events.importing.actions import decide_conflict, decide_vanished, groups_of_conflicts
from events.models import DateChange, Event, ImportedEvent
from tests.events.calendars import vevent
from tests.events.importing.partner import NOW, first_import, make_source, partner, run, told
from tests.events.registration.people import registered

pytestmark = [pytest.mark.usefixtures("english"), pytest.mark.django_db]


def evening(number, *lines, title=""):
    return vevent(*lines, uid=f"{number}@example.org", title=title or f"Abend {number}")


LATER = "DTSTART:20260610T200000"
FIVE = [evening(n) for n in range(1, 6)]


@pytest.fixture
def here():
    with partner() as there:
        there.shows(*FIVE)
        yield there


@pytest.fixture
def source(here):
    source = make_source(address=here.url)
    first_import(source)
    return source


def first():
    return Event.objects.get(external_id="1@example.org")


def vanish(source, here):
    here.shows(*FIVE[1:])
    run(source)
    return source.imported_events.missing().get()


# --- Vanished ---------------------------------------------------------------------------------


def test_an_event_with_people_is_cancelled_and_never_just_withdrawn(source, here):
    missing = vanish(source, here)
    registered(first())
    with pytest.raises(ValidationError, match="People are registered"):
        decide_vanished(imported=missing, decision="withdraw", person=None)
    assert first().live
    assert decide_vanished(imported=missing, decision="cancel", person=None)
    assert first().is_cancelled


def test_a_vanished_event_is_marked_and_stays_public(source, here):
    here.shows(*FIVE[1:])
    assert told(run(source)) == {"vanished": 1, "unchanged": 4}
    assert first().live
    missing = source.imported_events.missing().get()
    assert (missing.event, missing.missing_since) == (first(), NOW)
    assert "vanished" not in told(run(source))  # told once


def test_an_event_that_comes_back_is_no_question_any_more(source, here):
    here.shows(*FIVE[1:])
    run(source)
    here.shows(*FIVE)
    assert told(run(source)) == {"returned": 1, "unchanged": 4}
    assert not source.imported_events.missing().exists()


def test_past_events_may_leave_the_source(source, here):
    here.shows(evening(9))
    assert told(run(source, now=NOW + timedelta(days=365))) == {"new": 1}


@pytest.mark.parametrize(
    ("decision", "live", "status"),
    [
        ("keep", True, "scheduled"),
        ("cancel", True, "cancelled"),
        ("withdraw", False, "scheduled"),
    ],
)
def test_a_person_decides_what_becomes_of_it(source, here, decision, live, status):
    here.shows(*FIVE[1:])
    run(source)
    missing = source.imported_events.missing().get()
    assert decide_vanished(imported=missing, decision=decision, person=None)
    assert not decide_vanished(imported=missing, decision="withdraw", person=None)
    assert (first().live, first().status) == (live, status)
    assert not source.imported_events.missing().exists()
    assert "vanished" not in told(run(source))


def test_what_was_withdrawn_stays_so_when_it_is_back_and_that_is_said(source, here):
    here.shows(*FIVE[1:])
    run(source)
    missing = source.imported_events.missing().get()
    decide_vanished(imported=missing, decision="withdraw", person=None)
    here.shows(*FIVE)
    line = run(source).entries.get()
    assert line.action == "returned"
    assert line.reason
    assert not first().live


# --- Changed here and there -------------------------------------------------------------------


def edit(**fields):
    event = first()
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()


def test_what_people_changed_is_kept(source, here):
    edit(title="Unser Abend", postcode="34117", place="Kassel")
    here.shows(*FIVE[1:], evening(1, "DESCRIPTION:Ein langer Text, den der Partner nachreicht."))
    done = run(source)
    assert told(done) == {"changed": 1, "unchanged": 4}
    event = first()
    assert (event.title, event.place) == ("Unser Abend", "Kassel")
    assert event.description.startswith("Ein langer Text")


def test_a_field_changed_on_both_sides_is_a_conflict_with_both_values(source, here):
    edit(title="Unser Abend")
    here.shows(*FIVE[1:], evening(1, "URL:https://example.org/a", title="Deren Abend"))
    done = run(source)
    assert told(done) == {"conflict": 1, "unchanged": 4}
    line = done.entries.get()
    assert line.conflicts == {"title": ["Unser Abend", "Deren Abend"]}
    assert line.fields == {"registration_url": ["", "https://example.org/a"]}
    assert first().title == "Unser Abend"
    assert source.imported_events.in_conflict().get().event == first()


@pytest.mark.parametrize(("take", "title"), [(True, "Deren Abend"), (False, "Unser Abend")])
def test_a_person_decides_a_conflict_for_good(source, here, take, title):
    edit(title="Unser Abend")
    here.shows(*FIVE[1:], evening(1, title="Deren Abend"))
    run(source)
    row = source.imported_events.in_conflict().get()
    for names in groups_of_conflicts(row):
        assert decide_conflict(imported=row, names=names, take_theirs=take)
    assert not decide_conflict(imported=row, names=["title"], take_theirs=True)
    assert first().title == title
    source.forget_content()
    assert told(run(source)) == {"unchanged": 5}
    assert first().title == title
    here.shows(*FIVE[1:], evening(1, title="Noch anders"))
    assert told(run(source)) == ({"changed": 1} if take else {"conflict": 1}) | {"unchanged": 4}


def test_a_conflict_goes_when_the_source_agrees(source, here):
    edit(title="Unser Abend")
    here.shows(*FIVE[1:], evening(1, title="Deren Abend"))
    run(source)
    here.shows(*FIVE[1:], evening(1, title="Unser Abend"))
    run(source)
    assert not source.imported_events.in_conflict().exists()


def test_a_draft_that_somebody_works_on_is_respected(source, here):
    draft = first()
    draft.title = "Entwurf"
    draft.save_revision(clean=False)
    here.shows(*FIVE[1:], evening(1, "URL:https://example.org/a", title="Deren Abend"))
    assert told(run(source))["conflict"] == 1
    event = first()
    draft = event.get_latest_revision_as_object()
    assert (draft.title, draft.registration_url) == ("Entwurf", "https://example.org/a")
    assert (event.title, event.has_unpublished_changes) == ("Deren Abend", True)


def test_dates_that_people_and_source_change_are_asked_about_together(here):
    weekly = "RRULE:FREQ=WEEKLY;COUNT=3"
    here.shows(vevent(weekly, "EXDATE:20260617T180000", uid="1@example.org"))
    source = make_source(address=here.url)
    first_import(source)
    row = first().date_changes.get()
    event = first()
    event.date_changes = []
    event.save()
    here.shows(vevent(weekly, "EXDATE:20260624T180000", uid="1@example.org"))
    assert told(run(source)) == {"conflict": 1}
    imported = source.imported_events.in_conflict().get()
    assert first().occurrences.count() == 3
    decide_conflict(imported=imported, names=["date_changes"], take_theirs=True)
    assert [change.kind for change in first().date_changes.all()] == [row.kind]
    assert first().occurrences.count() == 2


def test_a_locked_event_is_not_decided_about(source, here):
    edit(title="Unser Abend")
    here.shows(*FIVE[1:], evening(1, title="Deren Abend"))
    run(source)
    Event.objects.update(locked=True)
    row = ImportedEvent.objects.in_conflict().get()
    with pytest.raises(ValidationError):
        decide_conflict(imported=row, names=["title"], take_theirs=True)


def test_a_moved_start_and_dates_that_the_source_changes_are_one_question(here):
    weekly, source = "RRULE:FREQ=WEEKLY;COUNT=3", make_source(address=here.url)
    here.shows(vevent(weekly, uid="1@example.org"))
    first_import(source)
    event = first()
    edit(starts_at=event.starts_at + timedelta(hours=1), ends_at=event.ends_at + timedelta(hours=1))
    here.shows(vevent(weekly, "EXDATE:20260617T180000", uid="1@example.org"))
    assert told(run(source)) == {"conflict": 1}
    row = source.imported_events.in_conflict().get()
    assert row.conflicts.keys() == {"date_changes"}
    assert first().occurrences.count() == 3
    here.shows(vevent(weekly, "EXDATE:20260617T200000", uid="1@example.org", start=LATER))
    run(source)
    row.refresh_from_db()
    assert [set(group) for group in groups_of_conflicts(row)] == [
        {"date_changes", "starts_at", "ends_at"}
    ]


def test_a_series_is_not_moved_away_from_what_people_say_about_its_dates(here):
    weekly, source = "RRULE:FREQ=WEEKLY;COUNT=3", make_source(address=here.url)
    here.shows(vevent(weekly, uid="1@example.org"))
    first_import(source)
    event = first()
    event.date_changes = [
        DateChange(recurrence_id=event.starts_at + timedelta(weeks=1), kind="cancelled")
    ]
    event.save()
    here.shows(vevent(weekly, "EXDATE:20260624T180000", uid="1@example.org"))
    assert told(run(source)) == {"changed": 1}  # another date: both are right
    here.shows(vevent(weekly, "EXDATE:20260624T200000", uid="1@example.org", start=LATER))
    assert told(run(source)) == {"conflict": 1}
    row = source.imported_events.in_conflict().get()
    (names,) = groups_of_conflicts(row)
    assert decide_conflict(imported=row, names=names, take_theirs=True)
    here.shows(vevent(weekly, uid="1@example.org", start=LATER.replace("20", "21")))
    assert "conflict" not in told(run(source))  # one answer is enough


def test_the_reason_goes_with_the_cancellation(here):
    source = make_source(address=here.url)
    cancelled = evening(1, "STATUS:CANCELLED", "COMMENT:Krank")
    here.shows(cancelled, evening(2, "STATUS:CANCELLED", "COMMENT:Krank"))
    first_import(source)
    assert (first().status, first().status_note) == ("cancelled", "Krank")
    here.shows(evening(1, "STATUS:CONFIRMED"), evening(2))
    run(source)
    states = Event.objects.values_list("status", "status_note")
    assert set(states) == {("scheduled", "")}


def test_a_note_that_a_person_has_written_stays(here):
    source = make_source(address=here.url)
    here.shows(evening(1, "STATUS:CANCELLED"))
    first_import(source)
    edit(status_note="Wir suchen einen neuen Termin")
    here.shows(evening(1, "STATUS:CONFIRMED"))
    assert told(run(source)) == {"changed": 1}
    assert first().status_note == "Wir suchen einen neuen Termin"
