import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from directory.models import Organisation
from hub.models import User
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return User.objects.create_superuser("pruefung", "pruefung@hub.example", "geheim")


@pytest.fixture
def workflow(reviewer):
    workflow = Workflow.objects.create(name="Prüfung")
    task = GroupApprovalTask.objects.create(name="Freigabe")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    content_type = ContentType.objects.get_for_model(Organisation)
    WorkflowContentType.objects.create(workflow=workflow, content_type=content_type)
    return workflow


def test_what_was_reviewed_goes_live_not_a_later_edit(workflow, reviewer):
    organisation = make_organisation(title="Vorher")
    organisation.title = "Geprüft"
    organisation.save_revision()
    state = workflow.start(organisation, reviewer)
    organisation.title = "Nach der Prüfung untergeschoben"
    organisation.save_revision()
    state.current_task_state.approve(user=reviewer)
    assert Organisation.objects.get(pk=organisation.pk).title == "Geprüft"
