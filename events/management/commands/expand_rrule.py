"""Prints the dates of a recurrence rule, one ISO 8601 start a line.

Without --tz times float. A series that goes on after the last line, or that is too costly to work
out to its end, is no error; the latter is said on the error output.
"""

from datetime import date, datetime, tzinfo

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from events.recurrence import Recurrence, Stop
from events.recurrence.rule import parse_rule
from events.recurrence.time_zones import known_zone


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--dtstart", required=True, metavar="ISO", help="a day, or a local time of the zone"
        )
        parser.add_argument("--tz", default="", metavar="ZONE", help="IANA or Windows name")
        parser.add_argument("--rrule", required=True, metavar="TEXT", help="FREQ=WEEKLY;BYDAY=MO")
        parser.add_argument("--limit", type=int, default=100, metavar="N", help="100 by default")

    def handle(self, *args, **options):
        try:
            zone = self.read_zone(options["tz"])
            start, zone = self.read_start(options["dtstart"], zone)
            rule = parse_rule(options["rrule"].strip().removeprefix("RRULE:"))
            series = Recurrence(start, zone=zone, rrules=[rule])
        except ValueError as problem:
            raise CommandError(str(problem), returncode=2) from problem
        expansion = series.occurrences(limit=max(0, options["limit"]))
        for occurrence in expansion.occurrences:
            self.stdout.write(occurrence.start.isoformat())
        if expansion.stop is Stop.STEPS:
            self.stderr.write(expansion.message)

    def read_zone(self, name: str) -> tzinfo | None:
        zone = known_zone(name) if name else None
        if name and zone is None:
            raise ValueError(_("The time zone “%(name)s” is unknown.") % {"name": name})
        return zone

    def read_start(self, text: str, zone: tzinfo | None) -> tuple[date, tzinfo | None]:
        """A day, or the naive time on the clock of the zone; an offset in the text is applied."""
        try:
            if "T" not in text.upper() and " " not in text.strip():
                return date.fromisoformat(text), zone
            start = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(
                _("%(property)s is neither a date nor a time: “%(value)s”")
                % {"property": "DTSTART", "value": text}
            ) from None
        if start.tzinfo and zone:
            start = start.astimezone(zone)
        return start.replace(tzinfo=None, microsecond=0, fold=0), zone or start.tzinfo
