"""Imports by the clock."""

from __future__ import annotations

from datetime import timedelta

from directory.sources import clock
from events.importing.actions import ask
from events.importing.tasks import perform_run
from events.models import EventSource, ImportRun

KEPT = timedelta(days=90)


def start_due() -> None:
    clock.start_due(EventSource.objects, ImportRun.objects, ask=ask, perform=perform_run)


def prune() -> int:
    return clock.prune(ImportRun.objects, kept=KEPT)
