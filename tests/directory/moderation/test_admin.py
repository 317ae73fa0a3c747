"""The admin decides by the same rules."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from directory.models import Organisation, ReviewState, ReviewTask, Trust
from tests.directory.moderation.people import (
    hand_in,
    mails,
    make_moderator,
    make_startup,
    stored,
)
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def signed_in(client, person):
    rights = Permission.objects.filter(codename="access_admin")
    person.user_permissions.add(*rights)
    client.force_login(person)
    return client


def action(client, state, name, **data):
    record = state.revision.content_object
    url = reverse(
        Organisation.snippet_viewset.get_url_name("workflow_action"),
        args=[record.pk, name, state.pk],
    )
    return client.post(url, data)


def test_the_home_page_lists_what_a_moderator_may_decide(client):
    record, author = make_startup(title="Fuldawerk GmbH")
    hand_in(record, author)
    assert b"Fuldawerk GmbH" in signed_in(client, make_moderator()).get("/admin/").content
    assert b"Fuldawerk GmbH" not in signed_in(client, make_person()).get("/admin/").content


def test_an_operator_approves_in_the_admin(client):
    record, author = make_startup()
    operator = make_person(is_superuser=True)
    state = hand_in(record, author, summary="Geprüft.")
    client.force_login(operator)
    action(client, state, "approve")
    assert stored(record).summary == "Geprüft."
    assert mails(author)


def test_a_refusal_in_the_admin_needs_a_reason(client):
    record, author = make_startup()
    state = hand_in(record, author)
    client.force_login(make_person(is_superuser=True))
    action(client, state, "refuse", comment="")
    assert ReviewState.objects.get(pk=state.pk).is_open
    action(client, state, "refuse", comment="Kein Bezug zur Region.")
    assert ReviewState.objects.get(pk=state.pk).is_refused


def test_the_task_gives_nothing_to_others():
    record, author = make_startup()
    state = hand_in(record, author)
    task = state.task.specific
    for person in (author, make_person()):
        assert task.get_actions(stored(record), person) == []
        assert not task.get_task_states_user_can_moderate(person).exists()
    moderator = make_moderator()
    assert [name for name, *_rest in task.get_actions(stored(record), moderator)] == [
        *("reject", "refuse", "approve", "approve")
    ]
    assert task.get_task_states_user_can_moderate(moderator).count() == 1


def test_setting_up_twice_changes_nothing():
    call_command("set_up_review")
    assert ReviewTask.objects.count() == 1
    content_types = WorkflowContentType.objects.all()
    assert {each.workflow for each in content_types} == {
        Workflow.objects.get(name__startswith="Prü")
    }
    assert content_types.count() == 6


def test_an_installation_with_the_old_workflow_is_moved_with_what_waits_in_it():
    record, author = make_startup()
    moderator = make_moderator()
    old = Workflow.objects.create(name="Moderators approval")
    task = GroupApprovalTask.objects.create(name="Alt")
    task.groups.add(Group.objects.get(name="Moderators"))
    WorkflowTask.objects.create(workflow=old, task=task, sort_order=1)
    WorkflowContentType.objects.update(workflow=old)
    first = record.save_revision(user=author)
    old.start(stored(record), author)
    stored(record).save_revision(user=author)
    call_command("set_up_review")
    state = stored(record).current_workflow_task_state
    assert isinstance(state, ReviewState)
    assert state.revision == first
    assert mails(moderator)
    assert WorkflowContentType.objects.filter(workflow=old).count() == 0


def test_only_operators_say_who_is_trusted(client):
    urls = [
        reverse(Trust.snippet_viewset.get_url_name(name), args=args)
        for name, args in (("list", []), ("add", []))
    ]
    for url in urls:
        assert signed_in(client, make_moderator()).get(url).status_code == 302
        client.force_login(make_person(is_superuser=True))
        assert client.get(url).status_code == 200
