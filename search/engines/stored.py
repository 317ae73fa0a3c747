"""What an engine stores of a document, and the hit that it becomes again."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import escape
from django.utils.safestring import mark_safe

from search import english
from search.documents import Document
from search.engines.circle import distance_km
from search.german import Analyser
from search.result import Hit

SNIPPET = 200  # characters of body text shown when the summary has no hit
_MOMENTS = ("starts_at", "ends_at", "date_added", "updated_at")
_TEXTS = ("id", "type", "title", "summary", "title_en", "summary_en", "url", "url_en")
_FACTS = ("place", "licence", "checked_by")


@dataclass(frozen=True, slots=True)
class Marks:
    """What to highlight: the stems that the query came down to, per language."""

    german: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()


def pack(document: Document) -> bytes:
    """All that a hit needs, as JSON."""
    record = {name: getattr(document, name) for name in (*_TEXTS, "body", "body_en")}
    record["card"] = dict(document.card)
    record["facets"] = {name: list(values) for name, values in document.facets.items() if values}
    if document.latitude is not None and document.longitude is not None:
        record["position"] = [document.latitude, document.longitude]
    moments = {name: getattr(document, name) for name in _MOMENTS}
    record |= {name: moment.isoformat() for name, moment in moments.items() if moment}
    if document.checked_on:
        record["checked_on"] = document.checked_on.isoformat()
    record |= {name: fact for name in _FACTS if (fact := getattr(document, name))}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(
    stored: bytes,
    *,
    analyser: Analyser,
    marks: Marks,
    language: str,
    position: tuple[float, float] | None,
) -> Hit:
    """The hit for a stored document, with marked texts in the language asked for."""
    record = json.loads(stored)
    hit = Hit(
        **{name: record[name] for name in _TEXTS},
        **{name: record[name] for name in _FACTS if name in record},
        **{name: datetime.fromisoformat(record[name]) for name in _MOMENTS if name in record},
        card=record["card"],
        facets=record["facets"],
    )
    if "checked_on" in record:
        hit.checked_on = date.fromisoformat(record["checked_on"])
    if "position" in record:
        hit.latitude, hit.longitude = record["position"]
        if position:
            hit.distance_km = distance_km(position, (hit.latitude, hit.longitude))

    def german(text: str, limit: int | None = None) -> str:
        return analyser.highlight(text, marks.german, limit) if marks.german else escape(text)

    def marked_english(text: str, limit: int | None = None) -> str:
        return mark_english(text, marks.english, limit) if marks.english else escape(text)

    in_english = language == "en" and bool(hit.title_en)
    mark = marked_english if in_english else german
    title = mark(hit.title_en if in_english else hit.title)
    # The summary says best what a record is about; a piece of the body only proves a hit.
    proven = "<mark>" in title
    if in_english and hit.summary_en:
        summary = _snippet(hit.summary_en, "" if proven else record["body_en"], mark)
    else:
        summary = _snippet(hit.summary, "" if proven else record["body"], german)
    hit.title_html, hit.summary_html = mark_safe(title), mark_safe(summary)  # noqa: S308
    return hit


def mark_english(text: str, stems: Collection[str], limit: int | None = None) -> str:
    """English text as HTML with its hits marked; `limit` cuts a window around the first hits."""
    spans = [(t.start, t.end) for t in english.tokens(text) if t.stem in stems]
    start, end = 0, len(text)
    if limit and len(text) > limit:
        start, end = _window(text, spans[0][0] if spans else 0, limit)
    pieces, at = ["…" if start else ""], start
    for left, right in spans:
        if left >= at and right <= end:
            pieces += [escape(text[at:left]), "<mark>", escape(text[left:right]), "</mark>"]
            at = right
    pieces += [escape(text[at:end]), "…" if end < len(text) else ""]
    return "".join(pieces)


def _window(text: str, hit: int, limit: int) -> tuple[int, int]:
    """A stretch of about `limit` characters with the hit in its first third, cut at spaces."""
    start = max(0, min(hit - limit // 3, len(text) - limit))
    if start:
        start = text.find(" ", start, hit) + 1 or start
    end = min(len(text), start + limit)
    if end < len(text):
        end = max(text.rfind(" ", hit, end), 0) or end
    return start, end


def _snippet(summary: str, body: str, mark: Callable[..., str]) -> str:
    """The marked summary, or a piece of the body where only that has a hit."""
    marked = mark(summary)
    if "<mark>" in marked or not body:
        return marked
    piece = mark(body, SNIPPET)
    return piece if "<mark>" in piece else marked
