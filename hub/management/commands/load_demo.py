"""Loads the demo content of all apps; what is there already stays as it is."""

from django.core.management import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from hub.demo import demo_modules
from hub.lock import only_one


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        today = timezone.localdate()
        with only_one(connection), transaction.atomic():
            for module in reversed(demo_modules()):
                for name, count in module.load(today).items():
                    self.stdout.write(f"{count:5} {name}")
