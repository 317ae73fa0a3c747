"""A partner with a calendar on a real server, and the runs of its source."""

import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from events.importing import runs
from events.importing.actions import ask, take_over
from events.models import EventSource, ImportRun
from hub.fetching import fetch
from tests.events.calendars import calendar
from tests.factories import make_organisation
from tests.hub.fetching.evil import HERE, response, serving

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PERSON = ImportRun.Trigger.PERSON


class Partner:
    """Answers with `body`, or with what `answer` is set to; knows ETags."""

    def __init__(self, serve):
        self.body, self.answer, self.etag = calendar(), None, ""
        self.server = serve(self.talk)
        self.url = f"{self.server.url}/calendar.ics"

    def talk(self, connection):
        if self.answer is not None:
            if callable(self.answer):
                self.answer(connection)
            else:
                connection.sendall(self.answer)
        elif self.etag and self.etag in self.server.requests[-1]:
            connection.sendall(response(b"", f"ETag: {self.etag}", status="304 Not Modified"))
        else:
            headers = [f"ETag: {self.etag}"] if self.etag else []
            connection.sendall(response(self.body, "Content-Type: text/calendar", *headers))

    def shows(self, *parts):
        self.body, self.answer = calendar(*parts), None


@contextmanager
def partner():
    with serving() as serve:
        yield Partner(serve)


def hanging(connection):
    time.sleep(1)


def make_source(**fields):
    organisation = fields.pop("organisation", None) or make_organisation()
    minimum = {"name": "Kalender", "email": "kalender@example.org"}
    return EventSource.objects.create(organisation=organisation, **(minimum | fields))


def run(source, *, limits=HERE, now=NOW, **arguments):
    """One run from asking to its end."""
    source.refresh_from_db()
    asked = ask(source=source, trigger=PERSON, **arguments)
    return perform(asked, limits=limits, now=now)


def perform(asked, *, limits=HERE, now=NOW):
    runs.perform(asked.pk, now=now, fetch=partial(fetch, limits=limits))
    asked.refresh_from_db()
    return asked


def accept(waiting, now=NOW):
    assert take_over(run=waiting, person=None)
    return perform(waiting, now=now)


def first_import(source):
    """A dry run and its take-over."""
    return accept(run(source))


def told(run):
    """What a run counted, without zeros."""
    return {name: count for name, count in run.counts.items() if count}
