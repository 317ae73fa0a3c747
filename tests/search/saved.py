"""Moments, mails and a bad mail server for the tests of kept searches."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from search import outbox
from search.saved import actions, sending
from tests.factories import make_organisation

# A Wednesday, 09:00 in Berlin, and the next mornings on which mails are due.
NOW = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THURSDAY = datetime(2027, 3, 4, 6, 0, tzinfo=UTC)
FRIDAY, MONDAY = THURSDAY + DAY, datetime(2027, 3, 8, 6, 0, tzinfo=UTC)


def keep(at=NOW, **fields):
    minimum = {"email": "Anna@Example.org ", "query": "q=Laser", "language": "de"}
    actions.keep(**(minimum | {"rhythm": "daily"} | fields), at=at)


def publish(title="Laser", at=NOW + HOUR, **fields):
    record = make_organisation(title=title, first_published_at=at, **fields)
    outbox.work_off()
    return record


def mails(at):
    """What is sent at a moment."""
    mail.outbox.clear()
    sending.send_due(at=at)
    return mail.outbox


class BadServer(EmailBackend):
    does, ids = None, []

    def open(self):
        if self.does == "away":
            raise ConnectionRefusedError

    def send_messages(self, messages):
        self.ids.append(messages[0].extra_headers["Message-ID"])
        if self.does == "refuse":
            raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})
        if self.does == "refuse anna" and messages[0].to[0].startswith("anna"):
            raise SMTPRecipientsRefused({messages[0].to[0]: (450, b"later")})
        if callable(self.does):
            type(self).does()
        count = super().send_messages(messages)
        if self.does == "die":
            raise SystemExit
        return count
