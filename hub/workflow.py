"""What happens when a record's last review is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Wagtail imports this module while its models are being loaded
    from wagtail.models import WorkflowState


def publish_reviewed(workflow_state: WorkflowState, user=None) -> None:
    """Publish the revision that was approved, never a later edit that nobody has read.

    Wagtail's own action publishes the newest revision. Rights were checked by the review itself.
    """
    reviewed = workflow_state.task_states.filter(status="approved").latest("finished_at")
    reviewed.revision.publish(user=user, skip_permission_checks=True)
