"""Where the entries of a person stand, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import WorkflowState

from directory.models import Listing


@dataclass(frozen=True, slots=True)
class State:
    """`code` is draft, review, changes (asked for), waiting (a draft of a live one), live or
    expired; `reason` is what a reviewer has written."""

    code: str
    since: datetime | None = None
    reason: str = ""


def states_of(records: Iterable[Listing]) -> dict[int, State]:
    """The state of each record of one kind by its key."""
    records = list(records)
    if not records:
        return {}
    reviews = _open_reviews(type(records[0]), [record.pk for record in records])
    return {record.pk: _state(record, reviews.get(record.pk)) for record in records}


def _open_reviews(model: type[models.Model], keys: list[int]) -> dict[int, WorkflowState]:
    content_type = ContentType.objects.get_for_model(model)
    found = WorkflowState.objects.active().filter(
        base_content_type=content_type, object_id__in=[str(key) for key in keys]
    )
    return {int(each.object_id): each for each in found.select_related("current_task_state")}


def _state(record: Listing, review: WorkflowState | None) -> State:
    if review and review.status == WorkflowState.STATUS_NEEDS_CHANGES:
        task = review.current_task_state
        return State("changes", task.finished_at or review.created_at, task.comment)
    if review:
        return State("review", review.created_at)
    if record.live:
        return State("waiting" if record.has_unpublished_changes else "live")
    return State("expired" if record.expired else "draft")
