"""Django's migrate behind a lock, so that two at once wait for each other instead of colliding."""

import fcntl
from contextlib import contextmanager

from django.conf import settings
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

LOCK_NUMBER = 7_201_518  # any number that is ours alone in pg_advisory_lock


class Command(MigrateCommand):
    help = __doc__

    def handle(self, *args, **options):
        with only_one(connections[options["database"]]):
            super().handle(*args, **options)


@contextmanager
def only_one(connection):
    """Hold the lock of this installation: the server's for PostgreSQL, else a file's."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
    else:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with (settings.VAR_DIR / "migrate.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
