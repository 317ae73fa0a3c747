"""Imports by the clock."""

from __future__ import annotations

from datetime import timedelta

from courses.importing.actions import ask
from courses.importing.tasks import perform_import
from courses.models import CourseImport, CourseSource
from directory.sources import clock

KEPT = timedelta(days=365)


def start_due() -> None:
    clock.start_due(CourseSource.objects, CourseImport.objects, ask=ask, perform=perform_import)


def prune() -> int:
    return clock.prune(CourseImport.objects, kept=KEPT)
