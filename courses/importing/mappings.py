"""A course as its source means it here."""

from __future__ import annotations

from courses.importing.course_file import UNPLACED, CourseEntry, Values
from courses.importing.entry import MAX_TAGS
from courses.models import CourseRun
from directory.sources import mappings
from directory.sources.mappings import Use


class Mappings(mappings.Mappings):
    def apply(self, entry: CourseEntry) -> list[int]:
        """Let the entry say what the source means here; gives the topics of its course."""
        tags, topics = self.sorted_words((*entry.topics, *entry.tags))
        entry.tags = tags[:MAX_TAGS]
        entry.values |= self._coded(entry.unplaced)
        entry.runs = [self._run(run) for run in entry.runs]
        return topics

    def _run(self, run: Values) -> Values:
        run = run | self._coded(run.pop(UNPLACED, {}))
        is_online = run.get("format", CourseRun.Format.ONSITE) not in CourseRun.PLACED
        return run if is_online else self.placed(run)

    def _coded(self, words: dict[str, str]) -> dict[str, str]:
        found = {}
        for kind, text in words.items():
            row = self.row(kind, text)
            if row and row.use == Use.MAPPED and row.code:
                found[kind] = row.code
        return found
