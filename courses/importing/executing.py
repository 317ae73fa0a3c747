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
from courses.importing.mappings import Mappings
from courses.importing.taking import Taking
from courses.models import Course, CourseImportEntry, CourseSource, ImportedCourse
from directory.models import Municipality, Source, Topic

BATCH = 50  # one transaction each; short enough for other writers
MAX_REMARKS = 200
FEW = 3  # so few courses may vanish at once without a question
Action = CourseImportEntry.Action
Write = Callable[[list[CourseImportEntry]], None]


@dataclass(slots=True)
class Executing:
    """One pass over a file. `hold` is called in every transaction and raises if the run is lost,
    `write` gets the lines of each batch within it."""

    source: CourseSource
    file: CourseFile
    now: datetime
    dry_run: bool
    write: Write
    hold: Callable[[], None] = lambda: None
    is_settled: bool = True
    known: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    coming: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    looked_at: int = 0
    topics: dict[int, Topic] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Compare the file with what is known, before anything is written."""
        rows = self._imported().filter(missing_since=None)
        here = rows.filter(course__isnull=False)
        self.known = dict(here.values_list("uid", "digest"))
        today = timezone.localdate(self.now)
        coming = Course.objects.live().not_over(today=today).order_by().values("pk")
        uids = set(rows.filter(course__in=coming).values_list("uid", flat=True))
        self.coming = len(uids)
        if self.file.is_whole:  # what was not read is not gone
            courses = self.file.courses
            is_packed = isinstance(courses, PackedCourses)
            self.lost = uids.difference(
                (uid for uid, _mark in courses.marks) if is_packed else (c.uid for c in courses)
            )

    def _imported(self) -> Any:
        return ImportedCourse.objects.filter(source_id=self.source.pk)

    def loses_too_much(self) -> bool:
        """More than half of what was not over is gone: no source means that."""
        return len(self.lost) >= FEW and len(self.lost) * 2 > self.coming

    def execute(self) -> None:
        """Take every course that is not what it was; tell what became of it."""
        self.remarks = list(self.file.remarks)
        self.topics = {topic.pk: topic for topic in Topic.objects.all()}
        mappings = Mappings(self.source)
        entries = self._changed()
        while batch := list(islice(entries, BATCH)):
            with self._transaction():
                self.hold()
                self._tell(self._take(batch, mappings))
                mappings.remember()
        self._count("unchanged", len(self.file.courses) - self.looked_at)
        with self._transaction():
            self.hold()
            self._tell(list(self._refused()))
            self._tell(self._vanished())

    def _transaction(self) -> AbstractContextManager[Any]:
        """Also a dry run writes its lines, but nothing else."""
        return nullcontext() if self.dry_run else transaction.atomic()

    def _changed(self) -> Iterator[CourseEntry]:
        courses = self.file.courses
        if isinstance(courses, PackedCourses):
            yield from courses.unlike(self.known)
        else:
            yield from (each for each in courses if self.known.get(each.uid) != each.digest)

    def _take(self, batch: list[CourseEntry], mappings: Mappings) -> list[CourseImportEntry]:
        self.looked_at += len(batch)
        uids = [entry.uid for entry in batch]
        imported = {row.uid: row for row in self._imported().filter(uid__in=uids)}
        held = self._of_other_sources(imported, uids)
        for row in imported.values():
            row.source = self.source
        courses = self._courses(imported, uids)
        digests = {entry.uid: entry.digest for entry in batch}  # as the file has them
        theirs = {entry.uid: mappings.apply(entry) for entry in batch}
        register = Municipality.objects.by_postcode(
            {run["postcode"] for entry in batch for run in entry.runs if "postcode" in run}
        )

        def taking(entry: CourseEntry, **fields: Any) -> Taking:
            uid = entry.uid
            return Taking(
                entry,
                imported.get(uid) or ImportedCourse(source=self.source, uid=uid),
                courses.get(uid) or new_course(self.source, uid, self.now),
                timezone.localdate(self.now),
                register,
                self.topics,
                self.dry_run,
                theirs=theirs[uid],
                digest=digests[uid],
                held_by=held.get(uid, ""),
                **fields,
            )

        takings = [taking(entry) for entry in batch]
        lines = [each.run() for each in takings]
        try:
            insert([each for each in takings if each.is_ready])
        except DatabaseError:  # one of them: now each by itself
            for place, each in enumerate(takings):
                if each.is_ready:
                    takings[place] = taking(each.entry, alone=True)
                    lines[place] = takings[place].run()
        self._remark(batch)
        self.is_settled = self.is_settled and all(each.is_settled for each in takings)
        found = [line for line in lines if line]
        self._count("unchanged", len(lines) - len(found))
        for each, line in zip(takings, lines, strict=True):
            if line and line.action == Action.NEW and each.course.pk:
                line.course = each.course
        return found

    def _of_other_sources(
        self, imported: dict[str, ImportedCourse], uids: list[str]
    ) -> dict[str, str]:
        """A source at an address takes over what files have brought; to a file such a course
        is not given, but to the source with this name."""
        house = ImportedCourse.objects.filter(
            source__organisation_id=self.source.organisation_id,
            uid__in=[uid for uid in uids if uid not in imported],
        )
        if not self.source.is_upload:
            for row in house.filter(source__address=""):
                imported[row.uid] = row
            return {}
        theirs = house.exclude(source__address="")
        return dict(theirs.values_list("uid", "source__name"))

    def _courses(self, imported: dict[str, ImportedCourse], uids: list[str]) -> dict[str, Course]:
        keys = {row.course_id: uid for uid, row in imported.items() if row.course_id}
        found = Course.objects.select_related("latest_revision").prefetch_related(
            "runs", "tags", "topics"
        )
        courses = {keys[course.pk]: course for course in found.filter(pk__in=keys)}
        named = found.known_as(uids, self.source.source_name)
        return {course.external_id: course for course in named} | courses

    def _refused(self) -> Iterator[CourseImportEntry]:
        for one in self.file.refused:
            yield CourseImportEntry(
                action=Action.REJECTED, uid=one.id[:255], title=one.title, reason=one.reason
            )

    def _vanished(self) -> list[CourseImportEntry]:
        """Mark what is not over and in the file no more; a person decides."""
        gone = self.lost.difference(self.file.broken)
        if not gone:
            return []
        rows = self._imported().filter(uid__in=gone).select_related("course").order_by("pk")
        lines = [
            CourseImportEntry(
                action=Action.VANISHED,
                uid=row.uid,
                title=row.course.title,
                course=row.course,
                reason=_("It is not in the file any more. It stays public as it is."),
            )
            for row in rows
        ]
        if not self.dry_run:
            self._imported().filter(uid__in=gone).update(missing_since=self.now, decision="")
        return lines

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


def new_course(source: CourseSource, uid: str, now: datetime) -> Course:
    """New courses are public at once: the provider's own programme is published already."""
    return Course(
        owner=source.organisation,
        source=Source.IMPORT,
        source_name=source.source_name,
        external_id=uid,
        live=True,
        first_published_at=now,
        last_published_at=now,
        confirmed_on=timezone.localdate(now),
        confirmed_by=source.confirmed_by,
    )
