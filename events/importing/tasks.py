"""Imports by the clock."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from directory.sources import clock
from events.importing import runs
from events.models import EventSource, ImportRun

KEPT = timedelta(days=90)


@task()
def perform_run(pk: int) -> None:
    """Do what a run is for; a second call finds it done or taken."""
    runs.perform(pk)


def start_due() -> None:
    from events.importing.actions import ask

    clock.start_due(EventSource.objects, ImportRun.objects, ask=ask, perform=perform_run)


def prune() -> int:
    return clock.prune(ImportRun.objects, kept=KEPT)
