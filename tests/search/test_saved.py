"""Kept searches: asked for, confirmed, extended and forgotten."""

from datetime import timedelta
from email import message_from_bytes, policy
from urllib.parse import urlencode

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from search import tasks
from search.models import SavedSearch
from search.saved import actions, sending
from tests.constraints import breaks
from tests.search.factories import make_saved_search
from tests.search.saved import DAY, FRIDAY, HOUR, NOW, THURSDAY, keep, mails, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


# --- Keeping and confirming -------------------------------------------------------------------


def test_an_address_is_asked_before_anything_is_mailed():
    keep()
    row = SavedSearch.objects.get()
    assert (row.email, row.is_confirmed) == ("anna@example.org", False)
    publish()
    (message,) = mails(NOW)
    assert message.to == ["anna@example.org"]
    assert row.token in message.body
    assert mails(FRIDAY) == []


def test_a_confirmed_search_begins_the_next_morning_and_lasts_a_year():
    keep()
    mails(NOW)
    row = SavedSearch.objects.get()
    actions.confirm(saved=row, at=NOW + HOUR)
    row.refresh_from_db()
    assert row.due_at == THURSDAY
    assert row.expires_at == NOW + HOUR + timedelta(days=365)
    actions.confirm(saved=row, at=NOW + 2 * HOUR)  # a second press of the button
    row.refresh_from_db()
    assert row.confirmed_at == NOW + HOUR


def test_what_was_published_between_form_and_confirmation_is_news():
    keep()
    publish(at=NOW + HOUR)
    actions.confirm(saved=SavedSearch.objects.get(), at=NOW + 2 * HOUR)
    assert len(mails(THURSDAY)) == 1


def test_the_confirmation_is_sent_by_the_worker_right_after_the_commit(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.keep(email="anna@example.org", query="q=Laser", language="de", rhythm="daily")
    queued = DBTaskResult.objects.get()
    assert queued.args_kwargs == {"args": [], "kwargs": {}}  # no address lies in the queue
    tasks.send_saved_mails.call()
    assert len(mail.outbox) == 1


def test_keeping_twice_makes_one_row_and_one_mail_an_hour():
    keep()
    assert len(mails(NOW)) == 1
    keep(at=NOW + HOUR / 2, rhythm="weekly")
    assert mails(NOW + HOUR / 2) == []
    keep(at=NOW + HOUR, rhythm="weekly")
    assert len(mails(NOW + HOUR)) == 1
    assert SavedSearch.objects.get().rhythm == "weekly"


def test_nobody_can_be_pestered_with_confirmations():
    sent = 0
    for number in range(47):
        at = NOW + number * HOUR
        keep(at=at)
        sent += len(mails(at))
    assert sent <= 7
    for number in range(5):
        keep(at=at, query=f"q={number}")
    assert SavedSearch.objects.count() == actions.UNCONFIRMED


def test_keeping_what_is_kept_changes_nothing_and_says_so_once_a_day(
    django_capture_on_commit_callbacks,
):
    row = make_saved_search(at=NOW)
    for at in (NOW + HOUR, NOW + DAY, NOW + DAY + HOUR):
        with django_capture_on_commit_callbacks(execute=True):
            keep(at=at, rhythm="weekly")
    (queued,) = DBTaskResult.objects.all()
    queued.task.call(*queued.args_kwargs["args"])
    (message,) = mail.outbox
    assert "confirm" not in message.body
    assert row.token in message.body
    row.refresh_from_db()
    assert (row.rhythm, row.is_confirmed) == ("daily", True)


def test_a_flood_of_searches_is_refused(monkeypatch):
    monkeypatch.setattr(actions, "HOURLY", 3)
    for number in range(3):
        keep(email=f"a{number}@example.org")
    with pytest.raises(actions.TooMany):
        keep(email="b@example.org")
    keep(email="b@example.org", at=NOW + 2 * HOUR)


def test_tags_of_an_address_are_no_way_to_flood_its_mailbox():
    for number in range(9):
        keep(email=f"anna+{number}@example.org")
    assert len(mails(NOW)) == 3
    keep(email="annabel@example.org")
    keep(email="anna@example.com")
    assert len(mails(NOW)) == 2


@pytest.mark.parametrize(
    "host", ["casino7.com", "1und1.de", "e\u0301.com", "evil。com", "evil．com", "a-.com"]
)
def test_no_kind_of_host_becomes_a_link_in_a_confirmation(host):
    keep(query=urlencode({"q": f"Jetzt {host}/kaufen"}))
    (message,) = mails(NOW)
    assert host not in message.subject + message.body + message.alternatives[0].content


def test_a_confirmation_keeps_dots_that_make_no_link():
    keep(query=urlencode({"q": ".NET 01.12.2026 3.5"}))
    (message,) = mails(NOW)
    assert "„.NET 01.12.2026 3.5“" in message.subject


def test_no_question_goes_to_the_database_that_postgresql_cannot_take(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert SavedSearch.objects.with_token("a\0b") is None


def test_a_confirmation_is_no_way_to_send_advertisements():
    keep(query="q=Jetzt+kaufen+https://example.com+www.example.com")
    (message,) = mails(NOW)
    assert "example.com" not in message.subject + message.body.replace("hub@example.com", "")
    html = message.alternatives[0].content
    assert "example.com" not in html


@pytest.mark.parametrize("words", ["a%0D%0ABcc: b@example.org", "<b>fett</b>", "ä" * 300])
def test_words_of_a_search_cannot_break_a_mail(words):
    keep(query=f"q={words}")
    (message,) = mails(NOW)
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert parsed["To"] == "anna@example.org"
    assert parsed["Bcc"] is None
    assert "<b>" not in message.alternatives[0].content
    assert len(message.subject) <= 120


# --- The end ----------------------------------------------------------------------------------


def test_after_nearly_a_year_the_owner_is_asked_once(bad_server):
    row = make_saved_search(at=NOW)
    late = NOW + timedelta(days=352)
    assert sending.ask_expiring(at=NOW + timedelta(days=350)) == 0
    bad_server.does = "refuse"
    sending.ask_expiring(at=late)
    bad_server.does = None
    mail.outbox.clear()
    sending.ask_expiring(at=late + HOUR)
    sending.ask_expiring(at=late + DAY)
    (message,) = mail.outbox
    assert row.url("extend") in message.body
    actions.extend(saved=row, at=late + DAY)
    row.refresh_from_db()
    assert row.expires_at == late + DAY + timedelta(days=365)
    assert row.asked_at is None


def test_a_search_whose_year_is_over_gets_no_mail_and_is_deleted():
    row = make_saved_search(at=NOW)
    publish()
    assert mails(row.expires_at) == []
    assert actions.prune(at=row.expires_at - HOUR) == 0
    assert actions.prune(at=row.expires_at) == 1


def test_what_nobody_confirms_is_deleted_after_two_days():
    keep()
    row = SavedSearch.objects.get()
    assert actions.prune(at=NOW + 47 * HOUR) == 0
    actions.confirm(saved=row, at=NOW + 48 * HOUR)  # too late
    assert actions.prune(at=NOW + 48 * HOUR) == 1


def test_an_expired_row_is_in_nobodys_way():
    keep()
    keep(at=NOW + 3 * DAY)
    assert SavedSearch.objects.get().created_at == NOW + 3 * DAY


# --- Rules of the database --------------------------------------------------------------------


def test_an_address_keeps_a_search_once_per_language():
    make_saved_search()
    make_saved_search(language="en")
    with breaks("search_savedsearch_unique"):
        make_saved_search()


def test_no_two_searches_have_one_secret():
    row = make_saved_search()
    with breaks("search_savedsearch_token"):
        make_saved_search(query="q=b", token=row.token)


def test_a_search_expires_after_it_was_made():
    with breaks("search_savedsearch_expires"):
        make_saved_search(at=NOW, expires_at=NOW)


def test_a_search_is_confirmed_after_it_was_made():
    with breaks("search_savedsearch_confirmed"):
        make_saved_search(at=NOW, confirmed_at=NOW - HOUR)


def test_there_are_two_rhythms():
    with breaks("search_savedsearch_rhythm"):
        make_saved_search(rhythm="hourly", due_at=NOW)
