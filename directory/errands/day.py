"""One person's day: what is done, what is still to be done, and whether more waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.errands import A_DAY, Errand, errands
from directory.freshness.actions import CONFIRM
from directory.moderation.vouching import RENEWED, WITHDRAWN
from directory.rights import Rights

DONE = (CONFIRM, "directory.review.decide", RENEWED, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Day:
    done: int
    errands: list[Errand]
    has_more: bool


def day_of(user: Any, *, today: date, more: bool = False) -> Day:
    """Five errands a day; who has done them sees more only on request."""
    morning = timezone.make_aware(datetime.combine(today, time.min))
    log = ModelLogEntry.objects.filter(user=user, timestamp__gte=morning, action__in=DONE)
    done = log.count()
    left = A_DAY if more else max(0, A_DAY - done)
    found = errands(Rights(user), today=today, most=left + 1)
    return Day(done, found[:left], len(found) > left)
