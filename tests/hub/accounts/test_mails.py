"""Mails about accounts: what they look like, and for how long their codes are kept."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from hub.accounts import mails
from hub.accounts.adapter import CODES_LAST, AccountAdapter
from hub.accounts.mail_words import WORDS
from hub.mailbox import sending
from hub.mailbox.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", WORDS)
def test_every_mail_can_be_written_in_both_languages(name, language):
    code = "ABC-123" if "%(code)s" in str(WORDS[name].subject) else ""
    with override(language):
        mails.queue_mail(name, "eva@hub.example", code=code)
    message = sending.message(OutgoingMail.objects.get())
    html = message.alternatives[0].content
    assert "%(" not in message.subject + message.body + html
    assert f'<html lang="{language}">' in html
    assert message.body.startswith("Guten Tag," if language == "de" else "Hello,")
    assert "\n" not in message.subject
    assert all(code in part for part in (message.subject, message.body, html))


def code_mail():
    context = {"code": "ABC-123"}
    AccountAdapter().send_mail("account/email/login_code", "eva@hub.example", context)
    return OutgoingMail.objects.get()


def test_a_code_is_kept_in_no_row_once_it_is_sent(mailoutbox):
    code_mail()
    sending.send_due()
    row = OutgoingMail.objects.get()
    assert "ABC-123" in mailoutbox[0].subject
    assert (row.subject, row.text, row.due_at) == ("", "", None)


def test_a_code_that_counts_no_longer_is_neither_sent_nor_kept(mailoutbox, caplog):
    row = code_mail()
    assert timezone.now() < row.not_after <= timezone.now() + CODES_LAST
    assert sending.send_due(at=row.not_after) == 0
    assert mailoutbox == []
    row.refresh_from_db()
    assert (row.subject, row.text, row.due_at) == ("", "", None)
    assert "could not be sent in time" in caplog.text
    assert "eva" not in caplog.text


def test_news_of_an_account_are_sent_for_two_days(mailoutbox):
    mails.queue_mail("password_changed", "eva@hub.example")
    sending.send_due(at=timezone.now() + timedelta(hours=47))
    assert len(mailoutbox) == 1
