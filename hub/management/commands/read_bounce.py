"""Reads a report that a mail could not be delivered (RFC 3464) and marks the address.

A mail server pipes every mail into it that comes to the sender of the hub's mails. Whatever is no
such report, or not about a mail of the hub, is passed over.
"""

import sys

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from hub.mailbox import bounces

TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps the report
CHUNK = 65_536


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        try:
            count = bounces.note(_read(sys.stdin.buffer))
        except DatabaseError as error:
            raise CommandError("The database does not answer.", returncode=TRY_LATER) from error
        self.stdout.write(f"{count} addresses marked")


def _read(file):
    """No more than is looked at; the rest is taken from the mail server and let go."""
    data = file.read(bounces.MOST_BYTES + 1)
    while file.read(CHUNK):
        pass
    return data
