"""From a draft to what is live."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Revision

from directory.models import Listing
from directory.rights import Action, Rights


@transaction.atomic
def submit(*, record: Listing, revision: Revision, user) -> bool:
    """Publish this revision at once where the person may, else hand it in for review.

    Gives whether it is live now. A review that is open already goes on with this revision; nobody
    approves a text that its author has replaced.
    """
    if Rights(user).may(Action.PUBLISH, record):
        revision.publish(user=user, skip_permission_checks=True)
        return True
    if state := record.current_workflow_state:
        state.cancel(user=user)
    record.get_workflow().start(record, user)
    return False
