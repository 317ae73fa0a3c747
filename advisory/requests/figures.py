"""Promises of desks in numbers: how many were kept, how many broken, and how long answers took.

A promise counts once it is decided: answered, or not answered in time. What was passed on, lost or
withdrawn before is neither. Times are working days of the state of the hub. The database counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Cast, Substr, TruncMonth
from django.utils import timezone

from advisory.models import AdviceRequest, Assignment

Key = tuple[int | None, str]  # institution, and month as 2026-11 or nothing
End, Outcome, Help = Assignment.End, AdviceRequest.Outcome, AdviceRequest.Help
LATE = Q(end=End.BROKEN) | Q(answered_on__gt=F("due_on"))
COUNTS = {
    "received": Count("pk"),
    "broken": Count("pk", filter=LATE),
    "kept": Count("pk", filter=Q(answered_on__lte=F("due_on")) & ~Q(end=End.BROKEN)),
    **{f"end_{code}": Count("pk", filter=Q(end=code)) for code in End.values},
    **{
        f"outcome_{code}": Count("pk", filter=Q(end=End.CLOSED, request__outcome=code))
        for code in Outcome.values
    },
    **{
        f"help_{code}": Count("pk", filter=Q(end=End.CLOSED, request__help=code))
        for code in Help.values
    },
}


@dataclass(slots=True)
class Tally:
    counts: dict[str, int] = field(default_factory=dict)  # by the names of COUNTS
    days: Counter[int] = field(default_factory=Counter)  # working days to the first answer

    def of(self, name: str) -> int:
        return self.counts.get(name, 0)

    @property
    def kept(self) -> int:
        return self.of("kept")

    @property
    def broken(self) -> int:
        return self.of("broken")

    @property
    def decided(self) -> int:
        return self.kept + self.broken

    @property
    def kept_percent(self) -> int:
        """Never 100 while one was broken, never 0 while one was kept."""
        if not self.decided:
            return 0
        share = round(100 * self.kept / self.decided)
        return min(max(share, 1 if self.kept else 0), 99 if self.broken else 100)

    @property
    def median(self) -> int | None:
        """Working days to the first answer: half of the answers came as soon or sooner."""
        half, seen = (self.days.total() + 1) // 2, 0
        for days, count in sorted(self.days.items()):
            seen += count
            if seen >= half:
                return days
        return None


def tallies(
    *, since: date, until: date, desks: models.QuerySet, by_month: bool
) -> dict[Key, Tally]:
    """What desks got from one day to another, both included; two queries, each gives few rows."""
    rows = Assignment.objects.filter(since_on__range=(since, until), desk__in=desks).order_by()
    month = Substr(Cast("since_on", models.CharField()), 1, 7) if by_month else models.Value("")
    rows = rows.annotate(month=month).values("desk__organisation", "month")
    found: dict[Key, Tally] = {}
    for counts in rows.annotate(**COUNTS):
        key = counts.pop("desk__organisation"), counts.pop("month")
        found[key] = Tally(counts)
    answered = rows.filter(answered_days__isnull=False).values(
        "desk__organisation", "month", "answered_days"
    )
    for row in answered.annotate(count=Count("pk")):
        tally = found.get((row["desk__organisation"], row["month"]))
        if tally is not None:  # nobody answered between the two
            tally.days[row["answered_days"]] += row["count"]
    return found


def by_entrance(*, since: date, entrances: models.QuerySet) -> dict[tuple[int, date], int]:
    """Requests that were sent since a day by (entrance, first day of the month); one query."""
    start = timezone.make_aware(datetime.combine(since, time.min))
    rows = AdviceRequest.objects.filter(sent_at__gte=start, entrance__in=entrances).order_by()
    counted = rows.values("entrance", month=TruncMonth("sent_at")).annotate(count=Count("pk"))
    return {(row["entrance"], row["month"].date()): row["count"] for row in counted}
