"""Mails about kept searches on a real mail server: what arrives, and what after kill -9."""

import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from search import outbox
from search.models import SavedSearch
from search.saved import actions, sending
from tests.factories import make_organisation
from tests.mailbox import addresses, mailbox
from tests.running import RunningHub, free_port
from tests.search.factories import make_saved_search

NOW = timezone.now()
READERS = 60


@pytest.fixture
def box(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.HUB_URL = "https://hub.example.org"
    with mailbox(settings.EMAIL_PORT) as box:
        yield box


@pytest.mark.django_db
def test_a_mail_arrives_with_everything_that_ends_it_in_one_click(engine, box):
    """RFC 8058, 2919, 3834: the header fields, as a mail program reads them."""
    row = make_saved_search(at=NOW, query="q=Prüfstände+für+Großserien")
    make_organisation(
        title="Prüfstände für Großserien – „Dauerläufer“ & Co.",
        first_published_at=NOW + timedelta(hours=1),
    )
    outbox.work_off()
    sending.send_due(at=NOW + timedelta(days=1))
    (message,) = box.messages
    assert message.recipients == ["anna@example.org"]
    assert (
        message["Subject"].strip()
        == "1 neuer Treffer: Alle Einträge zu „Prüfstände für Großserien“"
    )
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<kept-searches.hub.example.org>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    title = "Prüfstände für Großserien – „Dauerläufer“ & Co."
    assert title in message.get_body(("plain",)).get_content()
    assert title.replace("&", "&amp;") in message.get_body(("html",)).get_content()

    link = message["List-Unsubscribe"].strip("<> ")
    assert link.startswith("https://hub.example.org/")
    assert link in addresses(message)
    assert f"<{link}>".encode() in message.raw  # in one piece and not encoded
    answer = Client(enforce_csrf_checks=True).post(
        urlsplit(link).path,
        b"List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert not SavedSearch.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_a_server_that_refuses_for_now_gets_the_mail_later(engine, box):
    actions.keep(email="anna@example.org", query="q=a", language="de", rhythm="daily", at=NOW)
    box.refuse = "451 greylisted, come back later"
    sending.send_due(at=NOW)
    assert box.messages == []
    box.refuse = ""
    sending.send_due(at=NOW + timedelta(minutes=10))
    assert box.messages == []
    sending.send_due(at=NOW + timedelta(minutes=20))
    assert len(box.messages) == 1


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """An installation with one new record that many people wait for."""
    hub = RunningHub(tmp_path_factory.mktemp("hub"))
    hub.set_up(["migrate --verbosity 0", "rebuild_index"])
    run(hub, "make_organisation(title='Neuer Laser', first_published_at=now - hour)")
    return hub


PREPARED = """
from datetime import timedelta
from django.utils import timezone
from search.saved import sending
from search.models import SavedSearch
from tests.factories import make_organisation
from tests.search.factories import make_saved_search
now, hour = timezone.now(), timedelta(hours=1)
"""
READERS_WAIT = f"""
SavedSearch.objects.all().delete()
for number in range({READERS}):
    make_saved_search(at=now - 2 * hour, email=f"a{{number}}@example.org", due_at=now - hour)
"""
WORKER = "while sending.send_due(): pass"


def begin(hub, script):
    """A process of its own, with everything in it that PREPARED has."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", PREPARED + script]
    return subprocess.Popen(command, env=hub.environment, stderr=subprocess.PIPE, text=True)


def run(hub, script):
    process = begin(hub, script)
    _out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors


def received(box):
    return Counter(message["To"] for message in box.messages)


def test_two_workers_at_once_send_every_mail_once(hub):
    run(hub, READERS_WAIT)
    with mailbox(hub.mail_port) as box:
        workers = [begin(hub, WORKER), begin(hub, WORKER)]
        for worker in workers:
            _out, errors = worker.communicate(timeout=120)
            assert worker.returncode == 0, errors
    assert set(received(box).values()) == {1}
    assert len(received(box)) == READERS


def test_after_kill_9_nobody_gets_a_mail_twice_and_at_most_one_is_missing(hub):
    run(hub, READERS_WAIT)
    kills = 0
    with mailbox(hub.mail_port) as box:
        for share in (1, 2, 3):
            worker = begin(hub, WORKER)
            while len(box.messages) < share * READERS // 4 and worker.poll() is None:
                time.sleep(0.001)
            worker.send_signal(signal.SIGKILL)
            worker.communicate()
            kills += worker.returncode == -signal.SIGKILL
        run(hub, WORKER)
    assert kills == 3
    assert set(received(box).values()) == {1}
    assert len(received(box)) >= READERS - kills
