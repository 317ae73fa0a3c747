"""Words of a source and what they mean here: its categories as topics, its places as addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from directory.import_text import shorten
from directory.models import Topic
from events.importing.calendar_file import CalendarEvent
from events.models import EventSource, SourceMapping

Kind, Use = SourceMapping.Kind, SourceMapping.Use
ADDRESS = ("venue", "street", "postcode", "place")
MAX_NEW = 300  # words of one file that are remembered; a calendar has some dozens


class Mappings:
    """The mappings of a source, and what a file names that nobody has decided about."""

    def __init__(self, source: EventSource) -> None:
        self.source = source
        self.known = {(row.kind, row.text): row for row in source.mappings.all()}
        self.topics = {topic.title.casefold(): topic.pk for topic in Topic.objects.all()}
        self.new: dict[tuple[str, str], SourceMapping] = {}

    def decides(self, category: str) -> bool:
        """Whether somebody has said what a category means, or a topic has its name."""
        row = self.known.get((Kind.CATEGORY, shorten(category, 255)))
        return row.use != Use.OPEN if row else category.casefold() in self.topics

    def apply(self, entry: CalendarEvent) -> tuple[CalendarEvent, list[int]]:
        """The entry as the source means it here, and the topics of its event."""
        tags, topics = [], []
        for tag in entry.tags:
            row = self._row(Kind.CATEGORY, tag)
            if row and row.use == Use.MAPPED and row.topic_id:
                topics.append(row.topic_id)
            elif not row or row.use != Use.LEFT_OUT:
                tags.append(tag)
        return replace(entry, values=self._placed(entry), tags=tags), sorted(set(topics))

    def _placed(self, entry: CalendarEvent) -> dict[str, object]:
        values = entry.values
        text = place_text(values)
        if not text or values.get("attendance_mode") == "online":
            return values
        row = self.known.get((Kind.PLACE, text))
        if row is None and not values.get("postcode"):
            row = self._row(Kind.PLACE, text)
        if row is None or row.use != Use.MAPPED:
            return values
        chosen = {name: getattr(row, name) for name in ADDRESS}
        return {k: v for k, v in values.items() if k not in {"latitude", "longitude"}} | chosen

    def _row(self, kind: str, text: str) -> SourceMapping | None:
        key = (kind, shorten(text, 255))
        if key not in self.known and key not in self.new and len(self.new) < MAX_NEW:
            self.new[key] = self._guess(*key)
        return self.known.get(key) or self.new.get(key)

    def _guess(self, kind: str, text: str) -> SourceMapping:
        """A category that is called like a topic is that topic."""
        topic = self.topics.get(text.casefold()) if kind == Kind.CATEGORY else None
        use = Use.MAPPED if topic else Use.OPEN
        venue = shorten(text, 160) if kind == Kind.PLACE else ""
        return SourceMapping(
            source=self.source, kind=kind, text=text, use=use, topic_id=topic, venue=venue
        )

    def remember(self) -> None:
        """Keep what was found, so that a person can decide; words that went stay."""
        SourceMapping.objects.bulk_create(self.new.values(), ignore_conflicts=True)


def place_text(values: dict[str, Any]) -> str:
    """A place as the source writes it, in one line."""
    town = " ".join(str(values[n]) for n in ("postcode", "place") if values.get(n))
    parts = [str(values.get(name) or "") for name in ("venue", "street")]
    return ", ".join(part for part in (*parts, town) if part)
