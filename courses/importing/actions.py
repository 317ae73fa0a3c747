"""What people do with sources of courses, files and runs; of two who do it at once, one is told."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.importing import tasks
from courses.importing.stored_values import RUNS, set_fields
from courses.importing.taking import ABOUT, apply, check_runs
from courses.models import Course, CourseImport, CourseImportFile, CourseSource, ImportedCourse
from directory import import_runs
from directory.import_saving import save_changed
from directory.models import Organisation

State, Purpose = CourseImport.State, CourseImport.Purpose
Decision = ImportedCourse.Decision


def hand_in(
    *, organisation: Organisation, data: bytes, file_name: str, person: Any
) -> CourseImport | None:
    """Have the worker look at a file; None when another of this organisation is being read.

    What waited before is out of date.
    """
    source = CourseSource.objects.for_files_of(organisation)
    trigger = CourseImport.Trigger.PERSON
    return ask(source=source, trigger=trigger, person=person, upload=data, file_name=file_name)


def ask(
    *,
    source: CourseSource,
    trigger: str,
    person: Any = None,
    purpose: str = "",
    upload: bytes | None = None,
    file_name: str = "",
) -> CourseImport | None:
    """Have the worker run a source; None when that is going on already.

    The first run of a source is a dry run, and so is that of every file that is handed in.
    """
    is_trusted = source.confirmed_at is not None and upload is None
    purpose = purpose or (Purpose.IMPORT if is_trusted else Purpose.TRIAL)
    try:
        with transaction.atomic():
            run = CourseImport.objects.create(
                source=source,
                trigger=trigger,
                person=person,
                purpose=purpose,
                file_name=file_name[-120:],
            )
            if upload is not None:
                import_runs.discard(source.runs.filter(state=State.WAITING))
                CourseImportFile.objects.create(run=run, data=zlib.compress(upload))
            transaction.on_commit(partial(tasks.perform_import.enqueue, run.pk))
    except IntegrityError:
        return None
    return run


def take_over(*, run: CourseImport, person: Any) -> bool:
    """Import what a dry run has shown, or what it has asked about."""
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
                started_at=None,
                ended_at=None,
                is_loss_accepted=True,
                question="",
            ):
                return False
            if purpose == Purpose.IMPORT:
                run.entries.all().delete()
            transaction.on_commit(partial(tasks.perform_import.enqueue, run.pk))
    except IntegrityError:  # another run of the source is going on
        return False
    return True


@transaction.atomic
def discard(*, run: CourseImport) -> bool:
    """Leave everything as it is; the file goes."""
    waiting = CourseImport.objects.filter(pk=run.pk, state=State.WAITING)
    done = waiting.update(state=State.DISCARDED, ended_at=timezone.now())
    CourseImportFile.objects.filter(run=run).delete() if done else None
    return bool(done)


@transaction.atomic
def decide_vanished(*, imported: ImportedCourse, decision: str, person: Any) -> bool:
    """What becomes of a course that its source has no more; False if that was decided already.

    Raises ValidationError where an editor has locked the course.
    """
    course = imported.course
    if course is None:
        return False
    if decision == Decision.WITHDRAW and course.locked:
        raise ValidationError(_("The record is locked by an editor."))
    asked = ImportedCourse.objects.missing().filter(pk=imported.pk)
    if not asked.update(decision=decision):
        return False
    if decision == Decision.WITHDRAW and course.live:
        course.unpublish(user=person)
    return True


@transaction.atomic
def decide_conflict(*, imported: ImportedCourse, names: Iterable[str], take_theirs: bool) -> bool:
    """Take what the source says in these fields, or keep ours. Raises ValidationError."""
    rows = ImportedCourse.objects.select_for_update(of=("self",)).select_related("course")
    row = rows.get(pk=imported.pk)
    theirs = {name: row.conflicts[name] for name in names if name in row.conflicts}
    course = row.course
    if not theirs or course is None:
        return False
    if take_theirs:
        if course.locked:
            raise ValidationError(_("The record is locked by an editor."))

        def change(version: Course) -> None:
            set_fields(version, {n: v for n, v in theirs.items() if n not in ABOUT})
            apply(version, theirs, {})

        change(course)
        kept = {field.name for field in course._meta.get_fields()} - theirs.keys()
        course.clean_fields(exclude=kept)
        check_runs(theirs.get(RUNS, ()))
        save_changed(course, change)
        row.left = {n: v for n, v in row.left.items() if n not in theirs}
        row.seen = row.seen | theirs
    row.conflicts = {n: v for n, v in row.conflicts.items() if n not in theirs}
    row.save(update_fields=["left", "seen", "conflicts"])
    return True
