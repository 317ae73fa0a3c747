from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from hub.mailbox import sending, tasks
from hub.mailbox.models import BouncedAddress, OutgoingMail
from hub.mailbox.queue import language_of, queue
from tests.factories import make_person
from tests.hub.mailbox.servers import Server

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LETTER = """{% extends "hub/mail/letter.txt" %}{% block subject %}Zu {{ title }}{% endblock %}
{% block body %}Es geht um {{ title }}:

{{ url }}{% endblock %}"""


@pytest.fixture(autouse=True)
def letter(settings, tmp_path):
    (tmp_path / "letter.txt").write_text(LETTER)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.hub.mailbox.servers.Server"
    return lambda **moods: [monkeypatch.setattr(Server, *mood) for mood in moods.items()]


def post(name="anna", *, key="", language="de", not_after=None, **context):
    context = {"title": "Müller & Söhne", "url": "https://hub.example/a/?b=1&c=2", **context}
    return queue(
        to=f"{name}@example.org",
        language=language,
        kind="review",
        template="letter.txt",
        context=context,
        key=key,
        at=NOW,
        not_after=not_after,
    )


def test_a_mail_is_text_and_html_with_the_heads_of_a_program(mailoutbox):
    post()
    assert sending.send_due(at=NOW) == 1
    [mail] = mailoutbox
    assert mail.subject == "Zu Müller & Söhne"
    assert "https://hub.example/a/?b=1&c=2\n" in mail.body
    html = mail.alternatives[0].content
    assert 'href="https://hub.example/a/?b=1&amp;c=2"' in html
    assert "Müller &amp; Söhne" in html
    assert mail.extra_headers["List-Id"].startswith("<review.")
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_is_written_in_the_language_of_its_reader(mailoutbox):
    post()
    post("bert", language="en")
    sending.send_due(at=NOW)
    assert [mail.body.split(",")[0] for mail in mailoutbox] == ["Guten Tag", "Hello"]


def test_a_title_over_two_lines_is_no_second_header(mailoutbox):
    post(title="Ein\r\nBcc: alle@example.org")
    sending.send_due(at=NOW)
    assert mailoutbox[0].recipients() == ["anna@example.org"]


def test_a_sent_mail_keeps_no_text_and_its_key_is_used_once(mailoutbox):
    assert post(key="once")
    sending.send_due(at=NOW)
    assert not post(key="once")
    assert sending.send_due(at=NOW) == 0
    row = OutgoingMail.objects.get()
    assert (row.subject, row.text, row.due_at, row.sent_at) == ("", "", None, NOW)


def test_a_mail_of_a_transaction_that_fails_is_none(mailoutbox):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        raise ZeroDivisionError
    assert sending.send_due(at=NOW) == 0


def test_the_worker_is_asked_with_the_commit_and_again_by_the_clock():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        raise ZeroDivisionError
    assert not DBTaskResult.objects.exists()
    post()
    assert DBTaskResult.objects.count() == 1
    tasks.send_waiting()
    assert DBTaskResult.objects.count() == 2


def test_while_the_server_is_away_everything_waits(mailoutbox, server):
    post()
    server(is_away=True)
    assert sending.send_due(at=NOW) == 0
    assert OutgoingMail.objects.get().failures == 0
    server(is_away=False)
    sending.send_due(at=NOW)
    assert len(mailoutbox) == 1


def test_an_address_that_does_not_exist_is_marked_and_stops_no_other(mailoutbox, server, caplog):
    post("anna")
    post("bert")
    server(refuses={"anna@example.org"})
    sending.send_due(at=NOW)
    assert [mail.to for mail in mailoutbox] == [["bert@example.org"]]
    assert BouncedAddress.objects.get().email == "anna@example.org"
    assert not OutgoingMail.objects.waiting().exists()
    assert "anna" not in caplog.text
    server(refuses=frozenset())
    post("anna")
    sending.send_due(at=NOW)
    assert not BouncedAddress.objects.exists()


def test_a_refusal_for_now_is_tried_again_ever_later_and_given_up(mailoutbox, server):
    post()
    server(refuses={"anna@example.org"}, code=450)
    at = NOW
    for _attempt in range(sending.ATTEMPTS):
        assert sending.send_due(at=at) == 1
        assert sending.send_due(at=at + timedelta(minutes=4)) == 0
        at = OutgoingMail.objects.get().due_at or at
    assert at - NOW > timedelta(days=1)
    row = OutgoingMail.objects.get()
    assert (row.due_at, row.sent_at, row.text) == (None, None, "")
    assert not BouncedAddress.objects.exists()


def test_what_is_soon_worth_nothing_goes_first_and_is_tried_again_soon(mailoutbox, server):
    minute = timedelta(minutes=1)
    post("bert")
    post("anna", not_after=timezone.now() + 5 * minute)
    server(refuses={"anna@example.org"}, code=450)
    sending.send_due(at=NOW)
    server(refuses=frozenset())
    assert sending.send_due(at=timezone.now() + minute) == 1
    assert [mail.to for mail in mailoutbox] == [["bert@example.org"], ["anna@example.org"]]
    post("bert")
    post("anna", not_after=timezone.now() + 5 * minute)
    sending.send_due(at=NOW)
    assert [mail.to[0][:4] for mail in mailoutbox[2:]] == ["anna", "bert"]


def test_a_mail_that_is_tried_again_is_given_up_when_its_time_is_over(mailoutbox, server):
    until = timezone.now() + timedelta(minutes=5)
    post(not_after=until)
    server(refuses={"anna@example.org"}, code=450)
    at = NOW
    for _attempt in range(4):  # now, and after 1, 3 and 5 minutes
        sending.send_due(at=at)
        at = OutgoingMail.objects.get().due_at or at
    assert at <= until
    row = OutgoingMail.objects.get()
    assert (row.due_at, row.sent_at, row.text, row.subject) == (None, None, "", "")


def test_a_worker_killed_in_between_sends_again_with_the_same_id(mailoutbox, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_args):
        raise Killed

    post()
    first = sending.message(OutgoingMail.objects.get()).extra_headers["Message-ID"]
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", die)
        with pytest.raises(Killed):
            sending.send_due(at=NOW)
    assert sending.send_due(at=NOW) == 0
    assert sending.send_due(at=timezone.now() + timedelta(minutes=6)) == 1
    assert mailoutbox[0].extra_headers["Message-ID"] == first


def test_mails_are_forgotten_after_a_month_unless_they_wait(mailoutbox):
    post("anna")
    sending.send_due(at=NOW)
    post("bert")
    assert sending.prune(at=NOW + timedelta(days=29)) == 0
    assert sending.prune(at=NOW + timedelta(days=31)) == 1
    assert OutgoingMail.objects.get().to == "bert@example.org"


def test_nobody_reads_mails_of_others_at_an_address(client):
    post()
    assert client.get("/mails/").status_code == 404


@override_settings(DEBUG=True)
def test_developers_read_mails_that_were_sent(mailoutbox):
    post()
    sending.send_due(at=NOW)
    assert "Müller" in OutgoingMail.objects.get().text


def test_people_are_written_to_in_the_language_they_chose():
    person = make_person()
    assert language_of(person) == "de"
    UserProfile.objects.create(user=person, preferred_language="en")
    person.refresh_from_db()
    assert language_of(person) == "en"
