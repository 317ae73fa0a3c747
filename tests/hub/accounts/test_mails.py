"""Mails about accounts: what they look like, and what happens without a mail server."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.accounts import mails
from hub.accounts.mail_words import WORDS

pytestmark = pytest.mark.django_db


def asked(name="login_code", language="de", minutes=15):
    now = timezone.now()
    return {
        "name": name,
        "email": "eva@hub.example",
        "language": language,
        "facts": {"code": "ABC-123"} if "code" in str(WORDS[name].subject) else {},
        "asked_at": now.isoformat(),
        "until": (now + timedelta(minutes=minutes)).isoformat(),
    }


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", WORDS)
def test_every_mail_can_be_written_in_both_languages(name, language):
    message = mails.written(asked(name, language))
    html = message.alternatives[0].content
    assert "%(" not in message.subject + message.body + html
    assert f'<html lang="{language}">' in html
    assert message.body.startswith("Guten Tag," if language == "de" else "Hello,")
    assert "\n" not in message.subject


@pytest.fixture
def no_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there


def test_without_a_server_the_mail_is_tried_again_later(no_server):
    mails.send.call(asked(), 0)
    (queued,) = DBTaskResult.objects.all()
    assert queued.run_after > timezone.now()
    assert queued.args_kwargs["args"][1] == 1


def test_a_code_that_counts_no_longer_is_not_sent(no_server):
    mails.send.call(asked(minutes=0), 3)
    assert not DBTaskResult.objects.exists()


def test_nothing_is_sent_from_a_request_that_fails(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        mails.queue_news("password_changed", "eva@hub.example")
        assert not DBTaskResult.objects.exists()
    assert len(callbacks) == 1
    assert mail.outbox == []
