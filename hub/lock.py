"""One process at a time for what changes the whole installation."""

import fcntl
from contextlib import contextmanager

from django.conf import settings

LOCK_NUMBER = 7_201_518  # any number that is ours alone in pg_advisory_lock


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
        with (settings.VAR_DIR / "set-up.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
