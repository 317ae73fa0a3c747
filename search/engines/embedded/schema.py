"""The embedded index: its schema, and how a document fills it."""

from __future__ import annotations

import hashlib

import tantivy

from search.documents import FACETS, Document
from search.engines import circle, fields
from search.engines.fields import facet_field
from search.german import Analyser

AVAILABLE, OVERDUE, FULL = 14, 6, 2  # in "standing"; a score is multiplied by log2(2 + standing)


def build() -> tantivy.Schema:
    """The schema; a change of it gives a new version, see `version()`."""
    builder = tantivy.SchemaBuilder()
    raw = {"tokenizer_name": "raw", "index_option": "basic"}
    builder.add_text_field("id", **raw)
    for name in fields.POSITIONS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in (*fields.EXACT, *fields.PARTS, fields.COMPLETION):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(fields.WORD, tokenizer_name="whitespace", index_option="basic")
    for name in FACETS:
        builder.add_text_field(facet_field(name), fast=True, **raw)
    for name in ("by_name", "by_name_en"):
        builder.add_text_field(name, fast=True, **raw)
    for name in ("starts", "last", "further", "expires", "by_date", "by_added", "by_state"):
        builder.add_integer_field(name, fast=True)
    for name in ("latitude", "longitude"):
        builder.add_float_field(name, fast=True)
    builder.add_unsigned_field("uid", fast=True)
    builder.add_unsigned_field("standing", fast=True)
    builder.add_unsigned_field("cell", indexed=True)
    builder.add_unsigned_field("spot", fast=True, indexed=True)
    builder.add_unsigned_field("record", fast=True)
    return builder.build()


def version() -> str:
    """Changes when an index written by other code must not be read by this one."""
    weights = (fields.GERMAN, fields.EXACT, fields.PARTS, fields.ENGLISH)
    source = repr((fields.ANALYSIS_VERSION, tuple(FACETS), *weights, "layout 10"))
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def fill(document: Document, analyser: Analyser, record: int) -> tantivy.Document:
    """A document as the index takes it; `record` says where what is given back of it begins."""
    result = tantivy.Document()
    result.add_text("id", document.id)
    result.add_unsigned("record", record)
    result.add_unsigned("standing", _standing(document))
    for name, text in (fields.texts(document, analyser) | fields.names(document)).items():
        result.add_text(name, text)
    for name, number in fields.numbers(document).items():
        add = result.add_unsigned if name == "uid" else result.add_integer
        add(name, number)
    for day in fields.further_days(document):
        result.add_integer("further", day)
    for name in FACETS:
        values = (document.type,) if name == "type" else document.facets.get(name, ())
        for value in dict.fromkeys(values):
            result.add_text(facet_field(name), value)
    if document.latitude is not None and document.longitude is not None:
        result.add_float("latitude", document.latitude)
        result.add_float("longitude", document.longitude)
        position = document.latitude, document.longitude
        for number in circle.cells(position):
            result.add_unsigned("cell", number)
        result.add_unsigned("spot", circle.spot(position, fields.uid(document.id)))
    return result


def _standing(document: Document) -> int:
    if not document.is_available:
        return FULL
    return OVERDUE if document.is_overdue else AVAILABLE
