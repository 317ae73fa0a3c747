"""Every mail about a kept search once, whatever happens to servers and workers."""

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from search import tasks
from search.models import SavedSearch
from search.saved import actions, sending
from tests.search.factories import make_saved_search
from tests.search.saved import FRIDAY, HOUR, NOW, THURSDAY, keep, mails, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


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
