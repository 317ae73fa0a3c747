"""Where a record stands between its author and the public, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState

from directory.models import Circle, Listing, ReviewState

LATE = timedelta(minutes=10)  # the clock looks every minute


class State(models.TextChoices):
    DRAFT = "draft", _("draft, not handed in")
    WAITING = "waiting", _("is being reviewed")
    CHANGES = "changes", _("changes are asked for")
    REFUSED = "refused", _("refused")
    LIVE = "live", _("public")
    LIVE_DRAFT = "live_draft", _("public, with changes that are not handed in")
    EXPIRED = "expired", _("no longer public")
    PLANNED = "planned", _("becomes public by the clock")


@dataclass(frozen=True, slots=True)
class Standing:
    """`reason` is what the reviewer wrote; `due` the day by which `circle` is to decide.

    `is_live` says whether visitors see something meanwhile. Of what is planned, `since` is when it
    becomes public, and `is_late` whether that has failed.
    """

    state: State
    since: datetime | None = None
    reason: str = ""
    due: date | None = None
    circle: str = ""
    is_live: bool = False
    is_late: bool = False


def of(record: Listing) -> Standing:
    return of_all([record])[record.pk]


def of_all(records: Iterable[Listing]) -> dict[int, Standing]:
    """The standing of each record of one kind by its key, in two queries."""
    records = list(records)
    if not records:
        return {}
    model, keys = type(records[0]), [record.pk for record in records]
    reviews, planned = _newest_reviews(model, keys), _planned(model, keys)
    return {
        record.pk: _standing(record, reviews.get(record.pk), planned.get(record.pk))
        for record in records
    }


def _newest_reviews(model: type[models.Model], keys: list[int]) -> dict[int, ReviewState]:
    reviews = ReviewState.objects.filter(
        workflow_state__base_content_type=ContentType.objects.get_for_model(model),
        workflow_state__object_id__in=[str(key) for key in keys],
    ).select_related("workflow_state")
    return {int(review.workflow_state.object_id): review for review in reviews.order_by("pk")}


def _planned(model: type[models.Model], keys: list[int]) -> dict[int, datetime]:
    """When the clock publishes what was approved for later."""
    revisions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(model),
        object_id__in=[str(key) for key in keys],
        approved_go_live_at__isnull=False,
    )
    return {
        int(key): moment
        for key, moment in revisions.values_list("object_id", "approved_go_live_at")
    }


def _standing(
    record: Listing, review: ReviewState | None, planned: datetime | None = None
) -> Standing:
    if review and review.workflow_state.status == WorkflowState.STATUS_IN_PROGRESS:
        circle = str(Circle(review.circle).label)
        since = review.started_at
        return Standing(State.WAITING, since, "", review.due_on, circle, record.live)
    if planned:
        is_late = planned < timezone.now() - LATE
        return Standing(State.PLANNED, planned, is_live=record.live, is_late=is_late)
    # What was written about an older draft says nothing about one that is live by now.
    is_open = record.has_unpublished_changes or not record.live
    if review and is_open and review.status == ReviewState.STATUS_REJECTED:
        state = State.REFUSED if review.is_refused else State.CHANGES
        if state is State.REFUSED or review.workflow_state.status == "needs_changes":
            return Standing(state, review.finished_at, review.comment, is_live=record.live)
    if record.live:
        state = State.LIVE_DRAFT if record.has_unpublished_changes else State.LIVE
        return Standing(state, record.last_published_at, is_live=True)
    if record.expired or record.first_published_at:
        return Standing(State.EXPIRED, record.last_published_at)
    return Standing(State.DRAFT, record.updated_at)
