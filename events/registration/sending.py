"""The worker's side: every mail that is due.

A mail is a row. Whoever sends it first puts it off (compare and set: of two workers one goes on),
then sends, then deletes the row. A process killed in between sends it again after the pause, with
the same Message-ID, by which mail programs know the second for the first: who is offered a place
must hear of it, so rather twice than never.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from events.models import Registration, RegistrationMail
from events.registration import mails

logger = logging.getLogger(__name__)
BATCH = 100
FIRST_PAUSE = timedelta(minutes=10)
ATTEMPTS = 9  # in nearly four days
Kind, Status = RegistrationMail.Kind, Registration.Status

ALL = {Status.REGISTERED, Status.WAITING, Status.OFFERED}
# Of whom a mail is still true; else it is dropped unsent.
STILL_TRUE = {
    Kind.CONFIRM: {Status.HELD, Status.ASKED},
    Kind.REGISTERED: {Status.REGISTERED},
    Kind.WAITING: {Status.WAITING},
    Kind.OFFER: {Status.OFFERED},
    Kind.LAPSED: {Status.CANCELLED},
    Kind.CANCELLED: {Status.CANCELLED},
    Kind.REMOVED: {Status.CANCELLED},
    Kind.CHANGED: ALL,
    Kind.CALLED_OFF: ALL,
    Kind.REMINDER: {Status.REGISTERED},
    Kind.KNOWN: ALL,
    Kind.MESSAGE: {Status.REGISTERED},
}


def send_due(*, at: datetime | None = None) -> int:
    """Gives how many rows it dealt with, at most BATCH; one that fails waits and stops no other."""
    at = at or timezone.now()
    rows = RegistrationMail.objects.due(at=at).select_related("registration__people__event__owner")
    connection, done = get_connection(), 0
    try:
        for row in rows[:BATCH]:
            try:
                connection.open()
            except (SMTPException, OSError) as reason:
                logger.warning("mails about registrations wait: %s", type(reason).__name__)
                break
            try:
                _send(row, connection, at)
            except (SMTPException, OSError) as reason:  # whose text holds the address
                name = type(reason).__name__
                logger.warning("mail %d about a registration failed: %s", row.pk, name)
                _close(connection)
            except Exception as reason:  # whose text may hold a name
                name = type(reason).__name__
                logger.error("mail %d about a registration cannot be made: %s", row.pk, name)
            done += 1
    finally:
        _close(connection)
    return done


def _send(row: RegistrationMail, connection: BaseEmailBackend, at: datetime) -> None:
    registration = row.registration
    expires_at = registration.expires_at
    is_true = registration.status in STILL_TRUE[Kind(row.kind)]
    if not is_true or row.failures >= ATTEMPTS or (expires_at and expires_at <= at):
        if is_true:
            logger.warning("mail %d about a registration is given up", row.pk)
        RegistrationMail.objects.filter(pk=row.pk, due_at=row.due_at).delete()
        return
    # From now on: a batch may take longer than the pause.
    put_off = max(at, timezone.now()) + FIRST_PAUSE * 2**row.failures
    mine = RegistrationMail.objects.filter(pk=row.pk, due_at=row.due_at)
    if not mine.update(due_at=put_off, failures=row.failures + 1):
        return
    message: EmailMessage | None = mails.message(row)
    if message:
        connection.send_messages([message])
    # Asked for again meanwhile, it has another time and stays.
    RegistrationMail.objects.filter(pk=row.pk, due_at=put_off).delete()


def _close(connection: BaseEmailBackend) -> None:
    with suppress(SMTPException, OSError):
        connection.close()
