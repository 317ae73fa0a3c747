from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from events.models import DateChange, Event
from events.registration import actions, care
from tests.events.registration.people import (
    DAY,
    HOUR,
    NOW,
    START,
    ask,
    join,
    mails,
    make_bookable,
    make_series,
    people_of,
    status,
    subjects,
)

pytestmark = pytest.mark.django_db
FIRST = datetime(2031, 6, 4, 16, 0, tzinfo=UTC)


def component(mail):
    """The event in the calendar file of a mail, as it travels."""
    message = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part["content-type"].params["method"] == "PUBLISH"
    calendar = Calendar.from_ical(part.get_content())
    assert calendar["method"] == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    return event


def move(event, days=1):
    event.starts_at += days * DAY
    event.ends_at += days * DAY
    event.save()


def settle(at=NOW):
    assert care.look_after_all(at=at) == 1


def test_a_list_without_news_is_not_written():
    join(make_bookable())
    settle()
    with CaptureQueriesContext(connection) as asked:
        settle()
    assert not [q["sql"] for q in asked if q["sql"].startswith("UPDATE")]


def test_the_file_of_a_mail_is_the_entry_of_the_public_calendar(mailoutbox):
    event = make_bookable()
    join(event)
    found = component(dict(mails(mailoutbox))["anna"])
    assert found["uid"] == event.calendar_entry.uid
    assert found["dtstart"].dt == START
    assert found["status"] == "CONFIRMED"


def test_a_change_of_time_and_place_is_told_once_with_a_higher_sequence(mailoutbox):
    event = make_bookable(venue="Stadthalle")
    join(event)
    before = component(dict(mails(mailoutbox))["anna"])
    settle()
    assert mails(mailoutbox) == []
    move(event)
    event.venue = "Rathaus"
    event.save()
    settle()
    settle()
    ((_name, mail),) = mails(mailoutbox)
    assert mail.subject == "Geändert: Werkstattabend"
    assert "4. Juni 2031, 12:00 Uhr" in mail.body  # until now
    assert "Stadthalle" in mail.body
    assert "Rathaus, Kassel" in mail.body
    after = component(mail)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == START + DAY
    settle()
    assert mails(mailoutbox) == []


def test_a_change_of_words_is_no_change(mailoutbox):
    event = make_bookable()
    join(event)
    mails(mailoutbox)
    event.summary, event.title, event.status = "Anders.", "Anders", "moved"
    event.save()
    settle()
    assert mails(mailoutbox) == []


def test_two_changes_before_a_mail_is_sent_make_one_mail_from_what_people_knew(mailoutbox):
    event = make_bookable()
    join(event)
    mails(mailoutbox)
    move(event)
    settle()
    move(event)
    settle()
    ((_name, mail),) = mails(mailoutbox)
    assert "4. Juni 2031, 12:00 Uhr" in mail.body
    assert "6. Juni 2031" in mail.body


def test_everybody_hears_of_a_cancellation_once_and_that_it_takes_place_after_all(mailoutbox):
    event = make_bookable(registration_places=1)
    for name in ("anna", "bert"):
        join(event, name)
    ask(event, "cora")  # not confirmed: hears nothing
    mails(mailoutbox)
    event.status, event.status_note = "cancelled", "Die Halle ist gesperrt."
    event.save()
    settle()
    settle()
    sent = dict(mails(mailoutbox))
    assert sent.keys() == {"anna", "bert"}
    assert sent["anna"].subject == "Findet nicht statt: Werkstattabend"
    assert "Die Halle ist gesperrt." in sent["anna"].body
    assert component(sent["anna"])["status"] == "CANCELLED"
    assert not sent["bert"].attachments  # has nothing in the calendar
    event.status = "scheduled"
    event.save()
    settle()
    ((_name, mail), _bert) = mails(mailoutbox)
    assert "findet nun doch statt" in mail.body


def test_a_draft_tells_nobody_anything(mailoutbox):
    event = make_bookable()
    join(event)
    mails(mailoutbox)
    event.starts_at += DAY
    event.ends_at += DAY
    event.save_revision()
    settle()
    assert mails(mailoutbox) == []
    assert Event.objects.get(pk=event.pk).starts_at == START


def test_the_day_before_everybody_is_reminded_once(mailoutbox):
    event = make_bookable()
    join(event)
    mails(mailoutbox)
    morning = datetime(2031, 6, 3, 7, 0, tzinfo=UTC)  # nine in Kassel
    settle(morning - HOUR)
    assert mails(mailoutbox, at=morning) == []
    join(event, "bert", at=morning + HOUR)  # knows it anyway
    mails(mailoutbox, at=morning + HOUR)
    settle(morning + HOUR)
    settle(morning + 2 * HOUR)
    assert subjects(mailoutbox, at=morning + 2 * HOUR) == [("anna", "Morgen: Werkstattabend")]
    move(event, days=7)
    settle(morning + 3 * HOUR)
    mails(mailoutbox, at=morning + 3 * HOUR)
    settle(morning + 7 * DAY)
    assert {name for name, _mail in mails(mailoutbox, at=morning + 7 * DAY)} == {"anna", "bert"}


def test_people_of_one_date_get_the_file_of_that_date(mailoutbox):
    event = make_series()
    second = FIRST + 7 * DAY
    join(event, recurrence_id=second)
    found = component(dict(mails(mailoutbox))["anna"])
    assert found["uid"] == event.calendar_entry.uid
    assert found["recurrence-id"].dt == second
    assert found["dtstart"].dt == second
    assert "rrule" not in found


def test_only_the_people_of_a_moved_or_cancelled_date_are_told(mailoutbox):
    event = make_series()
    second = FIRST + 7 * DAY
    join(event, "anna", recurrence_id=FIRST)
    join(event, "bert", recurrence_id=second)
    mails(mailoutbox)
    change = DateChange(
        kind="changed", recurrence_id=second, starts_at=second + HOUR, note="Später."
    )
    event.date_changes = [change]
    event.save()
    care.look_after_all(at=NOW)
    ((name, mail),) = mails(mailoutbox)
    assert name == "bert"
    assert "Später." in mail.body
    found = component(mail)
    assert (found["recurrence-id"].dt, found["dtstart"].dt) == (second, second + HOUR)
    event.date_changes = [DateChange(kind="cancelled", recurrence_id=second)]
    event.save()
    care.look_after_all(at=NOW)
    care.look_after_all(at=NOW)
    ((name, mail),) = mails(mailoutbox)
    assert (name, mail.subject) == ("bert", "Findet nicht statt: Werkstattabend")
    assert component(mail)["status"] == "CANCELLED"


def test_lists_survive_that_the_stored_dates_are_made_anew(mailoutbox):
    event = make_series()
    join(event, recurrence_id=FIRST)
    mails(mailoutbox)
    event.occurrences.all().delete()
    event.sync_occurrences()
    care.look_after_all(at=NOW)
    assert mails(mailoutbox) == []
    assert people_of(event, FIRST).registrations.registered().count() == 1


def test_people_follow_when_the_whole_series_begins_an_hour_later(mailoutbox):
    event = make_series()
    join(event, recurrence_id=FIRST)
    mails(mailoutbox)
    event.starts_at += HOUR
    event.ends_at += HOUR
    event.save()
    care.look_after_all(at=NOW)
    assert people_of(event, FIRST + HOUR).registrations.registered().count() == 1
    ((_name, mail),) = mails(mailoutbox)
    assert "19:00" in mail.body
    assert component(mail)["recurrence-id"].dt == FIRST + HOUR
    care.look_after_all(at=NOW)
    assert mails(mailoutbox) == []


def test_a_date_that_its_series_has_lost_does_not_take_place(mailoutbox):
    event = make_series()
    third = FIRST + 14 * DAY
    join(event, recurrence_id=third)
    mails(mailoutbox)
    event.recurrence_rules = "FREQ=WEEKLY;COUNT=2"
    event.save()
    care.look_after_all(at=NOW)
    care.look_after_all(at=NOW)
    assert subjects(mailoutbox) == [("anna", "Findet nicht statt: Werkstattabend")]


def test_people_of_a_whole_series_hear_of_its_changes_but_not_that_time_passes(mailoutbox):
    event = make_series(registration_mode="once")
    join(event)
    found = dict(mails(mailoutbox))["anna"]
    assert component(found)["rrule"]["FREQ"] == ["WEEKLY"]
    event.date_changes = [DateChange(kind="cancelled", recurrence_id=FIRST + 7 * DAY)]
    event.save()
    care.look_after_all(at=NOW)
    assert [name for name, _mail in mails(mailoutbox)] == ["anna"]
    late = FIRST + 8 * DAY
    care.look_after_all(at=late)
    event.date_changes = []  # the past is tidied up
    event.save()
    care.look_after_all(at=late)
    assert [mail.subject for _name, mail in mails(mailoutbox, at=late)] == []


def test_a_list_that_cannot_be_looked_after_stops_no_other(monkeypatch, caplog):
    broken, event = make_bookable(), make_bookable(registration_places=1)
    join(broken)
    ask(event, "bert")
    Event.objects.filter(pk=broken.pk).update(time_zone="Nirgendwo/Nichts")
    care.look_after_all(at=NOW + DAY + HOUR)
    assert status("bert") is None  # its hold was let go
    assert f"list {people_of(broken).pk} of registrations" in caplog.text


def test_what_waits_is_found_again_by_the_clock(mailoutbox, django_capture_on_commit_callbacks):
    from django_tasks_db.models import DBTaskResult

    join(make_bookable(starts_at=datetime.now(UTC) + 30 * DAY), at=datetime.now(UTC))
    DBTaskResult.objects.all().delete()
    care.look_after_soon()
    names = set(DBTaskResult.objects.values_list("task_path", flat=True))
    assert names == {
        "events.registration.care.look_after_lists",
        "events.registration.tasks.send_registration_mails",
    }


def test_the_reminder_keeps_the_clock_of_the_event():
    start = datetime(2031, 3, 30, 18, 0, tzinfo=UTC)  # the clocks have changed that morning
    due = care.reminder_due_at(start, "Europe/Berlin")
    assert due.astimezone(UTC) == datetime(2031, 3, 29, 8, 0, tzinfo=UTC)
    assert timedelta(hours=30) < start - due


def test_a_cancelled_event_reminds_and_offers_nothing(mailoutbox):
    event = make_bookable(registration_places=1, starts_at=NOW + DAY, status="scheduled")
    for name in ("anna", "bert"):
        join(event, name, at=NOW - DAY)
    mails(mailoutbox)
    event.status = "cancelled"
    event.save()
    at = NOW
    settle(at)
    mails(mailoutbox, at=at)
    actions.cancel(registration=event.registration_lists.get().registrations.first(), at=at)
    settle(at)
    assert status("bert") == "waiting"
    assert [m.subject for _n, m in mails(mailoutbox, at=at)] == [
        "Sie haben abgesagt: Werkstattabend"
    ]
