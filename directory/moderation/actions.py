"""From a draft to what is live."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log
from wagtail.models import Revision, Task, TaskState, Workflow, WorkflowState
from wagtail.signals import task_submitted, workflow_submitted

from directory.models import Listing, Organisation, ReviewState, ReviewTask
from directory.moderation import inviting
from directory.rights import Action, Rights


@transaction.atomic(savepoint=False)
def submit(*, record: Listing, revision: Revision, user) -> bool:
    """Publish this revision at once where the person may, else hand it in for review.

    Gives whether it is live now. A review that is open already goes on with this revision; nobody
    approves a text that its author has replaced.
    """
    if _may_publish(record, revision, user):
        _end_review(record, user)  # else an approval would put an older text back
        revision.publish(user=user, skip_permission_checks=True)
        data = {"revision": revision.pk}
        log(record, "directory.review.unasked", user=user, revision=revision, data=data)
        return True
    hand_in(record=record, revision=revision, user=user)
    return False


def _may_publish(record: Listing, revision: Revision, user) -> bool:
    """The right over the record as it is, and over the owner that the new text names."""
    rights = Rights(user)
    if not rights.may(Action.PUBLISH, record):
        return False
    if isinstance(record, Organisation):  # is of its own
        return True
    owner = revision.as_object().owner
    return owner is None or rights.may(Action.PUBLISH, owner)


@transaction.atomic(savepoint=False)
def hand_in(*, record: Listing, revision: Revision, user) -> None:
    """Have this revision reviewed, whatever the person may do; ends a review that is open.

    `record` is what is stored; from that follows who is asked. What the clock was to publish is not
    published any more: its author has replaced it.
    """
    _end_review(record, user)
    _unschedule(record)
    workflow = record.get_workflow()
    tasks = list(workflow.tasks.filter(active=True)[:2])
    ours = ContentType.objects.get_for_model(ReviewTask)
    if [task.content_type_id for task in tasks] == [ours.pk]:
        _open_review(workflow, tasks[0], record, revision, user)
        return
    state = workflow.start(record, user)  # an operator has put steps of other kinds together
    # Wagtail takes the newest revision, which may be one that somebody saved meanwhile.
    TaskState.objects.filter(pk=state.current_task_state_id).update(revision=revision)


def _open_review(workflow: Workflow, task: Task, record: Listing, revision: Revision, user) -> None:
    """What `Workflow.start` does, for this one step and with a fifth of its queries.

    On SQLite everybody else who saves waits meanwhile. That there is no other review, the database
    says.
    """
    of_workflow = WorkflowState(
        content_type=record.get_content_type(),
        base_content_type=record.get_base_content_type(),
        object_id=str(record.pk),
        workflow=workflow,
        requested_by=user,
    )
    models.Model.save(of_workflow)
    revision.content_object = record
    state = ReviewState(workflow_state=of_workflow, revision=revision, task=task)
    inviting.open_review(state=state)
    of_workflow.current_task_state = state
    models.Model.save(of_workflow, update_fields=["current_task_state"])
    task_submitted.send(sender=ReviewState, instance=state, user=user)
    workflow_submitted.send(sender=WorkflowState, instance=of_workflow, user=user)
    data = {
        "id": workflow.pk,
        "title": workflow.name,
        "status": of_workflow.status,
        "next": {"id": task.pk, "title": task.name},
        "task_state_id": state.pk,
    }
    log(record, "wagtail.workflow.start", data={"workflow": data}, revision=revision, user=user)


@transaction.atomic
def take_back(*, record: Listing, user) -> None:
    """Off the public, off the clock and out of review. What was public is the newest draft then."""
    _end_review(record, user)
    _unschedule(record)
    if not record.live:
        return
    if record.latest_revision_id and not record.has_unpublished_changes:
        record.save_revision(user=user, clean=False, changed=False)  # an import changes rows alone
    # Wagtail would ask for its own permissions, which people without the admin lack.
    UnpublishAction(record, user=user).execute(skip_permission_checks=True)


def _unschedule(record: Listing) -> None:
    record.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)


def _end_review(record: Listing, user) -> None:
    """Take back what is in review; waits for somebody who decides at this moment."""
    list(ReviewState.objects.select_for_update().for_instance(record).filter(status="in_progress"))
    if state := record.current_workflow_state:
        state.cancel(user=user)
