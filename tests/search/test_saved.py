"""Kept searches: asked for, confirmed, mailed once, extended and forgotten."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django_tasks_db.models import DBTaskResult

from search import outbox, tasks
from search.engines import current_engine
from search.models import IndexRequest, SavedSearch
from search.saved import actions, sending
from tests.constraints import breaks
from tests.factories import make_event, make_organisation, make_topic
from tests.search.factories import make_saved_search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
# A Wednesday, 09:00 in Berlin, and the next mornings on which mails are due.
NOW = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THURSDAY = datetime(2027, 3, 4, 6, 0, tzinfo=UTC)
FRIDAY, MONDAY = THURSDAY + DAY, datetime(2027, 3, 8, 6, 0, tzinfo=UTC)


def keep(at=NOW, **fields):
    minimum = {"email": "Anna@Example.org ", "query": "q=Laser", "language": "de"}
    actions.keep(**(minimum | {"rhythm": "daily"} | fields), at=at)


def publish(title="Laser", at=NOW + HOUR, **fields):
    record = make_organisation(title=title, first_published_at=at, **fields)
    outbox.work_off()
    return record


def mails(at):
    """What is sent at a moment."""
    mail.outbox.clear()
    sending.send_due(at=at)
    return mail.outbox


@pytest.fixture
def bad_server(settings):
    """A mail server that behaves as `BadServer.does` says, and notes the ids of messages."""
    settings.EMAIL_BACKEND = f"{__name__}.BadServer"
    BadServer.does, BadServer.ids = None, []
    return BadServer


class BadServer(EmailBackend):
    does, ids = None, []

    def open(self):
        if self.does == "away":
            raise ConnectionRefusedError

    def send_messages(self, messages):
        self.ids.append(messages[0].extra_headers["Message-ID"])
        if self.does == "refuse":
            raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})
        if self.does == "refuse anna" and messages[0].to[0].startswith("anna"):
            raise SMTPRecipientsRefused({messages[0].to[0]: (450, b"later")})
        if callable(self.does):
            type(self).does()
        count = super().send_messages(messages)
        if self.does == "die":
            raise SystemExit
        return count


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


# --- News -------------------------------------------------------------------------------------


def test_a_mail_comes_only_with_news_and_only_once():
    publish("Laser alt", at=NOW - HOUR)
    make_saved_search(at=NOW)
    assert mails(THURSDAY) == []
    publish("Laser neu", at=THURSDAY + HOUR)
    assert mails(THURSDAY + 2 * HOUR) == []  # not before the next morning
    (message,) = mails(FRIDAY)
    assert "Laser neu" in message.body
    assert "Laser alt" not in message.body
    assert mails(FRIDAY) == []
    assert mails(FRIDAY + DAY) == []


def test_weekly_mails_come_on_mondays():
    make_saved_search(at=NOW, rhythm="weekly")
    publish()
    assert mails(FRIDAY) == []
    assert len(mails(MONDAY)) == 1
    publish("Laser zwei", at=MONDAY + HOUR)
    assert mails(MONDAY + DAY) == []
    assert len(mails(MONDAY + 7 * DAY)) == 1


def test_mornings_are_local_in_summer_too():
    row = SavedSearch(rhythm="daily")
    before = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)  # the night in which clocks go forward
    assert row.next_due(before) == datetime(2027, 3, 28, 5, 0, tzinfo=UTC)
    at_seven = datetime(2027, 3, 28, 5, 0, tzinfo=UTC)
    assert row.next_due(at_seven) == at_seven + DAY


def test_only_what_the_whole_search_fits_is_news():
    topic = make_topic()
    query = f"type=organisation&q=Laser+Kassel&topic={topic.slug}"
    make_saved_search(at=NOW, query=query)
    publish("Laser Kassel", topics=[topic])
    publish("Laser Kassel ohne Thema")
    publish("Laser Fulda", topics=[topic])  # most words only
    make_event(title="Laser Kassel", topics=[topic], first_published_at=NOW + HOUR)
    outbox.work_off()
    (message,) = mails(THURSDAY)
    assert message.subject.startswith("1 ")


def test_the_newest_twenty_are_named_and_the_rest_counted():
    make_saved_search(at=NOW)
    for number in range(23):
        at = NOW + HOUR + timedelta(minutes=number)
        make_organisation(title=f"Laser {number:02}", first_published_at=at)
    outbox.work_off()
    (message,) = mails(THURSDAY)
    assert message.subject.startswith("23 ")
    assert "Laser 22" in message.body
    assert "Laser 03" in message.body
    assert "Laser 02" not in message.body
    assert "sort=newest" in message.body
    assert mails(FRIDAY) == []


def test_more_news_than_one_look_holds_are_all_seen(monkeypatch):
    monkeypatch.setattr("search.saved.news.STEP", 5)
    make_saved_search(at=NOW)
    for number in range(12):
        make_organisation(title=f"Laser {number}", first_published_at=NOW + HOUR)
    outbox.work_off()
    (message,) = mails(THURSDAY)
    assert message.subject.startswith("12 ")


def test_what_the_index_does_not_know_yet_waits_for_the_next_mail():
    make_saved_search(at=NOW)
    publish("Laser früh", at=NOW + HOUR)
    other = make_organisation(title="Laser im Index", first_published_at=NOW + 3 * HOUR)
    current_engine().update([], outbox._documents([f"organisation:{other.pk}"]))
    IndexRequest.objects.all().delete()
    make_organisation(title="Laser spät", first_published_at=NOW + 2 * HOUR)
    IndexRequest.objects.update(requested_at=NOW + 2 * HOUR)
    (message,) = mails(THURSDAY)
    assert "Laser früh" in message.body
    assert "Laser im Index" not in message.body
    outbox.work_off()
    (message,) = mails(FRIDAY)
    assert "Laser spät" in message.body
    assert "Laser im Index" in message.body


def test_without_an_index_nothing_is_mailed_and_nothing_lost(settings):
    row = make_saved_search(at=NOW)
    publish()
    pointer = settings.SEARCH_INDEX_DIR / "current"
    name = pointer.read_text()
    pointer.unlink()
    assert mails(THURSDAY) == []
    row.refresh_from_db()
    assert row.due_at == THURSDAY
    pointer.write_text(name)
    assert len(mails(THURSDAY + HOUR)) == 1


def test_a_search_that_lost_a_filter_is_silent_instead_of_asking_for_everything():
    topic = make_topic(slug="bald-weg")
    make_saved_search(at=NOW, query="type=organisation&topic=bald-weg")
    publish(topics=[topic])
    type(topic).objects.filter(pk=topic.pk).update(slug="anders")
    publish("Ganz anderes")
    assert mails(THURSDAY) == []
    type(topic).objects.filter(pk=topic.pk).update(slug="bald-weg")
    assert len(mails(FRIDAY)) == 1


def test_a_mail_names_kind_day_place_and_link_in_its_language():
    make_saved_search(at=NOW, language="en", query="type=event")
    event = make_event(
        title="Lasertag",
        title_en="Laser day",
        summary_en="All about <lasers>.",
        starts_at=datetime(2027, 4, 1, 16, 0, tzinfo=UTC),
        first_published_at=NOW + HOUR,
    )
    outbox.work_off()
    (message,) = mails(THURSDAY)
    assert message.subject == "1 new hit: Events"
    for text in ("Laser day", "Event · 1 April 2027, 18:00 · Kassel", "All about <lasers>."):
        assert text in message.body
    assert f"http://127.0.0.1:8000{event.url_in('en')}" in message.body
    assert "All about &lt;lasers&gt;." in message.alternatives[0].content
    assert "/en/search/keep/" in message.body


def test_a_mail_says_what_it_is_to_programs(settings):
    settings.HUB_URL = "https://hub.example.org"
    row = make_saved_search(at=NOW)
    publish()
    (message,) = mails(THURSDAY)
    head = message.extra_headers
    end = f"https://hub.example.org{row.url('unsubscribe')}"
    assert head["List-Unsubscribe"] == f"<{end}>"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["List-Id"] == "<kept-searches.hub.example.org>"
    assert head["Message-ID"].endswith("@hub.example.org>")
    assert message.from_email.endswith("<hub@localhost>")


# --- Failures ---------------------------------------------------------------------------------


def test_a_mail_that_is_refused_is_tried_again_later_and_later(bad_server):
    row = make_saved_search(at=NOW)
    publish()
    bad_server.does = "refuse"
    pauses = []
    at = THURSDAY
    for _attempt in range(4):
        assert mails(at) == []
        row.refresh_from_db()
        pauses.append(row.due_at - at)
        at = row.due_at
    assert [pause / HOUR for pause in pauses] == [0.25, 0.5, 1, 2]
    bad_server.does = None
    assert mails(at - HOUR / 10) == []
    (message,) = mails(at)
    assert "Laser" in message.body
    row.refresh_from_db()
    assert (row.failures, row.due_at) == (0, FRIDAY)


def test_one_refused_mail_does_not_stop_the_others(bad_server, caplog):
    make_saved_search(at=NOW)
    make_saved_search(at=NOW, email="bert@example.org")
    publish()
    bad_server.does = "refuse anna"
    assert [message.to for message in mails(THURSDAY)] == [["bert@example.org"]]
    assert "anna" not in caplog.text


def test_while_the_mail_server_is_away_everything_waits(bad_server):
    rows = [make_saved_search(at=NOW, email=f"a{n}@example.org") for n in range(3)]
    keep(at=THURSDAY)
    publish()
    bad_server.does = "away"
    assert mails(THURSDAY) == []
    assert SavedSearch.objects.filter(failures=0, due_at__lte=THURSDAY).count() == len(rows) + 1
    bad_server.does = None
    assert len(mails(THURSDAY + HOUR / 10)) == len(rows) + 1


def test_a_worker_killed_after_sending_does_not_send_again(bad_server):
    make_saved_search(at=NOW)
    publish()
    bad_server.does = "die"
    mail.outbox.clear()
    with pytest.raises(SystemExit):
        sending.send_due(at=THURSDAY)
    assert len(mail.outbox) == 1
    bad_server.does = None
    assert mails(THURSDAY + HOUR) == []
    publish("Laser zwei", at=THURSDAY + HOUR)
    (message,) = mails(FRIDAY)
    assert message.subject.startswith("1 ")


def test_two_workers_at_once_send_one_mail(bad_server):
    make_saved_search(at=NOW)
    make_saved_search(at=NOW, email="bert@example.org")
    publish()

    def second_worker():
        bad_server.does = None
        sending.send_due(at=THURSDAY)

    bad_server.does = second_worker
    assert sorted(m.to for m in mails(THURSDAY)) == [["anna@example.org"], ["bert@example.org"]]


def test_a_search_ended_meanwhile_gets_no_mail(bad_server):
    anna = make_saved_search(at=NOW)
    bert = make_saved_search(at=NOW, email="bert@example.org")
    publish()
    bad_server.does = lambda: actions.forget(saved=bert)
    assert [message.to for message in mails(THURSDAY)] == [[anna.email]]


def test_only_the_same_news_have_the_same_message_id(bad_server):
    make_saved_search(at=NOW)
    publish()
    bad_server.does = "refuse"
    mails(THURSDAY)
    bad_server.does = None
    mails(THURSDAY + HOUR)
    publish("Laser zwei", at=THURSDAY + 2 * HOUR)
    mails(FRIDAY)
    refused, again, other = bad_server.ids
    assert refused == again != other


def test_a_full_batch_is_followed_by_another(monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    for number in range(3):
        actions.keep(email=f"a{number}@example.org", query="q=x", language="de", rhythm="daily")
    assert tasks.send_saved_mails.call() == 2
    DBTaskResult.objects.get().task.call()
    assert len(mail.outbox) == 3
    assert DBTaskResult.objects.count() == 1


def test_the_clock_asks_the_worker_only_when_something_is_due():
    tasks.mail_saved_searches()
    make_saved_search()
    tasks.mail_saved_searches()
    assert DBTaskResult.objects.count() == 0
    actions.keep(email="bert@example.org", query="q=x", language="de", rhythm="daily")
    tasks.mail_saved_searches()
    assert DBTaskResult.objects.count() == 1


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
