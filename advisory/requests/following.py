"""What the clock does with requests, so that none is forgotten: every step can be done twice, and
one request that fails stops no other.

A desk is reminded a working day before its promise ends. When the promise is broken, the company is
told so and the next desk gets the request. Desks that cannot answer any more lose theirs at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from advisory.models import AdviceRequest, Assignment, RequestEvent
from advisory.requests import actions, mails, operators, receiving
from advisory.requests.assigning import assign, end, locked, note, touch
from hub.mailbox.models import BouncedAddress
from hub.working_days import is_working_day, working_days_between

logger = logging.getLogger(__name__)
Kind, State, End = RequestEvent.Kind, AdviceRequest.State, Assignment.End
REMIND_COMPANY, GIVE_UP_COMPANY = timedelta(days=14), timedelta(days=28)
REMIND_TAKEN, CLOSE_TAKEN = timedelta(days=45), timedelta(days=90)
ASK_AGAIN = timedelta(days=60)
KEPT_FOR = timedelta(days=365)
END_BEFORE = timedelta(days=28)  # what is still open so long before it is deleted ends, and is told


@dataclass(slots=True)
class Round:
    """How many requests each step of one morning has dealt with."""

    left: int = 0
    broken: int = 0
    reminded: int = 0
    closed: int = 0
    asked_again: int = 0
    anonymised: int = 0
    failed: int = 0


def look_after(*, at: datetime | None = None) -> Round:
    """One morning's work. Nobody is hurried on a day on which nobody works."""
    at = at or timezone.now()
    done = Round()
    if is_working_day(timezone.localdate(at), state=settings.STATE):
        _each(_left(), _give_away(End.LEFT), "left", done, at)
        _each(_broken(at), _give_away(End.BROKEN), "broken", done, at)
        _each(_soon_due(at), _remind_desk, "reminded", done, at)
        _each(_forgotten(at), _remind_taken, "reminded", done, at)
        _each(_silent_companies(at), _remind_company, "reminded", done, at)
        operators.ask_unreachable(at=at)
    _each(_given_up(at), _give_up, "closed", done, at)
    _each(_to_ask_again(at), _ask_again, "asked_again", done, at)
    _each(_old(at), _anonymise, "anonymised", done, at)
    actions.prune(at=at)
    receiving.prune(at=at)
    if counts := {name: number for name, number in asdict(done).items() if number}:
        logger.info("requests looked after: %s", counts)
    return done


def stuck(*, at: datetime | None = None) -> models.QuerySet:
    """Requests with which nothing goes on, for the daily check: there should be none."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    current = Assignment.objects.filter(request=OuterRef("pk")).current()
    lost = Q(state__in=AdviceRequest.OPEN) & ~Exists(current)
    late = Q(state=State.WAITING) & Exists(current.filter(due_on__lt=today - timedelta(days=7)))
    held = Q(state=State.HELD, sent_at__lt=at - timedelta(days=5))
    idle = Q(state__in=[State.TAKEN, State.ASKED], changed_at__lt=at - CLOSE_TAKEN - timedelta(5))
    old = Q(sent_at__lt=at - KEPT_FOR - timedelta(days=2), anonymised_at=None)
    return AdviceRequest.objects.filter(lost | late | held | idle | old)


def check_stuck(*, at: datetime | None = None) -> int:
    """Give what lies with nobody to a desk again, say how many are stuck, and tell operators."""
    at = at or timezone.now()
    found = list(stuck(at=at))
    _each(found, _give_lost, "left", Round(), at)
    if found:
        logger.warning("%d requests were stuck: %s", len(found), [row.pk for row in found][:50])
    operators.tell(at=at, stuck=len(found))
    return len(found)


def _give_lost(request: AdviceRequest, at: datetime) -> bool:
    row = locked(request)
    if not row.is_open or row.assignments.current().exists():
        return False
    assign(request=row, at=at)
    return True


def _each(
    rows: Iterable[models.Model],
    act: Callable[[models.Model, datetime], bool],
    name: str,
    done: Round,
    at: datetime,
) -> None:
    for row in rows:
        try:
            with transaction.atomic():
                if act(row, at):
                    setattr(done, name, getattr(done, name) + 1)
        except Exception as error:  # whose text may hold a word of the company
            done.failed += 1
            logger.error("%s: %s failed with %s", name, row, type(error).__name__)


def _waiting() -> models.QuerySet:
    rows = Assignment.objects.current().filter(request__state=State.WAITING)
    return rows.select_related("desk", "request__subject__parent")


def _left() -> models.QuerySet:
    """Of desks that were switched off, whose institution is gone or whose mail comes back; the
    fallback desk keeps what it has, as there is nobody behind it."""
    rows = Assignment.objects.current().select_related("desk", "request__subject__parent")
    gone = Q(desk__is_active=False) | Q(desk__organisation=None)
    refused = Exists(BouncedAddress.objects.filter(email=OuterRef("desk__email")))
    returned = Q(refused, request__state=State.WAITING)
    return rows.filter(gone | returned, request__state__in=AdviceRequest.OPEN).exclude(
        desk__is_fallback=True
    )


def _broken(at: datetime) -> models.QuerySet:
    return _waiting().filter(due_on__lt=timezone.localdate(at))


def _give_away(how: str) -> Callable[[Assignment, datetime], bool]:
    """End an assignment, tell the company, and give the request to the next desk."""

    def act(assignment: Assignment, at: datetime) -> bool:
        row = locked(assignment.request)
        mine = row.assignments.current().filter(pk=assignment.pk).select_related("desk").first()
        if mine is None or (how == End.BROKEN and row.state != State.WAITING):
            return False
        end(mine, how, at)
        note(row, Kind.BROKEN if how == End.BROKEN else Kind.LEFT, at, desk=mine.desk)
        new = assign(request=row, at=at)
        template = "broken" if how == End.BROKEN else "left"
        mails.tell_company(
            request=row, template=template, at=at, assignment=new, former=mine.desk.label
        )
        if how == End.BROKEN:
            mails.tell_desk(assignment=mine, template="desk_broken", at=at)
        return True

    return act


def _soon_due(at: datetime) -> list[Assignment]:
    """Whose last working day is today or the next one, and who got it before today."""
    today = timezone.localdate(at)
    rows = _waiting().filter(reminded_at=None, due_on__gte=today, due_on__lte=today + timedelta(7))
    return [
        row
        for row in rows
        if timezone.localdate(row.since) < today
        and working_days_between(today, row.due_on, state=settings.STATE) <= 1
    ]


def _remind_desk(assignment: Assignment, at: datetime) -> bool:
    if not Assignment.objects.filter(pk=assignment.pk, reminded_at=None).update(reminded_at=at):
        return False
    note(assignment.request, Kind.REMINDED, at, desk=assignment.desk)
    mails.tell_desk(assignment=assignment, template="desk_reminder", at=at)
    return True


def _unmoved(state: str, before: datetime) -> models.QuerySet:
    rows = AdviceRequest.objects.filter(state=state, changed_at__lt=before)
    return rows.select_related("subject__parent", "desk")


def _not_reminded(rows: models.QuerySet) -> models.QuerySet:
    """Those that were not reminded since something happened."""
    since = RequestEvent.objects.filter(
        request=OuterRef("pk"), kind=Kind.REMINDED, at__gt=OuterRef("changed_at")
    )
    return rows.exclude(Exists(since))


def _forgotten(at: datetime) -> models.QuerySet:
    return _not_reminded(_unmoved(State.TAKEN, at - REMIND_TAKEN))


def _remind_taken(request: AdviceRequest, at: datetime) -> bool:
    current = request.assignments.current().select_related("desk").get()
    note(request, Kind.REMINDED, at, desk=current.desk)
    current.request = request
    mails.tell_desk(assignment=current, template="desk_forgotten", at=at)
    return True


def _silent_companies(at: datetime) -> models.QuerySet:
    return _not_reminded(_unmoved(State.ASKED, at - REMIND_COMPANY))


def _remind_company(request: AdviceRequest, at: datetime) -> bool:
    note(request, Kind.REMINDED, at, desk=request.desk)
    mails.tell_company(request=request, template="asked_back", at=at)
    return True


def _given_up(at: datetime) -> list[AdviceRequest]:
    """Also what is open when it is soon forgotten: its company hears before."""
    silent = _unmoved(State.ASKED, at - GIVE_UP_COMPANY)
    last = AdviceRequest.objects.open().filter(sent_at__lt=at - KEPT_FOR + END_BEFORE)
    rows = [*silent, *_unmoved(State.TAKEN, at - CLOSE_TAKEN), *last.select_related("desk")]
    return list({row.pk: row for row in rows}.values())


def _give_up(request: AdviceRequest, at: datetime) -> bool:
    """Close what nobody goes on with."""
    row = locked(request)
    if row.state != request.state:
        return False
    outcome, is_unanswered = AdviceRequest.Outcome, row.state == State.WAITING
    row.outcome = outcome.UNREACHED if row.state == State.ASKED else outcome.UNKNOWN
    row.state, row.closed_at, row.asked_help_at = State.CLOSED, at, at
    if current := row.assignments.current().select_related("desk").first():
        end(current, End.BROKEN if is_unanswered else End.CLOSED, at)
    touch(row, at)
    note(row, Kind.CLOSED, at, desk=row.desk)
    mails.tell_company(request=row, template="ended" if is_unanswered else "closed", at=at)
    return True


def _to_ask_again(at: datetime) -> models.QuerySet:
    rows = AdviceRequest.objects.filter(state=State.CLOSED, closed_at__lt=at - ASK_AGAIN)
    return rows.filter(asked_again_at=None, anonymised_at=None).select_related("subject", "desk")


def _ask_again(request: AdviceRequest, at: datetime) -> bool:
    mine = AdviceRequest.objects.filter(pk=request.pk, asked_again_at=None)
    if not mine.update(asked_again_at=at):
        return False
    mails.tell_company(request=request, template="help_again", at=at)
    return True


def _old(at: datetime) -> models.QuerySet:
    rows = AdviceRequest.objects.filter(sent_at__lte=at - KEPT_FOR, anonymised_at=None)
    return rows.order_by(F("sent_at"))


def _anonymise(request: AdviceRequest, at: datetime) -> bool:
    actions.erase(request=request, at=at)
    return True
