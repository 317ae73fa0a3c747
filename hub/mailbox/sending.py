"""The worker's side: every mail that is due.

Whoever sends a row first puts it off (compare and set: of two workers one goes on). A process
killed in between sends it again after the pause, with the same Message-ID, by which mail programs
know the second for the first.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from hub.http import absolute
from hub.mail_parts import message_id, sender
from hub.mailbox.letter import blocks
from hub.mailbox.models import BouncedAddress, OutgoingMail
from hub.models import HubSettings

logger = logging.getLogger(__name__)
BATCH = 100
FIRST_PAUSE = timedelta(minutes=5)
SHORT_PAUSE = timedelta(minutes=1)  # of mails that are soon worth nothing
ATTEMPTS = 10  # in nearly four days
KEPT_FOR = timedelta(days=30)


def send_due(*, at: datetime | None = None) -> int:
    """Gives how many rows it dealt with, at most BATCH; one that fails waits and stops no other."""
    at = at or timezone.now()
    if late := OutgoingMail.objects.too_late(at=at).finish():
        logger.warning("%d mails could not be sent in time", late)
    connection, done = get_connection(), 0
    try:
        for row in OutgoingMail.objects.due(at=at)[:BATCH]:
            try:
                connection.open()
            except (SMTPException, OSError) as reason:
                logger.warning("mails wait: %s", type(reason).__name__)
                break
            try:
                _send(row, connection, at)
            except (SMTPException, OSError) as reason:  # whose text holds the address
                logger.warning("mail %d failed: %s", row.pk, type(reason).__name__)
                _close(connection)
            except Exception as reason:  # whose text may hold a name
                logger.error("mail %d cannot be made: %s", row.pk, type(reason).__name__)
            done += 1
    finally:
        _close(connection)
    return done


def message(row: OutgoingMail) -> EmailMultiAlternatives:
    """The row as text and HTML (RFC 2369, 2919, 3834)."""
    with override(row.language):
        hub = HubSettings.load()
        letter = list(blocks(row.text, absolute("/")))
        context = {"letter": letter, "hub_title": hub.title}
        html = render_to_string("hub/mail/letter.html", context)
        host = urlsplit(settings.HUB_URL).hostname
        mail = EmailMultiAlternatives(
            subject=row.subject,
            body=row.text,
            from_email=sender(hub.title),
            to=[row.to],
            reply_to=[answers] if (answers := row.reply_to or hub.contact_email) else None,
            headers={
                "Message-ID": id_of(row),
                "Auto-Submitted": "auto-generated",
                "List-Id": f"<{row.kind}.{host}>",
            },
        )
    mail.attach_alternative(html, "text/html")
    return mail


def id_of(row: OutgoingMail) -> str:
    """The Message-ID of a mail, the same each time it is sent, guessed by nobody."""
    return message_id(row.key, row.created_at.isoformat())


def prune(*, at: datetime | None = None) -> int:
    """Forget mails that were sent, or given up, a month ago; gives the number."""
    before = (at or timezone.now()) - KEPT_FOR
    return OutgoingMail.objects.filter(due_at=None, created_at__lt=before).delete()[0]


def _send(row: OutgoingMail, connection: BaseEmailBackend, at: datetime) -> None:
    # From now on: a batch may take longer than the pause.
    now, pause = max(at, timezone.now()), SHORT_PAUSE if row.not_after else FIRST_PAUSE
    if row.not_after and row.not_after <= now:
        return  # the next round gives it up
    again = now + pause * 2**row.failures
    mine = OutgoingMail.objects.filter(pk=row.pk, due_at=row.due_at)
    put_off = min(again, row.not_after or again)
    if not mine.update(due_at=put_off, failures=row.failures + 1):
        return
    try:
        connection.send_messages([message(row)])
    except Exception as error:
        code = _refusal(error)
        if code:
            changes = {"bounced_at": at, "code": code}
            BouncedAddress.objects.update_or_create(email=row.to, defaults=changes)
        if code or row.failures + 1 >= ATTEMPTS:
            logger.warning("mail %d is given up", row.pk)
            OutgoingMail.objects.filter(pk=row.pk).finish()
        raise
    # Developers read what was sent at /mails/.
    kept = {"subject": row.subject, "text": row.text} if settings.DEBUG else {}
    OutgoingMail.objects.filter(pk=row.pk).finish(sent_at=at, **kept)
    BouncedAddress.objects.filter(email=row.to).delete()


def _refusal(error: Exception) -> int:
    """The code with which a server refuses the address for good, else 0 (RFC 5321, 4.2.1)."""
    if not isinstance(error, SMTPRecipientsRefused):
        return 0
    return max((code for code, _text in error.recipients.values() if code >= 500), default=0)


def _close(connection: BaseEmailBackend) -> None:
    with suppress(SMTPException, OSError):
        connection.close()
