"""Loads the demo content of all apps; what is there already stays as it is."""

from django.core.management import BaseCommand
from django.db import transaction
from django.utils import timezone

from hub.demo import demo_modules


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, *args, **options):
        today = timezone.localdate()
        for module in reversed(demo_modules()):
            for name, count in module.load(today).items():
                self.stdout.write(f"{count:5} {name}")
