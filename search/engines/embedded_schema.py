"""The fields of the embedded index, and how a document fills them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import tantivy

from search import english
from search.collation import sort_key
from search.documents import FACETS, Document
from search.engines import stored
from search.german import Analyser

ANALYSIS_VERSION = 1  # raise it whenever german.py or english.py give other stems than before

# Weight of a hit per field. A part of a compound counts less than the whole word.
GERMAN = {"title": 4.0, "summary": 2.0, "body": 1.0}
PARTS = {"title_parts": 1.4, "text_parts": 0.5}
ENGLISH = {"title_en": 4.0, "summary_en": 2.0, "body_en": 1.0}

SEPARATOR = "\x1f"  # in field "word": folded form, separator, form to show
LAST = 1 << 34  # seconds; later than any date (the year 2514)
_SHIFT = 28  # the low bits of a sort key hold a hash of the id: a total order for equal dates


def facet_field(name: str) -> str:
    return f"facet_{name}"


def build() -> tantivy.Schema:
    """The schema; a change of this module gives a new version, see `version()`."""
    builder = tantivy.SchemaBuilder()
    raw = {"tokenizer_name": "raw", "index_option": "basic"}
    builder.add_text_field("id", stored=True, **raw)
    for name in (*GERMAN, *ENGLISH):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in PARTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("word", tokenizer_name="whitespace", index_option="basic")
    for name in FACETS:
        builder.add_text_field(facet_field(name), fast=True, **raw)
    for name in ("by_name", "by_name_en"):
        builder.add_text_field(name, fast=True, **raw)
    for name in ("starts", "last", "expires", "by_date", "by_added"):
        builder.add_integer_field(name, fast=True)
    for name in ("latitude", "longitude"):
        builder.add_float_field(name, fast=True)
    builder.add_unsigned_field("uid", fast=True, indexed=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def version() -> str:
    """Changes when an index written by other code must not be read by this one."""
    source = repr((ANALYSIS_VERSION, FACETS, GERMAN, PARTS, ENGLISH, _SHIFT, "layout 2"))
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def uid(document_id: str) -> int:
    """63 bits that stand for the id where the index wants numbers."""
    digest = hashlib.blake2b(document_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def seconds(moment: datetime) -> int:
    return max(-LAST + 1, min(LAST - 1, int(moment.timestamp())))


def fill(document: Document, analyser: Analyser) -> tantivy.Document:
    """A document as the index takes it."""
    result = tantivy.Document()
    number = uid(document.id)
    result.add_text("id", document.id)
    result.add_unsigned("uid", number)
    result.add_bytes("stored", stored.pack(document))
    result.add_text("by_name", _name_key(document.title, document.id))
    result.add_text("by_name_en", _name_key(document.title_en or document.title, document.id))
    for name in FACETS:
        values = (document.type,) if name == "type" else document.facets.get(name, ())
        for value in dict.fromkeys(values):
            result.add_text(facet_field(name), value)
    _fill_texts(result, document, analyser)
    _fill_dates(result, document, number)
    if document.latitude is not None and document.longitude is not None:
        result.add_float("latitude", document.latitude)
        result.add_float("longitude", document.longitude)
    return result


def _fill_texts(result: tantivy.Document, document: Document, analyser: Analyser) -> None:
    title = analyser.words(document.title)
    summary, keywords = analyser.words(document.summary), analyser.words(document.keywords)
    body = analyser.words(document.body)
    text = [*summary, *keywords, *body]
    _add(result, "title", [word.stem for _, word in title])
    _add(result, "summary", [word.stem for _, word in summary])
    _add(result, "summary", [word.stem for _, word in keywords])
    _add(result, "body", [word.stem for _, word in body])
    _add(result, "title_parts", [part for _, word in title for part in word.parts])
    _add(result, "text_parts", [part for _, word in text for part in word.parts])
    entries = {vocabulary_entry(word.normal, surface) for surface, word in (*title, *text)}
    for name in ENGLISH:
        if source := getattr(document, name):
            tokens = english.tokens(source)
            _add(result, name, [token.stem for token in tokens])
            entries.update(vocabulary_entry(token.normal, token.text) for token in tokens)
    _add(result, "word", entries - {""})


def _fill_dates(result: tantivy.Document, document: Document, number: int) -> None:
    tie = number & ((1 << _SHIFT) - 1)
    starts = seconds(document.starts_at) if document.starts_at else LAST
    added = seconds(document.date_added) if document.date_added else -LAST
    result.add_integer("by_date", (starts << _SHIFT) + tie)
    result.add_integer("by_added", (added << _SHIFT) + tie)
    if document.starts_at:
        ends = seconds(document.ends_at) if document.ends_at else starts
        result.add_integer("starts", starts)
        # What ends at midnight does not run on the day that begins then.
        result.add_integer("last", max(starts, ends - 1))
    if document.expires_at:
        result.add_integer("expires", seconds(document.expires_at))


def _name_key(title: str, document_id: str) -> str:
    return f"{sort_key(title)[:400]}{SEPARATOR}{document_id}"


@lru_cache(maxsize=1 << 18)
def vocabulary_entry(normal: str, surface: str) -> str:
    """A word for the correction of typing errors; empty for what nobody mistypes or means."""
    if not 3 < len(normal) <= 40 or normal.isdigit():
        return ""
    if surface.endswith("-") or " " in surface:  # half of a word, as in "Aus- und Weiterbildung"
        return ""
    return f"{normal}{SEPARATOR}{surface}"


def _add(result: tantivy.Document, name: str, terms: Iterable[str]) -> None:
    """Terms as they are: joined by spaces, which costs a third of a pre-tokenised field."""
    if text := " ".join(terms):
        result.add_text(name, text)
