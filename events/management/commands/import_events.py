"""Imports the events of an iCalendar file, a web page or a table as events of an organisation.

Running it again updates what has changed in the file. New events are public at once, those that
the calendar keeps private become drafts. Events that cannot be read are left out and named.
"""

from django.core.management import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.importing.text import FileProblem, read_file
from directory.models import Organisation
from events.importing.look import add_arguments, told
from events.importing.reading import read
from events.importing.records import import_calendar


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()  # pages and their addresses take no part

    def add_arguments(self, parser):
        add_arguments(parser)

    def handle(self, *args, **options):
        dry_run, now = options["dry_run"], timezone.now()
        if connection.vendor == "sqlite":  # mapped, all of a large database would become resident
            connection.cursor().execute("PRAGMA mmap_size = 0")
        organisation = self.organisation(options["organisation"], dry_run=dry_run)
        try:
            zone = timezone.get_default_timezone()
            file = read(read_file(options["file"]), kind=options["kind"], zone=zone, now=now)
        except FileProblem as problem:
            raise CommandError(str(problem), returncode=2) from problem
        report = import_calendar(
            file,
            organisation=organisation,
            now=now,
            dry_run=dry_run,
            progress=self.show_progress,
        )
        for line in told(file, report, as_json=options["format"] == "json", dry_run=dry_run):
            self.stdout.write(line)

    def organisation(self, slug, *, dry_run):
        if not slug:
            if dry_run:
                return None
            raise CommandError(_("Name the organisation: --organisation SLUG"))
        if found := Organisation.objects.filter(slug=slug).first():
            return found
        raise CommandError(_("There is no organisation “%(slug)s”.") % {"slug": slug})

    def show_progress(self, done):
        if done % 500 == 0:
            self.stderr.write(f"{done} …")
