"""Imports by the clock."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import Max, Q
from django.utils import timezone
from django_tasks import task

from events.importing import runs
from events.models import EventSource, ImportFile, ImportRun

logger = logging.getLogger(__name__)
KEPT = timedelta(days=90)
KEPT_UNCHANGED = timedelta(days=14)  # hourly sources tell mostly that nothing has changed
KEPT_WAITING = timedelta(days=14)


@task()
def perform_run(pk: int) -> None:
    """Do what a run is for; a second call finds it done or taken."""
    runs.perform(pk)


def start_due() -> None:
    """What the clock calls every few minutes: sources that are due, and runs that were left."""
    from events.importing.actions import ask

    for source in EventSource.objects.due():
        ask(source=source, trigger=ImportRun.Trigger.CLOCK)
    for pk in ImportRun.objects.abandoned().values_list("pk", flat=True):
        perform_run.enqueue(pk)


def prune() -> int:
    """Forget old runs, always but the newest of a source, and files nobody has decided about."""
    now, state = timezone.now(), ImportRun.State
    waiting = ImportRun.objects.filter(state=state.WAITING, ended_at__lt=now - KEPT_WAITING)
    ImportFile.objects.filter(run__in=waiting).delete()
    waiting.update(state=state.DISCARDED)
    over = ImportRun.objects.exclude(state__in=[*ImportRun.ACTIVE, state.WAITING])
    newest = ImportRun.objects.values("source").annotate(newest=Max("pk")).values("newest")
    is_old = Q(asked_at__lt=now - KEPT)
    is_idle = Q(asked_at__lt=now - KEPT_UNCHANGED, state=state.DONE, entries=None)
    old = over.filter(is_old | is_idle).exclude(pk__in=newest)
    count, _models = ImportRun.objects.filter(pk__in=old.values("pk")).delete()
    return count
