"""Builds the search index anew beside the serving one, then swaps."""

import time

from django.core.management import BaseCommand, CommandError

from search import outbox
from search.engines import IndexBusy, current_engine
from search.models import IndexRequest


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--if-needed", action="store_true", help="only when there is none")

    def handle(self, *args, **options):
        engine = current_engine()
        if options["if_needed"] and engine.is_ready():
            self.stdout.write(f"The index is ready; {outbox.work_off()} waiting documents done.")
            return
        started = time.monotonic()
        waiting = dict(IndexRequest.objects.values_list("pk", "requested_at"))
        try:
            count = engine.rebuild(self.with_progress(outbox.all_documents()))
        except IndexBusy as reason:
            raise CommandError("Another process is writing the index. Try again later.") from reason
        for pk, requested_at in waiting.items():
            IndexRequest.objects.filter(pk=pk, requested_at=requested_at).delete()
        seconds = time.monotonic() - started
        self.stdout.write(f"{count} documents in {seconds:.1f} s ({count / seconds:.0f} a second)")

    def with_progress(self, documents):
        for number, document in enumerate(documents, start=1):
            if number % 5000 == 0:
                self.stderr.write(f"{number} …")
            yield document
