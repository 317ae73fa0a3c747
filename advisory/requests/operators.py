"""What only the operators of a hub can mend, told to them by mail on every working day on which
there is some of it: promises that the fallback desk broke, requests that wait for a look, desks
that lost theirs, and whatever the daily check has found stuck."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from advisory.models import AdviceDesk, AdviceRequest, Assignment
from advisory.requests.mails import FOLDER, KIND
from directory.freshness.keepers import keepers
from hub.http import absolute
from hub.mailbox.queue import language_of, queue
from hub.working_days import add_working_days, is_working_day

HELD_FOR = 2  # working days in which somebody looks at what is held


@dataclass(slots=True)
class Cares:
    """Numbers and names of desks; no word of a company."""

    broken: int = 0  # promises of the fallback desk since the last mail
    held: int = 0
    held_until: date | None = None
    is_held_late: bool = False
    stuck: int = 0
    left: list[str] = field(default_factory=list)

    @property
    def is_none(self) -> bool:
        return not (self.broken or self.held or self.stuck or self.left)


def look_until(sent_at: datetime) -> date:
    """The day by which somebody looks at what was held then."""
    return add_working_days(timezone.localdate(sent_at), HELD_FOR, state=settings.STATE)


def cares(*, at: datetime, stuck: int = 0) -> Cares:
    """What the last day brought, and what is held still."""
    since = at - timedelta(hours=20)
    found = Cares(stuck=stuck)
    ended = Assignment.objects.filter(ended_at__gt=since, ended_at__lte=at)
    found.broken = ended.filter(end=Assignment.End.BROKEN, desk__is_fallback=True).count()
    lost = ended.filter(end=Assignment.End.LEFT).order_by().values("desk").distinct()
    found.left = [desk.label for desk in AdviceDesk.objects.filter(pk__in=lost)]
    held = AdviceRequest.objects.filter(state=AdviceRequest.State.HELD).aggregate(
        count=Count("pk"), first=Min("sent_at")
    )
    found.held = held["count"]
    if held["first"]:
        found.held_until = look_until(held["first"])
        found.is_held_late = found.held_until < timezone.localdate(at)
    return found


def tell(*, at: datetime, stuck: int = 0) -> int:
    """One mail to each operator, at most one a day; gives how many were written."""
    today = timezone.localdate(at)
    found = cares(at=at, stuck=stuck)
    if found.is_none or not is_working_day(today, state=settings.STATE):
        return 0
    return sum(
        queue(
            to=person.email,
            language=language_of(person),
            kind=KIND,
            template=f"{FOLDER}/operators.txt",
            context={"cares": found, "address": absolute(reverse("own_requests"))},
            key=f"requests-operators {today} {person.pk}",
            at=at,
        )
        for person in keepers([None])[None]
    )


def ask_unreachable(*, at: datetime) -> int:
    """Once in a calendar week, a mail to desks whose mail came back: if it gets through, they are
    reachable again (hub.mailbox.sending forgets the bounce then)."""
    week = "{}-{}".format(*timezone.localdate(at).isocalendar())
    return sum(
        queue(
            to=desk.email,
            language=settings.LANGUAGE_CODE,
            kind=KIND,
            template=f"{FOLDER}/desk_again.txt",
            context={"desk": desk.label},
            key=f"requests-again {week} {desk.pk}",
            at=at,
        )
        for desk in AdviceDesk.objects.unreachable()
    )


def unanswered(desk: AdviceDesk) -> tuple[int, date | None]:
    """How many requests a desk has still that it did not answer in time, and the nearest day."""
    again = Assignment.objects.filter(desk=desk, end=Assignment.End.BROKEN).values("request")
    rows = Assignment.objects.current().filter(
        desk=desk, request__state=AdviceRequest.State.WAITING, request__in=again
    )
    found = rows.aggregate(count=Count("pk"), first=Min("due_on"))
    return found["count"], found["first"]
