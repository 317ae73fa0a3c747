from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from directory.models import Organisation
from events.models import Event
from hub.publishing import publish_due
from hub.tasks import requeue_hung
from search.tasks import rebuild_index
from tests.factories import make_event, make_organisation

pytestmark = pytest.mark.django_db


def schedule(record, **fields):
    """Change a record in a draft that goes live an hour ago."""
    for name, value in fields.items():
        setattr(record, name, value)
    record.go_live_at = timezone.now() - timedelta(hours=1)
    revision = record.save_revision()
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=record.go_live_at)
    return revision


def test_a_draft_goes_live_when_its_time_has_come():
    event = make_event(title="Alter Titel")
    schedule(event, title="Neuer Titel")
    publish_due()
    assert Event.objects.get(pk=event.pk).title == "Neuer Titel"


def test_one_failing_record_does_not_hold_the_others_back():
    schedule(make_organisation(), slug="gefragt")
    make_organisation(slug="gefragt")
    event = make_event(title="Alter Titel")
    schedule(event, title="Neuer Titel")
    published, _withdrawn = publish_due()
    assert published == 1
    assert Event.objects.get(pk=event.pk).title == "Neuer Titel"


def test_an_expired_record_is_withdrawn():
    organisation = make_organisation(expire_at=timezone.now() - timedelta(minutes=1))
    assert publish_due() == (0, 1)
    organisation.refresh_from_db()
    assert not organisation.live


def test_publishing_a_draft_keeps_what_was_confirmed_since():
    organisation = make_organisation(confirmed_by="")
    organisation.save_revision()
    Organisation.objects.filter(pk=organisation.pk).update(confirmed_by="IHK Muster")
    Organisation.objects.get(pk=organisation.pk).latest_revision.publish()
    organisation.refresh_from_db()
    assert organisation.confirmed_by == "IHK Muster"


def test_a_task_of_a_killed_worker_is_queued_again():
    result = rebuild_index.enqueue()
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now() - timedelta(hours=1)
    )
    assert requeue_hung() == 1
    assert DBTaskResult.objects.get(pk=result.id).status == TaskResultStatus.READY
