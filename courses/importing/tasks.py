"""Imports outside the request."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from courses.models import CourseImport, CourseImportFile

KEPT = timedelta(days=365)
KEPT_WAITING = timedelta(days=14)


@task()
def perform_import(pk: int) -> None:
    """Do what a run is for; a second call finds it done or taken."""
    from courses.importing import runs

    runs.perform(pk)


def start_abandoned() -> None:
    """What the clock calls every few minutes: runs whose process is gone."""
    for pk in CourseImport.objects.abandoned().values_list("pk", flat=True):
        perform_import.enqueue(pk)


def prune() -> int:
    """Forget old imports, and files nobody has decided about."""
    now, state = timezone.now(), CourseImport.State
    waiting = CourseImport.objects.filter(state=state.WAITING, ended_at__lt=now - KEPT_WAITING)
    CourseImportFile.objects.filter(run__in=waiting).delete()
    waiting.update(state=state.DISCARDED)
    old = CourseImport.objects.exclude(state__in=CourseImport.ACTIVE)
    count, _models = old.filter(asked_at__lt=now - KEPT).delete()
    return count
