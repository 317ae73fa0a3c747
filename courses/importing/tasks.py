"""Imports by the clock and outside the request."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max, Q
from django.utils import timezone
from django_tasks import task

from courses.models import CourseImport, CourseImportFile, CourseSource

KEPT = timedelta(days=365)
KEPT_UNCHANGED = timedelta(days=14)  # hourly sources tell mostly that nothing has changed
KEPT_WAITING = timedelta(days=14)


@task()
def perform_import(pk: int) -> None:
    """Do what a run is for; a second call finds it done or taken."""
    from courses.importing import runs

    runs.perform(pk)


def start_due() -> None:
    """What the clock calls every few minutes: sources that are due, and runs that were left."""
    from courses.importing.actions import ask

    for source in CourseSource.objects.due():
        ask(source=source, trigger=CourseImport.Trigger.CLOCK)
    for pk in CourseImport.objects.abandoned().values_list("pk", flat=True):
        perform_import.enqueue(pk)


def prune() -> int:
    """Forget old runs, always but the newest of a source, and files nobody has decided about."""
    now, state = timezone.now(), CourseImport.State
    waiting = CourseImport.objects.filter(state=state.WAITING, ended_at__lt=now - KEPT_WAITING)
    CourseImportFile.objects.filter(run__in=waiting).delete()
    waiting.update(state=state.DISCARDED)
    over = CourseImport.objects.exclude(state__in=[*CourseImport.ACTIVE, state.WAITING])
    newest = CourseImport.objects.values("source").annotate(newest=Max("pk")).values("newest")
    is_old = Q(asked_at__lt=now - KEPT)
    is_idle = Q(asked_at__lt=now - KEPT_UNCHANGED, state=state.DONE, entries=None)
    old = over.filter(is_old | is_idle).exclude(pk__in=newest)
    count, _models = CourseImport.objects.filter(pk__in=old.values("pk")).delete()
    return count
