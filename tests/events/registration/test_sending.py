import smtplib
from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend

from events.models import RegistrationMail
from events.registration import actions, sending
from tests.events.registration.people import HOUR, NOW, ask, join, mails, make_bookable, person

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Server(EmailBackend):
    """A mail server that has its moods."""

    refuses, is_away = frozenset(), False

    def open(self):
        if self.is_away:
            raise ConnectionRefusedError

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] in self.refuses:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no")})
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    return lambda **moods: [monkeypatch.setattr(Server, *mood) for mood in moods.items()]


def test_a_sent_mail_is_gone(mailoutbox):
    ask(make_bookable())
    assert len(mails(mailoutbox)) == 1
    assert not RegistrationMail.objects.exists()


def test_one_refused_address_stops_no_other_and_is_tried_again(mailoutbox, server, caplog):
    event = make_bookable()
    ask(event, "anna")
    ask(event, "bert")
    server(refuses={"anna@example.org"})
    assert [name for name, _mail in mails(mailoutbox)] == ["bert"]
    assert "anna" not in caplog.text
    server(refuses=set())
    assert mails(mailoutbox, at=NOW + 5 * MINUTE) == []
    assert [name for name, _mail in mails(mailoutbox, at=NOW + 11 * MINUTE)] == ["anna"]


def test_while_the_server_is_away_nothing_is_counted_as_tried(mailoutbox, server):
    ask(make_bookable())
    server(is_away=True)
    assert mails(mailoutbox) == []
    assert RegistrationMail.objects.get().failures == 0
    server(is_away=False)
    assert len(mails(mailoutbox)) == 1


def test_a_worker_killed_in_between_sends_again_with_the_same_id(mailoutbox, monkeypatch):
    ask(make_bookable())

    class Killed(BaseException):
        pass

    def die(*_args):
        raise Killed

    sent = []
    monkeypatch.setattr(
        EmailBackend, "send_messages", lambda _self, messages: (sent.extend(messages), die())
    )
    with pytest.raises(Killed):
        sending.send_due(at=NOW)
    monkeypatch.undo()
    assert mails(mailoutbox, at=NOW + MINUTE) == []
    ((_name, again),) = mails(mailoutbox, at=NOW + 11 * MINUTE)
    assert again.extra_headers["Message-ID"] == sent[0].extra_headers["Message-ID"]


def test_of_two_workers_one_sends(mailoutbox, monkeypatch):
    ask(make_bookable())
    real, other = sending.mails.message, []

    def while_the_other_works(row):
        other.append(sending.send_due(at=NOW))
        return real(row)

    monkeypatch.setattr(sending.mails, "message", while_the_other_works)
    assert len(mails(mailoutbox)) == 1
    assert other == [0]


def test_what_is_asked_for_while_it_is_sent_is_sent_again(mailoutbox, monkeypatch):
    row = join(make_bookable())
    mails(mailoutbox)
    actions.post([row], "changed", NOW)
    real = sending.mails.message

    def while_it_changes_again(mail):
        monkeypatch.undo()
        actions.post([row], "changed", NOW + MINUTE)
        return real(mail)

    monkeypatch.setattr(sending.mails, "message", while_it_changes_again)
    assert len(mails(mailoutbox)) == 1
    assert len(mails(mailoutbox, at=NOW + MINUTE)) == 1
    assert not RegistrationMail.objects.exists()


def test_what_is_not_true_any_more_is_not_sent(mailoutbox):
    event = make_bookable(registration_places=1)
    join(event, "anna")
    join(event, "bert")
    mails(mailoutbox)
    actions.cancel(registration=person("anna"), at=NOW)
    actions.cancel(registration=person("bert"), at=NOW)  # before the offer was sent
    kinds = [mail.subject.partition(":")[0] for _name, mail in mails(mailoutbox)]
    assert kinds == ["Sie haben abgesagt", "Sie haben abgesagt"]
    assert not RegistrationMail.objects.exists()


def test_after_days_a_mail_is_given_up(mailoutbox, server):
    join(make_bookable())
    server(refuses={"anna@example.org"})
    at = NOW
    for _attempt in range(20):
        sending.send_due(at=at)
        at += timedelta(days=2)
    assert not RegistrationMail.objects.exists()


def test_many_mails_are_sent_in_several_goes(mailoutbox, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    event = make_bookable()
    for name in ("anna", "bert", "cora"):
        ask(event, name)
    assert sending.send_due(at=NOW + HOUR) == 2
    assert sending.send_due(at=NOW + HOUR) == 1
    assert len(mailoutbox) == 3
