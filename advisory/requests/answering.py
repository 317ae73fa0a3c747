"""What a desk does with a request. Whoever comes too late is told so and changes nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from advisory.models import AdviceDesk, AdviceRequest, Assignment, RequestEvent
from advisory.requests import mails
from advisory.requests.actions import Over
from advisory.requests.assigning import assign, end, locked, note, touch

Kind, State = RequestEvent.Kind, AdviceRequest.State


@transaction.atomic
def take(*, assignment: Assignment, by=None, at: datetime | None = None) -> None:
    """The desk looks after it: the promise is kept."""
    at = at or timezone.now()
    row, mine = _mine(assignment)
    if row.state == State.TAKEN:
        return
    is_first = _answered(mine, at)
    row.state = State.TAKEN
    touch(row, at)
    note(row, Kind.TAKEN, at, desk=mine.desk, by=by)
    if is_first:
        mails.tell_company(request=row, template="taken", at=at, reply_to=mine.desk.email)


@transaction.atomic
def ask_back(*, assignment: Assignment, text: str, by=None, at: datetime | None = None) -> None:
    at = at or timezone.now()
    row, mine = _mine(assignment)
    _answered(mine, at)
    row.state = State.ASKED
    touch(row, at)
    note(row, Kind.ASKED_BACK, at, desk=mine.desk, by=by, text=text)
    mails.tell_company(request=row, template="asked_back", at=at)


@transaction.atomic
def pass_on(
    *,
    assignment: Assignment,
    desk: AdviceDesk | None,
    reason: str,
    by=None,
    at: datetime | None = None,
) -> Assignment:
    """To another desk, or where the rules lead if this one is left out; gives who has it now."""
    at = at or timezone.now()
    row, mine = _mine(assignment)
    end(mine, Assignment.End.PASSED_ON, at)
    note(row, Kind.PASSED_ON, at, desk=mine.desk, by=by, text=reason)
    new = assign(request=row, at=at, desk=desk)
    mails.tell_company(request=row, template="passed_on", at=at, assignment=new)
    return new


@transaction.atomic
def close(
    *, assignment: Assignment, outcome: str, text: str = "", by=None, at: datetime | None = None
) -> None:
    """The end, with what came out of it and a word to the company."""
    at = at or timezone.now()
    row, mine = _mine(assignment)
    _answered(mine, at)
    end(mine, Assignment.End.CLOSED, at)
    row.state, row.outcome, row.closed_at = State.CLOSED, outcome, at
    row.asked_help_at = at
    touch(row, at)
    note(row, Kind.CLOSED, at, desk=mine.desk, by=by, text=text)
    mails.tell_company(request=row, template="closed", at=at)


@transaction.atomic
def remember(*, assignment: Assignment, text: str, by=None, at: datetime | None = None) -> None:
    """A note that the company does not see."""
    at = at or timezone.now()
    row, mine = _mine(assignment)
    touch(row, at)
    note(row, Kind.NOTE, at, desk=mine.desk, by=by, text=text)


def look(*, assignment: Assignment, by=None, at: datetime | None = None) -> None:
    """Whoever reads what a company wrote leaves a line, once a day."""
    at = at or timezone.now()
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = RequestEvent.objects.filter(
        request=assignment.request_id, kind=Kind.VIEWED, desk=assignment.desk_id, by=by
    )
    if not seen.filter(at__gte=today).exists():
        note(assignment.request, Kind.VIEWED, at, desk=assignment.desk, by=by)


def _mine(assignment: Assignment) -> tuple[AdviceRequest, Assignment]:
    """Both as they are now. Raises Over when another desk has it, or nobody any more."""
    row = locked(assignment.request)
    mine = Assignment.objects.select_related("desk").get(pk=assignment.pk)
    if mine.ended_at or not row.is_open:
        raise Over
    mine.request = row
    return row, mine


def _answered(mine: Assignment, at: datetime) -> bool:
    """Whether this is the desk's first answer."""
    if mine.answered_at:
        return False
    mine.answer(at)
    mine.save()
    return True
