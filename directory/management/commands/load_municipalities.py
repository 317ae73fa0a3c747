"""Loads or updates the register of municipalities from a CSV file."""

from django.core.management import BaseCommand, CommandError

from directory import municipalities


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="columns: ags,name,kreis,plz,lat,lon,bevoelkerung")

    def handle(self, *args, **options):
        try:
            count = municipalities.load(options["file"])
        except (OSError, KeyError, ValueError) as reason:
            raise CommandError(f"The file cannot be read as a register: {reason}") from reason
        self.stdout.write(f"{count} municipalities. Run rebuild_index so that search knows them.")
