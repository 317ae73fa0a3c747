"""What visitors say about public records, and what becomes of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log
from wagtail.models import Revision

from directory.models import (
    Circle,
    Correction,
    DecisionLink,
    Listing,
    Membership,
    Organisation,
    Renewal,
    Report,
    ReviewState,
)
from directory.moderation import circles, inviting, letters
from directory.moderation.actions import hand_in, submit
from directory.moderation.decisions import AlreadyDecided, CannotPublish, NotAllowed
from directory.rights import Action, Rights
from hub.accounts import personal_data

ADDRESS_KEPT_FOR = timedelta(days=30)
KEPT_FOR = timedelta(days=365)


@transaction.atomic
def propose(
    *,
    record: Listing,
    before: dict[str, str],
    values: dict[str, str],
    remark: str,
    email: str,
    language: str,
    user=None,
    at: datetime | None = None,
) -> Correction:
    """Ask the members and the reviewers of a record whether other values are right.

    `user` is who is signed in where it was written; whoever proposes is not asked.
    """
    at = at or timezone.now()
    correction = Correction.objects.create(
        **_about(record),
        before=before,
        values=values,
        remark=remark,
        email=email,
        language=language,
        created_at=at,
        proposed_by=user,
    )
    but_not = None if user is None or user.is_superuser else user
    _circle, reviewers = circles.first_with_people(record, begin=Circle.MODERATOR, but_not=but_not)
    people = {each.pk: each for each in [*_members(record), *reviewers]}
    asked = [each for each in people.values() if not _is_own(correction, each)]
    _ask(asked, correction, record, at)
    return correction


@transaction.atomic
def report(
    *,
    record: Listing,
    reason: str,
    text: str,
    email: str,
    language: str,
    at: datetime | None = None,
) -> Report:
    """Tell the moderators that something is wrong with a record."""
    at = at or timezone.now()
    told = Report.objects.create(
        **_about(record),
        reason=reason,
        text=text,
        email=email,
        language=language,
        created_at=at,
    )
    _circle, reviewers = circles.first_with_people(record, begin=Circle.MODERATOR)
    _ask(reviewers, told, record, at)
    return told


@transaction.atomic
def confirm(*, feedback: Correction | Report, at: datetime | None = None) -> None:
    """The address belongs to whoever wrote: an answer may go there."""
    at = at or timezone.now()
    unconfirmed = type(feedback).objects.filter(pk=feedback.pk, confirmed_at=None)
    if unconfirmed.update(confirmed_at=at):
        feedback.confirmed_at = at
        if not feedback.is_open:
            letters.answer(feedback=feedback, at=at)


@transaction.atomic
def ask_again(*, link: DecisionLink, at: datetime | None = None) -> None:
    """Mail a new key to whoever has an old one; at most one an hour."""
    at = at or timezone.now()
    feedback = link.correction or link.report
    if feedback.is_open and may_answer(link.reviewer, feedback):
        mark = f"-again-{at:%Y%m%d%H}"
        _ask_one(link.reviewer, feedback, feedback.record, at, mark=mark)


def may_answer(user, feedback: Correction | Report) -> bool:
    """Corrections: also whoever writes the record; reports: those who review it."""
    record = feedback.record
    if record is None or _is_own(feedback, user):
        return False
    rights = Rights(user)
    writes = isinstance(feedback, Correction) and rights.may(Action.EDIT, record)
    return writes or rights.may(Action.REVIEW, record)


@transaction.atomic
def accept(
    *, correction: Correction, user, link: DecisionLink | None = None, at: datetime | None = None
) -> bool:
    """Put the values into what is live, and into a draft that somebody is writing.

    Gives whether they are live now: by the rules of the record, members of a new organisation hand
    them in. Nothing else of a draft goes live with them.
    """
    at = at or timezone.now()
    found = _open(correction, user)
    record = found.record
    draft, state = _draft(record), record.current_workflow_task_state
    revision = _with_values(type(record).objects.get(pk=record.pk), found.values, user)
    stored = type(record).objects.get(pk=record.pk)
    try:
        with transaction.atomic():
            is_live = _publish(stored, revision, user)
    except IntegrityError as error:
        raise CannotPublish from error
    if draft:
        newer = _with_values(draft, found.values, user)
        if isinstance(state, ReviewState) and is_live:
            author = state.author or user
            hand_in(record=type(record).objects.get(pk=record.pk), revision=newer, user=author)
    _close(found, record, user, "", link, at, is_accepted=True)
    return is_live


@transaction.atomic
def decline(
    *,
    correction: Correction,
    answer: str,
    user,
    link: DecisionLink | None = None,
    at: datetime | None = None,
) -> None:
    found = _open(correction, user)
    _close(found, found.record, user, answer, link, at or timezone.now(), is_accepted=False)


@transaction.atomic
def answer_report(
    *,
    report: Report,
    answer: str,
    withdraw: bool,
    user,
    link: DecisionLink | None = None,
    at: datetime | None = None,
) -> None:
    """Close the report; `withdraw` takes the record back from the public."""
    found = _open(report, user)
    if withdraw:
        if not Rights(user).may(Action.WITHDRAW, found.record):
            raise NotAllowed
        # Wagtail would ask for its own permissions, which people without an account lack.
        UnpublishAction(found.record, user=user).execute(skip_permission_checks=True)
        # Nor does one that had stepped back come back with a click.
        Renewal.objects.of(found.record).update(stepped_back_on=None, revision=None)
    _close(found, found.record, user, answer, link, at or timezone.now(), is_withdrawn=withdraw)


@transaction.atomic
def prune(*, at: datetime | None = None) -> int:
    """Forget addresses a month after the answer and everything after a year; gives the number."""
    at = at or timezone.now()
    deleted = 0
    for model in (Correction, Report):
        closed = model.objects.filter(closed_at__isnull=False)
        closed.filter(closed_at__lt=at - ADDRESS_KEPT_FOR).exclude(email="").update(email="")
        deleted += closed.filter(closed_at__lt=at - KEPT_FOR).delete()[0]
    return deleted


def _about(record: Listing) -> dict[str, object]:
    return {"content_type": ContentType.objects.get_for_model(record), "object_id": record.pk}


def _members(record: Listing) -> list:
    organisation = record.pk if isinstance(record, Organisation) else record.owner_id
    members = Membership.objects.filter(organisation=organisation)
    users = get_user_model().objects.filter(pk__in=members.values("user"), is_active=True)
    return list(users.exclude(email=""))


def _ask(people, feedback: Correction | Report, record: Listing, at: datetime) -> None:
    for person in people:
        _ask_one(person, feedback, record, at)
    if feedback.email:
        letters.ask_to_confirm(feedback=feedback, record=record, at=at)


def _ask_one(person, feedback, record: Listing, at: datetime, *, mark: str = "") -> None:
    thing = {feedback._meta.model_name: feedback}
    link, address = inviting.new_link(reviewer=person, about=str(record), at=at, **thing)
    if letters.ask_about(
        feedback=feedback, record=record, reader=person, address=address, mark=mark, at=at
    ):
        link.save()


def _open(feedback, user):
    found = type(feedback).objects.select_for_update().filter(pk=feedback.pk).first()
    if found is None or not found.is_open:
        raise AlreadyDecided
    if not may_answer(user, found):
        raise NotAllowed
    return found


def _is_own(feedback: Correction | Report, user) -> bool:
    """Proposed by this very person, as far as the hub can know: by the account that was signed in,
    or by an address that is proved. Operators may do everything anyway."""
    if user.is_superuser or not isinstance(feedback, Correction):
        return False
    addresses = personal_data.addresses_of(user) if feedback.email else ()
    return feedback.proposed_by_id == user.pk or feedback.email in addresses


def _draft(record: Listing) -> Listing | None:
    return record.get_latest_revision_as_object() if record.has_unpublished_changes else None


def _with_values(record: Listing, values: dict[str, str], user) -> Revision:
    for name, value in values.items():
        field = record._meta.get_field(name)
        setattr(record, name, None if value == "" and field.null else field.to_python(value))
    try:
        record.full_clean()
    except ValidationError as error:
        raise CannotPublish from error
    return record.save_revision(user=user)


def _publish(record: Listing, revision: Revision, user) -> bool:
    """Who reviews it publishes, but for those who also write it: others look at their change."""
    rights = Rights(user)
    reviews = rights.may(Action.REVIEW, record) and not rights.may(Action.EDIT, record)
    if reviews or rights.may(Action.PUBLISH, record):
        revision.publish(user=user, skip_permission_checks=True)
        return True
    return submit(record=record, revision=revision, user=user)


def _close(found, record, user, answer, link, at, **fields) -> None:
    found.closed_at, found.closed_by, found.answer = at, user, answer
    if isinstance(found, Correction):
        found.proposed_by = None
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()
    if link:
        DecisionLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at)
    kind = "correction.decide" if isinstance(found, Correction) else "report.answer"
    data = {"answer": answer, "feedback": found.pk, **fields}
    log(record, f"directory.{kind}", user=user, data=data)
    if found.confirmed_at and found.email:
        letters.answer(feedback=found, at=at)
