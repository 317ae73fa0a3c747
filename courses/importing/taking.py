"""Takes one course of a file: what is new about it, what people have changed, what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from courses.importing.course_file import CourseEntry
from courses.importing.stored_values import (
    FIELDS,
    RUNS,
    TAGS,
    TOPICS,
    WORDS,
    in_order,
    new_run,
    same_runs,
    set_fields,
    set_run,
    stored,
    stored_course,
    stored_run,
)
from courses.models import Course, CourseImportEntry, ImportedCourse
from directory.importing.saving import save_changed
from directory.models import Municipality, Source, Topic

Action = CourseImportEntry.Action
Stored = dict[str, Any]
ABOUT = (RUNS, TAGS, TOPICS)  # what is told of a new course
# Made from the description: whoever writes a better one is not asked again.
DERIVED = frozenset({"summary"})
_NOTHING = object()


@dataclass(slots=True)
class Taking:
    """What becomes of one course. A new one is made ready and written together with others,
    unless it is `alone`. `theirs` are the topics that the source names, and `held_by` is the source
    to which the course belongs when it is not this one."""

    entry: CourseEntry
    imported: ImportedCourse
    course: Course
    today: date
    register: dict[str, list[Municipality]]
    topics: dict[int, Topic]
    dry_run: bool
    digest: str = ""  # of what the file says, before its words were mapped
    theirs: list[int] = field(default_factory=list)
    held_by: str = ""
    alone: bool = False
    is_ready: bool = False
    is_settled: bool = True  # otherwise it has to be looked at again, whatever the file says
    before: Stored = field(default_factory=dict)

    def run(self) -> CourseImportEntry | None:
        """The line for the log, if there is anything to tell."""
        if self.held_by:
            reason = _("It comes from the source “%(source)s”, which keeps it right.")
            return self._told(Action.SKIPPED, reason % {"source": self.held_by})
        if self.course.pk is None and self.imported.pk:
            self._note({}, {}, {})
            return self._told(Action.SKIPPED, _("Somebody has deleted this course here."))
        if self.course.locked:
            self.is_settled = False
            return self._told(Action.SKIPPED, _("The record is locked by an editor."))
        is_written = not self.dry_run and (self.alone or self.course.pk is not None)
        guard: AbstractContextManager[Any] = transaction.atomic() if is_written else nullcontext()
        try:
            with guard:
                return self._take()
        except ValidationError as problem:
            return self._told(Action.REJECTED, " ".join(_messages(problem)))
        except DatabaseError:
            self.is_settled = False
            reason = _("The database refused the course. Import it again.")
            return self._told(Action.REJECTED, reason)

    def _take(self) -> CourseImportEntry | None:
        course, is_new = self.course, self.course.pk is None
        self.before = {} if is_new else stored_course(course)
        said = self._said()
        take, conflicts = self._merge(said)
        changed = {n: [self.before.get(n), v] for n, v in take.items() if self.before.get(n) != v}
        values = {name: value for name, value in take.items() if name not in ABOUT}
        set_fields(course, values)
        runs = take.get(RUNS)
        if is_new or changed:
            self._check(values, runs)
        if is_new:
            self._make_ready(take)
            about = {n: pair for n, pair in changed.items() if n in ABOUT and pair[1]}
            return self._told(Action.NEW, fields=about)
        line = self._line(changed, conflicts)
        if self.dry_run:
            return line
        is_stranger = course.source_name != self.imported.source.source_name
        if changed or self.imported.is_undone or is_stranger:
            self._save(take)
        self._note(said, take, conflicts)
        if line:
            line.course = course
        return line

    def _said(self) -> Stored:
        """What the file says; of runs and tags all that shall be there afterwards."""
        said = dict(self.entry.values)
        known = self.before.get(RUNS, [])
        runs = [self._stored(run) for run in self.entry.runs]
        named = set(same_runs(known, runs).values())
        kept = [r for place, r in enumerate(known) if place not in named and self._stays(r)]
        said[RUNS] = in_order([*runs, *kept])
        for name, theirs in self._named().items():
            said[name] = self._words(name, theirs)
        return said

    def _named(self) -> Stored:
        """Tags and topics as the source names them."""
        tags = sorted(self.entry.tags, key=str.casefold)
        return {TAGS: tags, TOPICS: [key for key in self.theirs if key in self.topics]}

    def _words(self, name: str, theirs: list[Any]) -> list[Any]:
        """Those here with what is new in the source, without those that it has taken away."""
        here, seen = self.before.get(name, []), self.imported.seen.get(name, [])
        known, present = _folded(seen), _folded(here)
        gone = known - _folded(theirs)
        added = [w for w in theirs if _fold(w) not in known and _fold(w) not in present]
        return sorted([w for w in here if _fold(w) not in gone] + added, key=_fold)

    def _stored(self, values: Stored) -> Stored:
        """A run of the file as it will be here, with the place of its postcode."""
        run = new_run(values)
        run.locate(self.register)
        return stored_run(run)

    def _stays(self, run: Mapping[str, Any]) -> bool:
        """A run that the file does not name any more stays as history once it has begun."""
        starts = run.get("starts_on")
        return self.entry.keeps_runs or bool(starts and starts < self.today.isoformat())

    def _merge(self, said: Stored) -> tuple[Stored, Stored]:
        """(what is taken, what a person has changed as well)."""
        if not self.before or not self.imported.pk:
            return said, {}
        seen, left = self.imported.seen, left_of(self.imported)
        take, conflicts = {}, {}
        for name, value in said.items():
            ours = self.before.get(name)
            if value == ours or (value == seen.get(name, _NOTHING) and name not in WORDS):
                continue
            if name in WORDS or ours == left.get(name, ours):
                take[name] = value
            elif name not in DERIVED:
                conflicts[name] = value
        return take, conflicts

    def _check(self, values: Stored, runs: list[Stored] | None) -> None:
        """Fields by fields; the form's rule that a run names its place is one for people."""
        kept = {each.name for each in Course._meta.get_fields()} - values.keys()
        self.course.clean_fields(exclude=kept | {"title"})
        check_runs(runs or ())

    def _make_ready(self, take: Stored) -> None:
        course = self.course
        course.runs = [new_run(run) for run in take[RUNS]]
        course.topics = [self.topics[key] for key in take[TOPICS]]
        for run in course.runs.all():
            run.locate(self.register)
        self.imported.seen, self.imported.digest = take, self.digest
        left = {name: stored(getattr(course, name)) for name in FIELDS}
        self.imported.left = differing(left, take)
        self.imported.course = course
        self.is_ready = not (self.dry_run or self.alone)
        if self.alone and not self.dry_run:
            course.tags.add(*take[TAGS])
            course.save()
            self.imported.save()

    def _save(self, take: Stored) -> None:
        course = self.course
        if self.imported.is_undone:
            course.live, course.has_unpublished_changes = True, False
        course.source, course.source_name = Source.IMPORT, self.imported.source.source_name
        course.external_id = self.entry.uid

        def change(version: Course) -> None:
            set_fields(version, {n: v for n, v in take.items() if n not in ABOUT})
            apply(version, take, self.before)

        apply(course, take, self.before)
        save_changed(course, change)

    def _note(self, said: Stored, take: Stored, conflicts: Stored) -> None:
        """Keep what the file says and how the course was left."""
        imported = self.imported
        after = stored_course(self.course) if said else {}
        # What a person has changed stays theirs also when the file changes it again.
        before = left_of(imported)
        after |= {n: before.get(n) for n, v in said.items() if after[n] != v}
        imported.conflicts = {
            name: said.get(name, value)
            for name, value in imported.conflicts.items()
            if name not in take and self.before.get(name) != said.get(name, value)
        } | conflicts
        imported.seen = imported.seen | said | (self._named() if said else {})
        imported.left = differing(after, imported.seen)
        imported.digest, imported.is_undone = self.digest, False
        imported.missing_since, imported.decision = None, ""
        if not self.dry_run:
            imported.save()

    def _line(self, changed: Stored, conflicts: Stored) -> CourseImportEntry | None:
        asked = {name: [self.before.get(name), value] for name, value in conflicts.items()}
        if self.imported.is_undone:
            return self._told(Action.NEW, fields=changed, conflicts=asked)
        if asked:
            return self._told(Action.CONFLICT, fields=changed, conflicts=asked)
        if self.imported.missing_since:
            stays = _("It is in the source again, but stays as you decided.")
            reason = "" if self.course.live else stays
            return self._told(Action.RETURNED, reason, fields=changed)
        return self._told(Action.CHANGED, fields=changed) if changed else None

    def _told(
        self,
        action: str,
        reason: str = "",
        fields: Stored | None = None,
        conflicts: Stored | None = None,
    ) -> CourseImportEntry:
        return CourseImportEntry(
            action=action,
            uid=self.entry.uid,
            title=self.entry.title,
            reason=reason,
            course=self.course if self.course.pk else None,
            fields=fields or {},
            conflicts=conflicts or {},
        )


def check_runs(runs: Iterable[Stored]) -> None:
    for number, run in enumerate(runs, 1):
        try:
            new_run(run).clean_fields(exclude={"course"})
        except ValidationError as problem:
            words = " ".join(_messages(problem))
            raise ValidationError({RUNS: f"{number}: {words}"}) from problem


def apply(course: Course, values: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Let a course or a draft of it have these runs, and these words in place of those before;
    a known run keeps its identity."""
    if RUNS in values:
        rows = list(course.runs.all())
        same = same_runs([stored_run(run) for run in rows], values[RUNS])
        wanted = []
        for place, said in enumerate(values[RUNS]):
            run = rows[same[place]] if place in same else new_run(said)
            set_run(run, said)
            wanted.append(run)
        course.runs = wanted
    if TAGS in values:
        old = before.get(TAGS, [])
        course.tags.remove(*[tag for tag in old if tag not in values[TAGS]])
        course.tags.add(*[tag for tag in values[TAGS] if tag not in old])
    if TOPICS in values:
        old = before.get(TOPICS, [])
        gone = {key for key in old if key not in values[TOPICS]}
        added = Topic.objects.filter(pk__in=[key for key in values[TOPICS] if key not in old])
        kept = [topic for topic in course.topics.all() if topic.pk not in gone]
        course.topics = kept + [topic for topic in added if topic not in kept]


def left_of(imported: ImportedCourse) -> Stored:
    """How the import left the course, as far as it is known."""
    return imported.seen | imported.left


def differing(left: Stored, seen: Stored) -> Stored:
    return {name: value for name, value in left.items() if value != seen.get(name, _NOTHING)}


def _fold(word: Any) -> Any:
    return word.casefold() if isinstance(word, str) else word


def _folded(words: list[Any]) -> set[Any]:
    return {_fold(word) for word in words}


def _messages(problem: ValidationError) -> list[str]:
    found = []
    for name, messages in problem.message_dict.items():
        try:
            label = str(Course._meta.get_field(name).verbose_name)
        except LookupError:
            label = name
        found += [f"{label}: {message}" for message in messages]
    return found
