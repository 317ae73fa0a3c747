"""Writing a mail that is sent once the transaction is through."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from hub.http import absolute
from hub.mail_parts import one_line, plain_text
from hub.mailbox import tasks
from hub.mailbox.models import OutgoingMail
from hub.models import HubSettings


def queue(
    *,
    to: str,
    language: str,
    kind: str,
    template: str,
    context: dict[str, object],
    key: str = "",
    reply_to: str = "",
    at: datetime | None = None,
    not_after: datetime | None = None,
) -> bool:
    """Keep a mail to be sent soon; False when one with this key is kept already.

    Later than `not_after` it is not sent.

    The first line of the template is the subject; a line that is nothing but an address becomes a
    link in HTML. `kind` names the list it belongs to, such as "review". Answers go to `reply_to`,
    else to the hub.
    """
    at = at or timezone.now()
    with override(language):
        hub = HubSettings.load()
        home = absolute(reverse("wagtail_serve", args=[""]))
        text = plain_text(template, {"hub_title": hub.title, "hub_url": home, **context})
    subject, _line_end, body = text.partition("\n")
    mail = OutgoingMail(
        kind=kind,
        key=key or secrets.token_urlsafe(24),
        to=to,
        reply_to=reply_to,
        language=language,
        subject=one_line(subject),
        text=body.strip() + "\n",
        created_at=at,
        due_at=at,
        not_after=not_after,
    )
    if OutgoingMail.objects.filter(key=mail.key).exists():
        return False
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)  # of two, one is kept
    transaction.on_commit(tasks.send_mails.enqueue)
    return True


def language_of(user) -> str:
    """The language in which a person is written to."""
    profile = getattr(user, "wagtail_userprofile", None)
    language = (profile.preferred_language if profile else "")[:2]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
