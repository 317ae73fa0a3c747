"""Imports by the clock and outside the request."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from courses.importing import runs
from courses.models import CourseImport, CourseSource
from directory.sources import clock

KEPT = timedelta(days=365)


@task()
def perform_import(pk: int) -> None:
    """Do what a run is for; a second call finds it done or taken."""
    runs.perform(pk)


def start_due() -> None:
    from courses.importing.actions import ask

    clock.start_due(CourseSource.objects, CourseImport.objects, ask=ask, perform=perform_import)


def prune() -> int:
    return clock.prune(CourseImport.objects, kept=KEPT)
