"""Deciding about what was handed in: the same for a link in a mail and for the admin."""

from __future__ import annotations

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from directory.models import DecisionLink, Endorsement, Listing, ReviewState
from directory.moderation import circles, letters
from directory.rights import Action, Rights


class Decision(models.TextChoices):
    """As Wagtail names its actions, as far as it has them."""

    APPROVE = "approve", _("Approved")
    CHANGES = "reject", _("Changes asked for")
    REFUSE = "refuse", _("Refused")


class Obstacle(PermissionDenied):
    """Nothing was decided; the message says why. Wagtail's admin shows it as “not allowed”."""


class AlreadyDecided(Obstacle):
    pass


class ChangedSince(Obstacle):
    pass


class NotAllowed(Obstacle):
    pass


class CannotPublish(Obstacle):
    pass


def may_decide(user, state: ReviewState) -> bool:
    """Nobody decides about what they handed in, except operators, who may publish anyway."""
    if state.author and state.author.pk == user.pk and not user.is_superuser:
        return False
    record = state.revision.content_object
    return record is not None and Rights(user).may(Action.REVIEW, record)


def to_decide(user, states: models.QuerySet) -> models.QuerySet:
    """Those of the reviews in progress that the person may decide about."""
    if not user.is_superuser:
        states = states.exclude(workflow_state__requested_by=user.pk)
    rights, conditions = Rights(user), models.Q(pk__in=())
    kinds = states.values_list("workflow_state__base_content_type", flat=True)
    for content_type in ContentType.objects.filter(pk__in=kinds):
        model = content_type.model_class()
        if model is None or not issubclass(model, Listing):
            continue
        of_kind = models.Q(workflow_state__base_content_type=content_type)
        ids = states.filter(of_kind).values_list("workflow_state__object_id", flat=True)
        mine = rights.among(Action.REVIEW, model._base_manager.filter(pk__in=map(int, ids)))
        texts = [str(pk) for pk in mine.values_list("pk", flat=True)]
        conditions |= of_kind & models.Q(workflow_state__object_id__in=texts)
    return states.filter(conditions)


@transaction.atomic
def decide(
    *,
    state: ReviewState,
    revision_id: int,
    decision: str,
    reason: str = "",
    user,
    link: DecisionLink | None = None,
    at: datetime | None = None,
) -> ReviewState:
    """Decide about this revision, once. What goes live is this revision and no other.

    Raises an Obstacle when somebody else was quicker, the text is another by now, the person may
    not decide any more, or the record cannot be published as it is.
    """
    at = at or timezone.now()
    # Two reviewers at once: the second waits here and then finds it decided.
    found = ReviewState.objects.select_for_update().filter(pk=state.pk).first()
    if found is None or not found.is_open:
        raise AlreadyDecided
    if found.revision_id != revision_id:
        raise ChangedSince
    if not may_decide(user, found):
        raise NotAllowed
    record = found.revision.content_object
    vouched_by = circles.vouching_for(user, record)
    _carry_out(found, Decision(decision), reason, user)
    _note(found, record, Decision(decision), reason, user, vouched_by, at, by_link=bool(link))
    if link:
        DecisionLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at)
    letters.tell_decided(state=found, decision=Decision(decision), reason=reason, at=at)
    return found


def decide_in_admin(*, state: ReviewState, decision: str, reason: str, user) -> None:
    """What somebody changes and approves in one form of the admin has been read."""
    revision = state.revision
    newest = revision.content_object.latest_revision
    if decision == Decision.APPROVE and newest != revision and newest.user_id == user.pk:
        ReviewState.objects.filter(pk=state.pk, status="in_progress").update(revision=newest)
        revision = newest
    decide(state=state, revision_id=revision.pk, decision=decision, reason=reason, user=user)


def _carry_out(state: ReviewState, decision: Decision, reason: str, user) -> None:
    match decision:
        case Decision.APPROVE:
            try:
                with transaction.atomic():
                    state.approve(user=user, comment=reason)
            except (IntegrityError, ValidationError) as error:
                raise CannotPublish from error
        case Decision.CHANGES:
            state.reject(user=user, comment=reason)
        case Decision.REFUSE:
            state.is_refused = True
            state.reject(user=user, comment=reason)
            state.workflow_state.cancel(user=user)


def _note(state, record, decision, reason, user, vouched_by, at, *, by_link: bool) -> None:
    """In the log, which nobody can edit, and as an endorsement that visitors see."""
    data = {
        "decision": str(decision),
        "reason": reason,
        "by": user.get_full_name() or user.get_username(),
        "by_link": by_link,
        "review": state.pk,
        "revision": state.revision_id,
        "vouched_by": str(vouched_by) if vouched_by else "",
    }
    log(record, "directory.review.decide", user=user, revision=state.revision, data=data)
    if vouched_by and decision == Decision.APPROVE:
        ReviewState.objects.filter(pk=state.pk).update(vouched_by=vouched_by)
        Endorsement.objects.update_or_create(
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            organisation=vouched_by,
            defaults={
                "by": user,
                "revision_id": state.revision_id,
                "substance": state.revision.as_object().substance,
                "at": at,
            },
        )
