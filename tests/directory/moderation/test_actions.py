import pytest
from django.core.management import call_command

from directory.models import Organisation, Trust
from directory.moderation.actions import submit
from events.models import Event
from tests.factories import make_event, make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def review(db):
    call_command("set_up_hub")


def draft(**fields):
    organisation = make_organisation(live=False, **fields)
    return organisation, make_member(organisation)


def stored(record):
    return Organisation.objects.get(pk=record.pk)


def test_what_a_new_organisation_hands_in_waits_for_review():
    record, member = draft()
    revision = record.save_revision(user=member)
    assert submit(record=record, revision=revision, user=member) is False
    assert not stored(record).live
    assert stored(record).current_workflow_task_state.revision == revision


def test_a_proven_organisation_is_live_at_once():
    record, member = draft()
    Trust.objects.create(organisation=record, level=Trust.Level.PROVEN)
    record.title = "Neuer Name"
    assert submit(record=record, revision=record.save_revision(user=member), user=member)
    assert stored(record).live
    assert stored(record).title == "Neuer Name"


def test_handing_in_again_replaces_what_is_reviewed():
    record, member = draft()
    submit(record=record, revision=record.save_revision(user=member), user=member)
    record = stored(record)
    second = record.save_revision(user=member)
    submit(record=record, revision=second, user=member)
    assert stored(record).current_workflow_task_state.revision == second


def test_a_proven_house_lends_its_trust_to_no_other():
    proven, new = make_organisation(), make_organisation()
    Trust.objects.create(organisation=proven, level=Trust.Level.PROVEN)
    person = make_member(proven)
    make_member(new, user=person)
    event = make_event(owner=proven, live=False)
    event.owner = new
    assert submit(record=event, revision=event.save_revision(user=person), user=person) is False
    assert not Event.objects.get(pk=event.pk).live
