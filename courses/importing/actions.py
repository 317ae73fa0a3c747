"""What people do with files of courses: hand one in, take it over, leave it, undo it."""

from __future__ import annotations

import zlib
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.importing import tasks
from courses.models import CourseImport, CourseImportFile
from directory.models import Organisation

State, Purpose = CourseImport.State, CourseImport.Purpose


def hand_in(
    *, organisation: Organisation, data: bytes, file_name: str, person: Any
) -> CourseImport | None:
    """Have the worker look at a file; None when another of this organisation is being read.

    What waited before is out of date.
    """
    try:
        with transaction.atomic():
            older = organisation.course_imports.filter(state=State.WAITING)
            CourseImportFile.objects.filter(run__in=older).delete()
            older.update(state=State.DISCARDED)
            run = CourseImport.objects.create(
                organisation=organisation, file_name=file_name[-120:], person=person
            )
            CourseImportFile.objects.create(run=run, data=zlib.compress(data))
            transaction.on_commit(partial(tasks.perform_import.enqueue, run.pk))
    except IntegrityError:
        return None
    return run


def take_over(*, run: CourseImport, person: Any) -> bool:
    """Import what a dry run has shown."""
    return _go_on(run, (State.WAITING,), Purpose.IMPORT, person)


def undo(*, run: CourseImport, person: Any) -> bool:
    """Take back what an import has done."""
    return run.can_be_undone and _go_on(run, (State.DONE, State.FAILED), Purpose.UNDO, person)


def _go_on(run: CourseImport, states: tuple[str, ...], purpose: str, person: Any) -> bool:
    now = timezone.now()
    try:
        with transaction.atomic():
            found = CourseImport.objects.filter(pk=run.pk, state__in=states)
            if not found.update(
                state=State.QUEUED,
                purpose=purpose,
                person=person,
                asked_at=now,
                beat_at=now,
                attempt=0,
                ended_at=None,
            ):
                return False
            if purpose == Purpose.IMPORT:
                run.entries.all().delete()
            transaction.on_commit(partial(tasks.perform_import.enqueue, run.pk))
    except IntegrityError:  # another file of the organisation is being read
        return False
    return True


@transaction.atomic
def discard(*, run: CourseImport) -> bool:
    """Leave everything as it is; the file goes."""
    waiting = CourseImport.objects.filter(pk=run.pk, state=State.WAITING)
    done = waiting.update(state=State.DISCARDED, ended_at=timezone.now())
    CourseImportFile.objects.filter(run=run).delete() if done else None
    return bool(done)
