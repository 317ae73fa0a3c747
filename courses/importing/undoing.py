"""Takes an import back, as far as nobody has worked on its courses since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.importing.stored_values import WORDS, set_fields, stored_course
from courses.importing.taking import ABOUT, apply, left_of
from courses.models import Course, CourseImport, CourseImportEntry, CourseSource, ImportedCourse
from directory.importing.saving import save_changed
from directory.sources.runs import done_so_far

BATCH = 50
Action = CourseImportEntry.Action


def undo(run: CourseImport, *, hold: Callable[[], None]) -> dict[str, int]:
    """Give every course what it was before; what is new is withdrawn. May be repeated.

    A line that is taken back loses its action, so that a second attempt goes on behind it.
    Afterwards the source is as new: nothing is imported before a person has looked at a dry run.
    """
    lines = run.entries.filter(action__in=[Action.NEW, Action.CHANGED, Action.CONFLICT])
    while batch := list(lines.order_by("-pk").select_related("course__latest_revision")[:BATCH]):
        with transaction.atomic():
            hold()
            rows = run.source.imported_courses.filter(uid__in=[line.uid for line in batch])
            imported = {row.uid: row for row in rows}
            for line in batch:
                line.reason = _undo_line(line, imported.get(line.uid))
                line.action = Action.KEPT if line.reason else Action.UNDONE
                line.save(update_fields=["action", "reason"])
    with transaction.atomic():
        hold()
        vanished = run.entries.filter(action=Action.VANISHED).values("uid")
        gone = run.source.imported_courses.filter(uid__in=vanished, decision="")
        gone.update(missing_since=None)
        CourseSource.objects.filter(pk=run.source_id).update(
            confirmed_at=None, etag="", last_modified="", content_mark=""
        )
    return done_so_far(run)


def _undo_line(line: CourseImportEntry, imported: ImportedCourse | None) -> str:
    """Take one line back, or say why it stays."""
    course = line.course
    if course is None or imported is None:
        return _("The course was deleted.")
    if course.locked:
        return _("The record is locked by an editor.")
    now, left = stored_course(course), left_of(imported)
    if line.action == Action.NEW:
        return _withdraw(course, imported, now, left)
    return _restore(course, imported, line.fields, now)


def _withdraw(
    course: Course, imported: ImportedCourse, now: dict[str, Any], left: dict[str, Any]
) -> str:
    if any(left.get(name, value) != value for name, value in now.items()):
        return _("Somebody has edited the course since; it stays as it is.")
    if course.live:
        course.unpublish()
    imported.is_undone, imported.digest = True, ""
    imported.save()
    return ""


def _restore(
    course: Course, imported: ImportedCourse, fields: dict[str, list[Any]], now: dict[str, Any]
) -> str:
    back = {name: before for name, (before, after) in fields.items() if now.get(name) == after}
    if not back:
        return _("Somebody has edited the course since; it stays as it is.")

    def change(version: Course) -> None:
        set_fields(version, {n: v for n, v in back.items() if n not in ABOUT})
        apply(version, back, now)

    change(course)
    save_changed(course, change)
    imported.digest = ""
    for name in WORDS:  # those of people are not the source's
        if name in back:
            back[name] = [word for word in back[name] if word in imported.seen.get(name, [])]
    imported.seen = imported.seen | back
    imported.left = {name: v for name, v in imported.left.items() if name not in back}
    imported.save()
    return ""
