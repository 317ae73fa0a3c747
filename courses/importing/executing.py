"""Goes through the courses of a file, a batch and a transaction at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.importing.course_file import CourseEntry, CourseFile, PackedCourses
from courses.importing.inserting import insert
from courses.importing.taking import Taking
from courses.models import Course, CourseImportEntry, ImportedCourse
from directory.models import Municipality, Organisation, Source, Topic

BATCH = 50  # one transaction each; short enough for other writers
MAX_REMARKS = 200
Action = CourseImportEntry.Action
Write = Callable[[list[CourseImportEntry]], None]


@dataclass(slots=True)
class Executing:
    """One pass over a file. `hold` is called in every transaction and raises if the run is lost,
    `write` gets the lines of each batch within it."""

    organisation: Organisation
    file: CourseFile
    now: datetime
    dry_run: bool
    write: Write
    hold: Callable[[], None] = lambda: None
    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    looked_at: int = 0
    topics: dict[str, Topic] = field(default_factory=dict)

    def execute(self) -> None:
        """Take every course that is not what it was; tell what became of it."""
        self.remarks = list(self.file.remarks)
        for topic in Topic.objects.all():
            names = (topic.slug, topic.title, topic.title_en)
            self.topics |= {name.casefold(): topic for name in names if name}
        entries = self._changed()
        while batch := list(islice(entries, BATCH)):
            with self._transaction():
                self.hold()
                self._tell(self._take(batch))
        self._count("unchanged", len(self.file.courses) - self.looked_at)
        with self._transaction():
            self.hold()
            self._tell(list(self._refused()))
            self._tell(list(self._vanished()))

    def _transaction(self) -> AbstractContextManager[Any]:
        """Also a dry run writes its lines, but nothing else."""
        return nullcontext() if self.dry_run else transaction.atomic()

    def _changed(self) -> Iterator[CourseEntry]:
        known = dict(
            self.organisation.imported_courses.filter(course__isnull=False).values_list(
                "uid", "digest"
            )
        )
        courses = self.file.courses
        if isinstance(courses, PackedCourses):
            yield from courses.unlike(known)
        else:
            yield from (each for each in courses if known.get(each.uid) != each.digest)

    def _take(self, batch: list[CourseEntry]) -> list[CourseImportEntry]:
        self.looked_at += len(batch)
        imported = {
            row.uid: row
            for row in self.organisation.imported_courses.filter(
                uid__in=[entry.uid for entry in batch]
            )
        }
        courses = self._courses(imported, [entry.uid for entry in batch])
        register = Municipality.objects.by_postcode(
            {run["postcode"] for entry in batch for run in entry.runs if "postcode" in run}
        )
        takings = [
            self._taking(entry, imported.get(entry.uid), courses.get(entry.uid), register)
            for entry in batch
        ]
        lines = [taking.run() for taking in takings]
        try:
            insert([taking for taking in takings if taking.is_ready])
        except DatabaseError:  # one of them: now each by itself
            for place, taking in enumerate(takings):
                if taking.is_ready:
                    takings[place] = self._taking(taking.entry, None, None, register, alone=True)
                    lines[place] = takings[place].run()
        self._remark(batch)
        found = [line for line in lines if line]
        self._count("unchanged", len(lines) - len(found))
        for taking, line in zip(takings, lines, strict=True):
            if line and line.action == Action.NEW and taking.course.pk:
                line.course = taking.course
        return found

    def _courses(self, imported: dict[str, ImportedCourse], uids: list[str]) -> dict[str, Course]:
        keys = {row.course_id: uid for uid, row in imported.items() if row.course_id}
        found = Course.objects.select_related("latest_revision").prefetch_related(
            "runs", "tagged_items__tag"
        )
        courses = {keys[course.pk]: course for course in found.filter(pk__in=keys)}
        named = found.filter(source_name=source_name(self.organisation), external_id__in=uids)
        return {course.external_id: course for course in named} | courses

    def _taking(
        self,
        entry: CourseEntry,
        imported: ImportedCourse | None,
        course: Course | None,
        register: Any,
        *,
        alone: bool = False,
    ) -> Taking:
        return Taking(
            entry,
            imported or ImportedCourse(organisation=self.organisation, uid=entry.uid),
            course or new_course(self.organisation, entry.uid, self.now),
            timezone.localdate(self.now),
            register,
            self.topics,
            self.dry_run,
            alone=alone,
        )

    def _refused(self) -> Iterator[CourseImportEntry]:
        for one in self.file.refused:
            yield CourseImportEntry(
                action=Action.REJECTED, uid=one.id[:255], title=one.title, reason=one.reason
            )

    def _vanished(self) -> Iterator[CourseImportEntry]:
        """What the file names no more and is not over stays as it is; somebody should look."""
        if not self.file.is_whole:
            return
        courses = self.file.courses
        named = set(self.file.broken)
        if isinstance(courses, PackedCourses):
            named |= {uid for uid, _mark in courses.marks}
        else:
            named |= {entry.uid for entry in courses}
        today = timezone.localdate(self.now)
        rows = self.organisation.imported_courses.filter(
            course__in=Course.objects.live().not_over(today=today).order_by().values("pk")
        ).select_related("course")
        for row in rows.order_by("pk").iterator(chunk_size=500):
            if row.uid not in named:
                yield CourseImportEntry(
                    action=Action.VANISHED,
                    uid=row.uid,
                    title=row.course.title,
                    course=row.course,
                    reason=_("It is not in the file any more. It stays public as it is."),
                )

    def _tell(self, lines: list[CourseImportEntry]) -> None:
        for line in lines:
            self._count(line.action, 1)
        if lines:
            self.write(lines)

    def _remark(self, batch: list[CourseEntry]) -> None:
        for entry in batch:
            room = max(0, MAX_REMARKS - len(self.remarks))
            self.remarks += [f"{entry.title[:100]}: {remark}" for remark in entry.remarks[:room]]

    def _count(self, name: str, number: int) -> None:
        if number:
            self.counts[str(name)] = self.counts.get(str(name), 0) + number


def source_name(organisation: Organisation) -> str:
    """What its courses carry; no organisation has such a short name."""
    return f"courses:#{organisation.pk}"


def new_course(organisation: Organisation, uid: str, now: datetime) -> Course:
    """New courses are public at once: the provider's own programme is published already."""
    return Course(
        owner=organisation,
        source=Source.IMPORT,
        source_name=source_name(organisation),
        external_id=uid,
        live=True,
        first_published_at=now,
        last_published_at=now,
    )
