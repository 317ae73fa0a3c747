"""Mails about accounts, by way of the mailbox."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from hub.accounts.mail_words import WORDS
from hub.http import absolute
from hub.mailbox.queue import queue
from hub.models import HubSettings

NEWS_LASTS = timedelta(days=2)


def queue_mail(name: str, email: str, *, code: str = "", lasts: timedelta = NEWS_LASTS) -> None:
    """Have a mail sent in the language of this moment; later than it lasts it is not."""
    language = get_language() or settings.LANGUAGE_CODE
    words = WORDS[name]
    with override(language):
        facts = {"code": code, "hub": HubSettings.load().title}
        context = {
            "subject": words.subject % facts,
            "paragraphs": [paragraph % facts for paragraph in words.paragraphs],
            "code": code,
            "url": absolute(reverse(words.link)) if words.link else "",
            "after": [paragraph % facts for paragraph in words.after],
        }
    queue(
        to=email,
        language=language,
        kind="account",
        template="account/mail.txt",
        context=context,
        not_after=timezone.now() + lasts,
    )
