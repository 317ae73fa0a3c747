"""Django's migrate behind a lock, so that two at once wait for each other instead of colliding."""

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

from hub.lock import only_one


class Command(MigrateCommand):
    help = __doc__

    def handle(self, *args, **options):
        with only_one(connections[options["database"]]):
            super().handle(*args, **options)
