"""Imports the simple events of an iCalendar file (.ics) as events of an organisation.

Running it again updates what has changed in the file. New events are public at once. Events that
recur or are marked as private are left out and named.
"""

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.import_text import FileProblem, read_file
from directory.models import Organisation
from events.importing import import_events


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="a calendar file, at most 10 MB and 5000 events")
        parser.add_argument(
            "--organisation",
            required=True,
            metavar="SLUG",
            help="short name of the organisation in addresses; the events become its own",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would happen, write nothing"
        )

    def handle(self, *args, **options):
        slug = options["organisation"]
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            raise CommandError(_("There is no organisation “%(slug)s”.") % {"slug": slug})
        try:
            report = import_events(
                read_file(options["file"]),
                organisation=organisation,
                zone=timezone.get_default_timezone(),
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
