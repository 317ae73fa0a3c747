import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from directory.models import Organisation
from search import outbox
from search.engines import IndexBusy
from search.engines.embedded.engine import EmbeddedEngine
from search.german import Analyser
from search.models import IndexRequest
from search.query import SearchQuery
from tests.factories import make_event, make_organisation, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(engine):
    """Two records whose requests wait, because nothing commits inside a test."""
    organisation = make_organisation(title="Werkzeugbau Muster")
    event = make_event(title="Tag der offenen Tür", owner=organisation)
    return organisation, event


def test_a_change_writes_one_request_per_document(waiting):
    organisation, _event = waiting
    organisation.save()
    organisation.save()
    ids = list(IndexRequest.objects.values_list("document_id", flat=True))
    assert ids.count(f"organisation:{organisation.pk}") == 1


def test_what_nobody_sees_is_no_work(waiting):
    organisation, event = waiting
    IndexRequest.objects.all().delete()
    organisation.save_revision()
    make_organisation(live=False)
    assert not IndexRequest.objects.exists()
    Organisation.objects.filter(pk=organisation.pk).update(live=False)
    event.owner = None
    event.live = False
    event.save()
    assert [row.document_id for row in IndexRequest.objects.all()] == [f"event:{event.pk}"]


def test_a_rolled_back_change_leaves_no_request(engine):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_organisation()
        raise ZeroDivisionError
    assert not IndexRequest.objects.exists()


def test_working_off_brings_records_into_the_index_and_empties_the_outbox(waiting, engine):
    outbox.work_off()
    organisation, event = waiting
    assert engine.ids() == {f"organisation:{organisation.pk}", f"event:{event.pk}"}
    assert not IndexRequest.objects.exists()


def test_a_withdrawn_record_leaves_the_index(waiting, engine):
    outbox.work_off()
    _organisation, event = waiting
    event.live = False
    event.save()
    outbox.work_off()
    assert f"event:{event.pk}" not in engine.ids()


def test_a_deleted_record_leaves_the_index(waiting, engine):
    outbox.work_off()
    _organisation, event = waiting
    gone = f"event:{event.pk}"
    event.delete()
    outbox.work_off()
    assert gone not in engine.ids()


def test_a_renamed_organisation_renews_its_events(waiting):
    outbox.work_off()
    organisation, event = waiting
    organisation.title = "Ein neuer Name"
    organisation.save()
    assert IndexRequest.objects.filter(document_id=f"event:{event.pk}").exists()


def test_requests_wait_while_another_process_writes(waiting, engine):
    organisation, _event = waiting

    def documents():
        with pytest.raises(IndexBusy):
            outbox.work_off()
        yield from ()

    engine.rebuild(documents())
    assert IndexRequest.objects.filter(document_id=f"organisation:{organisation.pk}").exists()


def test_check_index_names_what_is_missing(waiting, capsys):
    organisation, _event = waiting
    with pytest.raises(CommandError):
        call_command("check_index")
    assert f"organisation:{organisation.pk}" in capsys.readouterr().out
    outbox.work_off()
    call_command("check_index")
    assert "agree" in capsys.readouterr().out


def test_rebuild_index_brings_everything_in(waiting, engine):
    call_command("rebuild_index")
    assert len(engine.ids()) == 2
    assert not IndexRequest.objects.exists()


def test_a_deleted_topic_renews_what_showed_it(waiting):
    outbox.work_off()
    topic = make_topic()
    organisation, _event = waiting
    organisation.topics = [topic]
    organisation.save()
    outbox.work_off()
    topic.delete()
    assert IndexRequest.objects.filter(document_id=f"organisation:{organisation.pk}").exists()


def test_records_are_read_only_once_the_index_is_locked(waiting, engine):
    """Else an older state could follow a newer one that somebody else worked off meanwhile."""
    organisation, _event = waiting
    other = EmbeddedEngine(settings.SEARCH_INDEX_DIR, Analyser())

    def newer():
        Organisation.objects.filter(pk=organisation.pk).update(title="Neuer Titel")
        with pytest.raises(IndexBusy):
            outbox.work_off()
        yield from ()

    other.update([], newer())
    outbox.work_off()
    hits = engine.search(SearchQuery(q="Neuer Titel"), now=timezone.now()).hits
    assert hits[0].id == f"organisation:{organisation.pk}"


def test_a_record_that_cannot_be_described_never_stops_the_others(waiting, engine, caplog):
    organisation, event = waiting
    type(event).objects.filter(pk=event.pk).update(kind="no such kind")
    outbox.work_off()
    assert engine.ids() == {f"organisation:{organisation.pk}"}
    assert f"event:{event.pk}" in caplog.text
    assert outbox.rebuild() == 1


def test_a_great_change_is_left_to_the_clock_after_one_batch(engine, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 2)
    for _number in range(5):
        make_organisation()
    outbox.work_off(batches=1)
    assert IndexRequest.objects.count() == 3


def test_who_saves_one_record_does_not_wait_for_many_others(
    engine, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(outbox, "AT_ONCE", 2)
    with django_capture_on_commit_callbacks(execute=True):
        make_organisation()
    assert not IndexRequest.objects.exists()
    for _number in range(2):
        make_organisation()
    with django_capture_on_commit_callbacks(execute=True):
        make_organisation()
    assert IndexRequest.objects.count() == 3
    outbox.work_off()
    assert len(engine.ids()) == 4


def test_many_transactions_visit_the_index_once(engine, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, outbox.once():
        for _number in range(3):
            make_organisation()
    assert len(callbacks) == 1
    callbacks[0]()
    assert not IndexRequest.objects.exists()


def test_what_one_batch_does_not_hold_is_left_to_the_clock_as_a_whole(
    engine, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(outbox, "BATCH", 2)
    with django_capture_on_commit_callbacks() as callbacks, outbox.once():
        for _number in range(3):
            make_organisation()
    assert callbacks == []
    assert IndexRequest.objects.count() == 3
