"""Writing a mail that is sent once the transaction is through."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
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
    """Keep a mail to be sent soon; False when one with this key is kept already."""
    mail = compose(
        to=to,
        language=language,
        kind=kind,
        template=template,
        context=context,
        key=key,
        reply_to=reply_to,
        at=at or timezone.now(),
        not_after=not_after,
    )
    return bool(post([mail]))


def compose(
    *,
    to: str,
    language: str,
    kind: str,
    template: str,
    context: dict[str, object],
    key: str,
    at: datetime,
    reply_to: str = "",
    not_after: datetime | None = None,
    hub: HubSettings | None = None,
) -> OutgoingMail:
    """A mail in memory. Later than `not_after` it is not sent.

    The first line of the template is the subject; a line that is nothing but an address becomes a
    link in HTML. `kind` names the list it belongs to, such as "review". Answers go to `reply_to`,
    else to the hub. Who writes many at once gives the `hub`, so that it is read once.
    """
    with override(language):
        hub = hub or HubSettings.load()
        home = absolute(reverse("wagtail_serve", args=[""]))
        text = plain_text(template, {"hub_title": hub.title, "hub_url": home, **context})
    subject, _line_end, body = text.partition("\n")
    return OutgoingMail(
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


@transaction.atomic(savepoint=False)
def post(mails: Sequence[OutgoingMail]) -> list[OutgoingMail]:
    """Keep mails to be sent soon, and ask the worker; gives those whose key was not kept before."""
    kept = OutgoingMail.objects.filter(key__in=[mail.key for mail in mails])
    known = set(kept.values_list("key", flat=True))
    new = [mail for mail in mails if mail.key not in known]
    if new:
        OutgoingMail.objects.bulk_create(new, ignore_conflicts=True)  # of two, one is kept
        tasks.send_mails.enqueue()  # a row as well, which the worker sees after the commit
    return new


def language_of(user) -> str:
    """The language in which a person is written to."""
    profile = getattr(user, "wagtail_userprofile", None)
    language = (profile.preferred_language if profile else "")[:2]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
