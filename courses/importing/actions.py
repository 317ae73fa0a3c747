"""What people do with sources of courses, files and runs; of two who do it at once, one is told."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.importing import tasks
from courses.importing.stored_values import RUNS, set_fields
from courses.importing.taking import ABOUT, apply, check_runs
from courses.models import Course, CourseImport, CourseSource, ImportedCourse
from directory.importing.saving import save_changed
from directory.models import Organisation
from directory.sources import actions as source_actions

State, Purpose = CourseImport.State, CourseImport.Purpose
Decision = ImportedCourse.Decision


ask = partial(source_actions.ask, perform=tasks.perform_import)
take_over = partial(source_actions.take_over, perform=tasks.perform_import)
discard = source_actions.discard


def hand_in(
    *, organisation: Organisation, data: bytes, file_name: str, person: Any
) -> CourseImport | None:
    """Have the worker look at a file; None when another of this organisation is being read."""
    source = CourseSource.objects.for_files_of(organisation)
    trigger = CourseImport.Trigger.PERSON
    return ask(source=source, trigger=trigger, person=person, upload=data, file_name=file_name)


def undo(*, run: CourseImport, person: Any) -> CourseImport | None:
    """Have the same run take back what it has done; None when that cannot be."""
    if not run.can_be_undone:
        return None
    states = [State.DONE, State.FAILED]
    done = source_actions.go_on(run, states, Purpose.UNDO, person, tasks.perform_import)
    return run if done else None


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
