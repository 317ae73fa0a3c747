"""Imports organisations from a CSV file; docs/import-organisations.md describes its columns.

Running it again updates what has changed in the file. New organisations are public at once.
"""

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.importing.organisations import import_organisations
from directory.importing.text import FileProblem, read_file


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="a CSV file, at most 10 MB")
        parser.add_argument(
            "--source",
            default="csv",
            metavar="NAME",
            help="where the rows come from; ids count within one source (default: csv)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would happen, write nothing"
        )

    def handle(self, *args, **options):
        source_name = options["source"].strip()
        if not 0 < len(source_name) <= 120:
            raise CommandError(_("The name of the source has 1 to 120 characters."))
        try:
            report = import_organisations(
                read_file(options["file"]),
                source_name=source_name,
                now=timezone.now(),
                dry_run=options["dry_run"],
                progress=self.show_progress,
            )
        except FileProblem as problem:
            raise CommandError(str(problem)) from problem
        for line in report.lines(dry_run=options["dry_run"]):
            self.stdout.write(line)

    def show_progress(self, done):
        if done % 500 == 0:
            self.stderr.write(f"{done} …")
