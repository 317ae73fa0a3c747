"""Imports the events of an iCalendar file (.ics) as events of an organisation.

Running it again updates what has changed in the file. New events are public at once. Events that
are marked as private or cannot be read are left out and named.
"""

import json
from zoneinfo import ZoneInfo

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.import_text import FileProblem, read_file
from directory.models import Organisation
from events.importing.ical_file import read_calendar
from events.importing.records import import_calendar


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="a calendar file, at most 10 MB and 5000 events")
        parser.add_argument(
            "--organisation",
            metavar="SLUG",
            help="short name of the organisation in addresses; the events become its own. "
            "May be left out with --dry-run; then every event counts as new",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would happen, write nothing"
        )
        parser.add_argument(
            "--format",
            choices=["text", "json"],
            default="text",
            help="json: counts, reasons, and the first 50 dates of every event",
        )

    def handle(self, *args, **options):
        dry_run, now = options["dry_run"], timezone.now()
        organisation = self.organisation(options["organisation"], dry_run=dry_run)
        try:
            file = read_calendar(
                read_file(options["file"]), timezone.get_default_timezone(), now=now
            )
        except FileProblem as problem:
            raise CommandError(str(problem), returncode=2) from problem
        report = import_calendar(
            file,
            organisation=organisation,
            now=now,
            dry_run=dry_run,
            progress=self.show_progress,
        )
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(file, report), ensure_ascii=False))
            return
        for line in report.lines(dry_run=dry_run):
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


def as_json(file, report):
    """What became of the file; dates are ISO 8601, days for all-day events."""
    refused = [outcome for outcome in report.outcomes if outcome.reason]
    unfit = {outcome.id for outcome in refused[len(file.refused) :]}  # read, but not taken
    counts = report.counts()
    return {
        **{name: counts[name] for name in ("new", "changed", "unchanged")},
        "rejected": [{"uid": outcome.id, "reason": outcome.reason} for outcome in refused],
        "events": [
            {
                "uid": event.uid,
                "summary": event.title,
                "start": iso(event, "starts_at"),
                "end": iso(event, "ends_at"),
                "occurrences": [date.isoformat() for date in event.dates],
            }
            for event in file.events
            if event.uid not in unfit
        ],
    }


def iso(event, name):
    local = event.values[name].astimezone(ZoneInfo(event.values["time_zone"]))
    return (local.date() if event.values["all_day"] else local).isoformat()
