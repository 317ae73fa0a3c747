"""Prints the table of rights, as docs/rights.md shows it."""

from django.core.management import BaseCommand

from directory.rights_page import markdown


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        self.stdout.write(markdown(), ending="")
