"""Counts records and documents and names what one side has and the other lacks."""

from django.core.management import BaseCommand, CommandError

from search import outbox
from search.engines import IndexUnavailable, current_engine
from search.models import IndexRequest

NAMED = 10


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        wanted = outbox.all_ids()
        try:
            found = current_engine().ids()
        except IndexUnavailable as reason:
            raise CommandError(f"There is no usable index: {reason}") from reason
        self.stdout.write(f"{len(wanted)} records in the database")
        self.stdout.write(f"{len(found)} documents in the index")
        self.stdout.write(f"{IndexRequest.objects.count()} requests waiting")
        missing, surplus = wanted - found, found - wanted
        for label, ids in (("missing in", missing), ("too much in", surplus)):
            if ids:
                named = ", ".join(sorted(ids)[:NAMED])
                self.stdout.write(f"{len(ids)} {label} the index: {named}")
        if missing or surplus:
            raise CommandError("Database and index do not agree.")
        self.stdout.write("Database and index agree.")
