"""From a draft to what is live."""

from __future__ import annotations

from django.db import transaction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState

from directory.models import Listing, Organisation, ReviewState
from directory.rights import Action, Rights


@transaction.atomic
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
    rights, owner = Rights(user), revision.as_object().owner
    if not rights.may(Action.PUBLISH, record):
        return False
    is_of_its_own = owner is None or isinstance(record, Organisation)
    return is_of_its_own or rights.may(Action.PUBLISH, owner)


@transaction.atomic
def hand_in(*, record: Listing, revision: Revision, user) -> None:
    """Have this revision reviewed, whatever the person may do; ends a review that is open.

    What the clock was to publish is not published any more: its author has replaced it.
    """
    _end_review(record, user)
    _unschedule(record)
    state = record.get_workflow().start(record, user)
    # Wagtail takes the newest revision, which may be one that somebody saved meanwhile.
    TaskState.objects.filter(pk=state.current_task_state_id).update(revision=revision)


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
