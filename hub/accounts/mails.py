"""Mails about accounts: queued with the request, written and sent by the worker."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from hub.accounts.mail_words import WORDS
from hub.http import absolute
from hub.mail_parts import message_id, one_line, plain_text, sender
from hub.models import HubSettings

logger = logging.getLogger(__name__)
NEWS_LASTS = timedelta(days=2)
PAUSES = (10, 30, 60, 300, 900, 3600, 4 * 3600)  # seconds before the next attempt


def queue_news(name: str, email: str) -> None:
    """Have a mail without a code sent in the language of this moment."""
    language = get_language() or settings.LANGUAGE_CODE
    until = timezone.now() + NEWS_LASTS
    queue(name=name, email=email, language=language, facts={}, until=until)


def queue(*, name: str, email: str, language: str, facts: dict[str, str], until: datetime) -> None:
    """Have a mail sent once the transaction is over; nothing is sent after `until`."""
    moments = {"until": until.isoformat(), "asked_at": timezone.now().isoformat()}
    mail = {"name": name, "email": email, "language": language, "facts": facts, **moments}
    transaction.on_commit(lambda: send.enqueue(mail, 0))


@task()
def send(mail: dict, attempt: int) -> None:
    """Send a mail; when the server does not take it, try again after a while."""
    if timezone.now() >= datetime.fromisoformat(mail["until"]):
        logger.warning("A mail about an account could not be sent in time: %s", mail["name"])
        return
    try:
        written(mail).send()
    except (SMTPException, OSError) as error:
        pause = PAUSES[min(attempt, len(PAUSES) - 1)]
        logger.warning("A mail about an account is tried again in %d s: %s", pause, type(error))
        later = timezone.now() + timedelta(seconds=pause)
        send.using(run_after=later).enqueue(mail, attempt + 1)


def forget(addresses: Collection[str]) -> None:
    """Take mails out of the queue and its results, which hold the address."""
    DBTaskResult.objects.filter(
        task_path=send.module_path, args_kwargs__args__0__email__in=list(addresses)
    ).delete()


def written(mail: dict) -> EmailMultiAlternatives:
    """The mail as text and HTML in the language of whoever asked."""
    with override(mail["language"]):
        hub, words = HubSettings.load(), WORDS[mail["name"]]
        facts = {**mail["facts"], "hub": hub.title}
        context = {
            "paragraphs": [paragraph % facts for paragraph in words.paragraphs],
            "code": mail["facts"].get("code"),
            "url": absolute(reverse(words.link)) if words.link else "",
            "after": [paragraph % facts for paragraph in words.after],
            "hub_title": hub.title,
            "hub_url": absolute(reverse("wagtail_serve", args=[""])),
        }
        message = EmailMultiAlternatives(
            subject=one_line(words.subject % facts),
            body=plain_text("account/mail.txt", context),
            from_email=sender(hub.title),
            to=[mail["email"]],
            reply_to=[hub.contact_email] if hub.contact_email else None,
            headers={
                "Message-ID": message_id(mail["email"], mail["name"], mail["asked_at"]),
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string("account/mail.html", context), "text/html")
        return message
