"""What companies do with their requests, from the first word to the end."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from advisory.models import (
    AdviceRequest,
    Assignment,
    Entrance,
    IdempotencyKey,
    RequestEvent,
    Subject,
)
from advisory.models.request import new_nonce
from advisory.requests import mails
from advisory.requests.assigning import assign, end, locked, note, touch
from advisory.requests.signs import sign_of
from hub.mailbox.models import BouncedAddress, OutgoingMail

logger = logging.getLogger(__name__)
Kind, State = RequestEvent.Kind, AdviceRequest.State
DRAFT_KEPT_FOR = timedelta(days=14)


class Over(Exception):
    """That is not possible any more: it is over, or somebody else has it by now."""


@transaction.atomic
def begin(
    *,
    subject: Subject,
    language: str,
    text: str = "",
    entrance: Entrance | None = None,
    at: datetime | None = None,
) -> AdviceRequest:
    """A draft under a secret address; a text is proposed, not yet accepted."""
    at = at or timezone.now()
    draft = AdviceRequest(
        subject=subject,
        language=language,
        advice_language=language,
        entrance=entrance,
        created_at=at,
        changed_at=at,
    )
    if text:
        draft.type(text=text)
    draft.save()
    return draft


@transaction.atomic
def keep(
    *,
    request: AdviceRequest,
    step: int,
    fields: dict[str, str],
    typed: dict[str, object],
    at: datetime | None = None,
) -> AdviceRequest:
    """Keep the answers of a step of a draft. Raises Over once it is sent."""
    row = locked(request)
    if not row.is_draft:
        raise Over
    for name, value in fields.items():
        setattr(row, name, value)
    row.type(**typed)
    row.steps_done = max(row.steps_done, step)
    touch(row, at or timezone.now())
    return row


@transaction.atomic
def choose(*, request: AdviceRequest, subject: Subject, at: datetime | None = None) -> None:
    """Another subject for a draft; the answers to questions of the former one go."""
    row = locked(request)
    if not row.is_draft:
        raise Over
    row.subject = subject
    row.type(answers={})
    row.steps_done = min(row.steps_done, 1)
    touch(row, at or timezone.now())


@transaction.atomic
def send(
    *,
    request: AdviceRequest,
    sign: str = "",
    is_typed_here: bool = True,
    at: datetime | None = None,
) -> AdviceRequest:
    """Hand a draft in, once: whoever presses twice gets the same request.

    What looks like spam is held until a person has looked at it, and nobody gets a mail before.
    How quickly it was written is known of the pages only.
    """
    at = at or timezone.now()
    row = locked(request)
    if not row.is_draft:
        return row
    text = " ".join(str(row.typed.get("text", "")).casefold().split())
    mark = salted_hmac("advisory.request", text, algorithm="sha256").hexdigest()
    sign = sign or sign_of(row, text, mark, at, is_timed=is_typed_here)
    row.sent_at, row.fingerprint = at, mark
    row.state, row.held_because = State.HELD, sign
    touch(row, at)
    note(row, Kind.SENT, at)
    if sign:
        note(row, Kind.HELD, at)
        logger.info("request %d is held: %s", row.pk, sign)
    else:
        mails.confirm(assignment=assign(request=row, at=at), at=at)
    return row


@transaction.atomic
def release(*, request: AdviceRequest, by=None, at: datetime | None = None) -> None:
    """An operator has looked at what was held: it goes to its desk."""
    at = at or timezone.now()
    row = locked(request)
    if row.state == State.HELD:
        note(row, Kind.RELEASED, at, by=by)
        mails.confirm(assignment=assign(request=row, at=at), at=at)


@transaction.atomic
def add(*, request: AdviceRequest, text: str, at: datetime | None = None) -> None:
    """The company adds something, or answers what it was asked back."""
    at = at or timezone.now()
    row = locked(request)
    if not (row.is_open or row.state == State.HELD):
        raise Over
    note(row, Kind.ADDED, at, text=text)
    if row.state == State.ASKED:
        row.state = State.TAKEN
    touch(row, at)
    if current := _current(row):
        mails.tell_desk(assignment=current, template="desk_added", at=at)


@transaction.atomic
def withdraw(*, request: AdviceRequest, at: datetime | None = None) -> None:
    """The company needs no answer any more. Twice is once."""
    at = at or timezone.now()
    row = locked(request)
    if row.is_draft or row.is_over:
        raise Over
    if current := _current(row):
        end(current, Assignment.End.WITHDRAWN, at)
        mails.tell_desk(assignment=current, template="desk_withdrawn", at=at)
    row.state, row.closed_at = State.WITHDRAWN, at
    touch(row, at)
    note(row, Kind.WITHDRAWN, at)


@transaction.atomic
def revoke_link(*, request: AdviceRequest, at: datetime | None = None) -> None:
    """The old address opens nothing any more; a new one goes to the address of the request."""
    at = at or timezone.now()
    row = locked(request)
    row.nonce = new_nonce()
    touch(row, at)
    note(row, Kind.REVOKED, at)
    mails.tell_company(request=row, template="new_link", at=at)


@transaction.atomic
def erase(*, request: AdviceRequest, at: datetime | None = None) -> None:
    """Delete all that anybody typed, on demand or after a year; what is left is a number."""
    at = at or timezone.now()
    row = locked(request)
    if row.is_draft:
        row.delete()
        return
    if not row.is_over:
        withdraw(request=row, at=at)
        row = locked(request)
    _forget_mails(row)
    row.sealed = row.postcode = row.fingerprint = ""
    row.nonce, row.anonymised_at = new_nonce(), at
    touch(row, at)
    row.events.exclude(sealed="").update(sealed="")
    row.events.update(by=None)
    IdempotencyKey.objects.filter(request=row).update(body="")
    note(row, Kind.ANONYMISED, at)


@transaction.atomic
def say_whether_it_helped(
    *, request: AdviceRequest, help: str, text: str = "", at: datetime | None = None
) -> None:
    at = at or timezone.now()
    row = locked(request)
    if row.state != State.CLOSED or row.anonymised_at:
        raise Over
    row.help = help
    touch(row, at)
    note(row, Kind.HELPED, at, text=text)


def prune(*, at: datetime | None = None) -> int:
    """Delete drafts that nobody went on with; gives the number."""
    before = (at or timezone.now()) - DRAFT_KEPT_FOR
    drafts = AdviceRequest.objects.filter(state=State.DRAFT, changed_at__lt=before)
    return drafts.delete()[0]


def _forget_mails(request: AdviceRequest) -> None:
    """What was written to the company, and what waits; a link in it opens nothing any more."""
    email = str(request.typed.get("email", ""))
    if email:
        rows = OutgoingMail.objects.filter(to__iexact=email, kind=mails.KIND)
        rows.filter(Q(due_at=None) | Q(text__contains=request.token)).delete()
        BouncedAddress.objects.filter(email__iexact=email).delete()


def _current(request: AdviceRequest) -> Assignment | None:
    return request.assignments.current().select_related("request", "desk").first()
