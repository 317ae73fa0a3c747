"""Words of a source and what they mean here, remembered from run to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from directory.importing.text import shorten
from directory.models import Topic
from directory.models.import_source import ImportSource
from directory.models.source_mapping import SourceMapping

TOPIC, PLACE, Use = SourceMapping.TOPIC, SourceMapping.PLACE, SourceMapping.Use
# Words that wait to be decided about; a source has some dozens, and nobody looks at thousands.
MOST, MOST_CODED = 300, 60
POSITION = {"latitude", "longitude"}


class Mappings:
    """The mappings of a source, and what a file names that nobody has decided about."""

    def __init__(self, source: ImportSource) -> None:
        self.source, self.model = source, type(source).mappings.rel.related_model
        rows = self.model.objects.filter(source_id=source.pk)
        self.known = {(row.kind, row.text.casefold()): row for row in rows}
        self.counts = Counter(row.kind for row in rows if row.use == Use.OPEN)
        self.topics: dict[str, int] = {}
        for topic in Topic.objects.all():
            names = (topic.slug, topic.title, topic.title_en)
            self.topics |= {name.casefold(): topic.pk for name in names if name}
        self.new: list[Any] = []

    def decides(self, word: str) -> bool:
        """Whether somebody has said what a category means, or a topic has its name."""
        row = self.known.get((TOPIC, shorten(word, 255).casefold()))
        return row.use != Use.OPEN if row else word.casefold() in self.topics

    def sorted_words(self, words: Iterable[str]) -> tuple[list[str], list[int]]:
        """(free tags, topics) that categories stand for here."""
        tags: dict[str, str] = {}
        topics = set()
        for word in words:
            row = self.row(TOPIC, word)
            topic = row.topic_id if row else self.topics.get(word.casefold())
            if topic and (row is None or row.use == Use.MAPPED):
                topics.add(topic)
            elif row is None or row.use != Use.LEFT_OUT:
                tags.setdefault(word.casefold(), word)
        return list(tags.values()), sorted(topics)

    def placed(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values of something that takes place, with the address that was chosen for it.

        Only places without a postcode are remembered; the others are found without help.
        """
        text = place_text(values)
        row = self.known.get((PLACE, shorten(text, 255).casefold())) if text else None
        if text and row is None and not values.get("postcode"):
            venue = values.get("venue") or ("" if values.get("street") else text)
            row = self.row(PLACE, text, venue=shorten(venue, 160))
        if row is None or row.use != Use.MAPPED:
            return values
        chosen = {name: getattr(row, name) for name in row.ADDRESS}
        return {name: value for name, value in values.items() if name not in POSITION} | chosen

    def row(self, kind: str, text: str, **fields: Any) -> Any:
        """What is known of a word; a new one is remembered, with `fields`. None is one too many."""
        text = shorten(text, 255)
        key = (kind, text.casefold())
        if key not in self.known:
            if self.counts[kind] >= (MOST if kind in {TOPIC, PLACE} else MOST_CODED):
                return None
            # A word that is called like a topic is that topic.
            topic = self.topics.get(key[1]) if kind == TOPIC else None
            use = Use.MAPPED if topic else Use.OPEN
            row = self.model(
                source=self.source, kind=kind, text=text, topic_id=topic, use=use, **fields
            )
            self.known[key] = row
            self.counts[kind] += use == Use.OPEN
            self.new.append(row)
        return self.known[key]

    def remember(self) -> None:
        """Keep what was found, so that a person can decide; words that went stay."""
        if self.source.pk:
            self.model.objects.bulk_create(self.new, ignore_conflicts=True)
        self.new = []


def place_text(values: dict[str, Any]) -> str:
    """A place as the source writes it, in one line."""
    town = " ".join(str(values[n]) for n in ("postcode", "place") if values.get(n))
    parts = [str(values.get(name) or "") for name in ("venue", "street")]
    return ", ".join(part for part in (*parts, town) if part)
