"""Builds the search index anew beside the serving one, then swaps."""

import time

from django.core.management import BaseCommand, CommandError

from search import outbox
from search.engines import EngineDown, IndexBusy, current_engine


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--if-needed", action="store_true", help="only when there is none")

    def handle(self, *args, **options):
        try:
            if options["if_needed"] and current_engine().is_ready():
                waiting = outbox.work_off()
                self.stdout.write(f"The index is ready; {waiting} waiting documents done.")
            else:
                self.rebuild()
        except IndexBusy as reason:
            raise CommandError("Another process is writing the index. Try again later.") from reason
        except EngineDown as reason:
            if not options["if_needed"]:
                raise CommandError(f"No index can be built: {reason}") from reason
            # The hub may start: it answers from the database, and the clock asks again.
            self.stderr.write(f"The index is left for later: {reason}")

    def rebuild(self):
        started = time.monotonic()
        count = outbox.rebuild(progress=lambda number: self.stderr.write(f"{number} …"))
        seconds = time.monotonic() - started
        self.stdout.write(f"{count} documents in {seconds:.1f} s ({count / seconds:.0f} a second)")
