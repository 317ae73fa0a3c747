"""What the database itself refuses about sources and their runs."""

import pytest

from events.models import EventMapping, ImportedEvent, ImportRun
from tests.constraints import breaks
from tests.events.importing.partner import make_source

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/kalender.ics"


@pytest.fixture
def source():
    return make_source(address=ADDRESS)


@pytest.mark.parametrize(
    ("kind", "address"),
    [("ics_file", ADDRESS), ("csv_file", ADDRESS), ("ics_address", ""), ("jsonld", "")],
)
def test_an_address_belongs_to_what_is_fetched(kind, address):
    with breaks("events_eventsource_address"):
        make_source(kind=kind, address=address)


def test_a_uid_stands_once_in_a_source(source):
    ImportedEvent.objects.create(source=source, uid="1")
    ImportedEvent.objects.create(source=make_source(address=ADDRESS), uid="1")
    with breaks("events_importedevent_unique"):
        ImportedEvent.objects.create(source=source, uid="1")


def test_a_word_stands_once_in_a_source(source):
    EventMapping.objects.create(source=source, kind="place", text="Aula")
    EventMapping.objects.create(source=source, kind="topic", text="Aula")
    with breaks("events_eventmapping_unique"):
        EventMapping.objects.create(source=source, kind="place", text="Aula")


@pytest.mark.parametrize("first", ["queued", "running"])
@pytest.mark.parametrize("second", ["queued", "running"])
def test_one_run_of_a_source_is_active(source, first, second):
    ImportRun.objects.create(source=source, purpose="trial", trigger="person", state="done")
    ImportRun.objects.create(source=source, purpose="trial", trigger="person", state=first)
    with breaks("events_importrun_one_active"):
        ImportRun.objects.create(source=source, purpose="trial", trigger="person", state=second)
