"""Imports by the clock, and what is forgotten of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone
from django_tasks.base import Task

from directory.models.source_run import SourceRun
from directory.sources.runs import discard

KEPT_UNCHANGED = timedelta(days=14)  # hourly sources tell mostly that nothing has changed
KEPT_WAITING = timedelta(days=14)
State = SourceRun.State


def start_due(sources: Any, runs: Any, *, ask: Callable[..., object], perform: Task) -> None:
    """What the clock calls every few minutes: sources that are due, and runs that were left."""
    for source in sources.due():
        ask(source=source, trigger=SourceRun.Trigger.CLOCK)
    for pk in runs.abandoned().values_list("pk", flat=True):
        perform.enqueue(pk)


def prune(runs: Any, *, kept: timedelta) -> int:
    """Forget old runs, always but the newest of a source, and files nobody has decided about."""
    now = timezone.now()
    discard(runs.filter(state=State.WAITING, ended_at__lt=now - KEPT_WAITING))
    over = runs.exclude(state__in=[*SourceRun.ACTIVE, State.WAITING])
    newest = runs.values("source").annotate(newest=Max("pk")).values("newest")
    is_old = Q(asked_at__lt=now - kept)
    is_idle = Q(asked_at__lt=now - KEPT_UNCHANGED, state=State.DONE, entries=None)
    old = over.filter(is_old | is_idle).exclude(pk__in=newest)
    count, _models = runs.filter(pk__in=old.values("pk")).delete()
    return count
