"""Giving a request to a desk, and taking it from there; always inside a transaction."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from advisory.models import AdviceDesk, AdviceRequest, Assignment, RequestEvent
from advisory.requests import cases, mails, words
from advisory.sealing import seal
from hub.working_days import add_working_days

Kind, State = RequestEvent.Kind, AdviceRequest.State


def assign(*, request: AdviceRequest, at: datetime, desk: AdviceDesk | None = None) -> Assignment:
    """Give a locked request to a desk: to the one a person chose, else to that of the routing.

    Desks that had it already are left out as long as there are others.
    """
    today, reason = timezone.localdate(at), {}
    if desk is None:
        had_it = request.assignments.values_list("desk", flat=True)
        decision = cases.decide(cases.case_of(request), today=today, without=had_it)
        desk = AdviceDesk.objects.get(pk=decision.desk)
        reason = words.as_data(decision.reason)
    assignment = Assignment.objects.create(
        request=request,
        desk=desk,
        reason=reason,
        since=at,
        since_on=today,
        due_on=add_working_days(today, desk.answer_within_days, state=settings.STATE),
    )
    request.desk, request.state = desk, State.WAITING
    touch(request, at)
    note(request, Kind.ASSIGNED, at, desk=desk)
    mails.ask_desk(assignment=assignment, at=at)
    return assignment


def end(assignment: Assignment, how: str, at: datetime) -> None:
    assignment.ended_at, assignment.end = at, how
    assignment.save()


def note(
    request: AdviceRequest,
    kind: str,
    at: datetime,
    *,
    desk: AdviceDesk | None = None,
    by=None,
    text: str = "",
) -> RequestEvent:
    """Write down what happened; the text is sealed."""
    return RequestEvent.objects.create(
        request=request, kind=kind, at=at, desk=desk, by=by, sealed=seal(text)
    )


def touch(request: AdviceRequest, at: datetime) -> None:
    request.changed_at = at
    request.save()


def locked(request: AdviceRequest) -> AdviceRequest:
    """The request as it is now; nobody else changes it meanwhile."""
    return AdviceRequest.objects.select_for_update().get(pk=request.pk)
