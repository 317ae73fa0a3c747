"""Words of a source and what they mean here: topics, and the hub's own words for some fields."""

from __future__ import annotations

from collections import Counter

from courses.importing.course_file import UNPLACED, CourseEntry
from courses.importing.entry import MAX_TAGS
from courses.models import Course, CourseMapping, CourseRun, CourseSource
from directory.models import Topic

Kind, Use = CourseMapping.Kind, CourseMapping.Use
CHOICES = {
    Kind.KIND: Course.Kind.choices,
    Kind.LEVEL: Course.Level.choices,
    Kind.FORMAT: CourseRun.Format.choices,
    Kind.STATE: CourseRun.State.choices,
}
# Words that are remembered; a catalogue has some dozens, and nobody decides about thousands.
MOST_TOPICS, MOST = 300, 60


class Mappings:
    """The mappings of a source, and what a file names that nobody has decided about."""

    def __init__(self, source: CourseSource) -> None:
        self.source = source
        rows = CourseMapping.objects.filter(source_id=source.pk)
        self.known = {(row.kind, row.text.casefold()): row for row in rows}
        self.counts = Counter(kind for kind, _text in self.known)
        self.topics: dict[str, int] = {}
        for topic in Topic.objects.all():
            names = (topic.slug, topic.title, topic.title_en)
            self.topics |= {name.casefold(): topic.pk for name in names if name}
        self.new: list[CourseMapping] = []

    def apply(self, entry: CourseEntry) -> list[int]:
        """Let the entry say what the source means here; gives the topics of its course."""
        tags: dict[str, str] = {}
        topics = set()
        for word in (*entry.topics, *entry.tags):
            row = self._row(Kind.TOPIC, word)
            topic = row.topic_id if row else self.topics.get(word.casefold())
            if topic and (row is None or row.use == Use.MAPPED):
                topics.add(topic)
            elif row is None or row.use != Use.LEFT_OUT:
                tags.setdefault(word.casefold(), word)
        entry.tags = list(tags.values())[:MAX_TAGS]
        entry.values |= self._coded(entry.unplaced)
        for run in entry.runs:
            run |= self._coded(run.pop(UNPLACED, {}))
        return sorted(topics)

    def _coded(self, words: dict[str, str]) -> dict[str, str]:
        found = {}
        for kind, text in words.items():
            row = self._row(kind, text)
            if row and row.use == Use.MAPPED and row.code:
                found[kind] = row.code
        return found

    def _row(self, kind: str, text: str) -> CourseMapping | None:
        key = (kind, text.casefold())
        if key not in self.known:
            if self.counts[kind] >= (MOST_TOPICS if kind == Kind.TOPIC else MOST):
                return None
            # A word that is called like a topic is that topic.
            topic = self.topics.get(key[1]) if kind == Kind.TOPIC else None
            use = Use.MAPPED if topic else Use.OPEN
            row = CourseMapping(source=self.source, kind=kind, text=text, use=use, topic_id=topic)
            self.known[key] = row
            self.counts[kind] += 1
            self.new.append(row)
        return self.known[key]

    def remember(self) -> None:
        """Keep what was found, so that a person can decide; words that went stay."""
        if self.source.pk:
            CourseMapping.objects.bulk_create(self.new, ignore_conflicts=True)
        self.new = []
