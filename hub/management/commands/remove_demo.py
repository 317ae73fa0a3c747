"""Removes the demo content of all apps; what people made or edited themselves stays."""

from django.core.management import BaseCommand
from django.db import transaction

from hub.demo import demo_modules


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count only")

    def handle(self, *args, **options):
        with transaction.atomic():
            for module in demo_modules():
                for name, count in module.remove().items():
                    self.stdout.write(f"{count:5} {name}")
            if options["dry_run"]:
                transaction.set_rollback(True)
                self.stdout.write("Nothing was removed (dry run).")
