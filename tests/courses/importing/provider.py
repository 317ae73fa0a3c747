"""A provider whose courses lie on a real server, and the runs of its source."""

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from courses.importing import runs
from courses.importing.actions import ask, take_over
from courses.models import Course, CourseImport, CourseSource
from hub.fetching import fetch
from tests.courses.importing import files
from tests.events.importing.partner import Partner
from tests.factories import make_organisation
from tests.hub.fetching.evil import HERE, serving

NOW = datetime(2046, 3, 1, 12, tzinfo=UTC)
PERSON = CourseImport.Trigger.PERSON


def course(number, title="", units=8, **more):
    """A row of `files.HEADER`, with further columns behind."""
    cells = [
        *(f"K{number}", title or f"Kurs {number}", f"{number % 28 + 1:02d}.04.2047", ""),
        *("90", "Saal", "34117", "", str(units), "nein", "10"),
    ]
    return ";".join([*cells, *more.values()])


SIX = [course(n) for n in range(6)]


class Provider(Partner):
    """Answers with a table of courses, or with what `answer` is set to; knows ETags."""

    def shows(self, *rows, header=files.HEADER):
        self.body, self.answer = files.table(*rows, header=header), None


@contextmanager
def provider():
    with serving() as serve:
        yield Provider(serve)


def make_source(**fields):
    organisation = fields.pop("organisation", None) or make_organisation()
    minimum = {"name": "Programm", "email": "kurse@example.org", "format": "csv"}
    return CourseSource.objects.create(organisation=organisation, **(minimum | fields))


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


def named(number):
    return Course.objects.get(external_id=f"K{number}")
