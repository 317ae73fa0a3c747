"""The documents of the cluster: their fields, the settings of an index, and how one is filled."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from elasticsearch.dsl import Boolean, GeoPoint, Keyword, Long, Mapping, MetaField, Text
from elasticsearch.dsl import Document as DslDocument

from search.documents import FACETS, Document
from search.engines import fields, stored
from search.engines.fields import facet_field
from search.german import Analyser
from search.query import MAX_PAGE

LARGEST_PAGE = 500  # hits; that of an export
DEEPEST = MAX_PAGE * LARGEST_PAGE  # hits that pages can reach
STORED, KEYWORDS, DIGEST = "stored", "keywords", "digest"
POSITION, AVAILABLE, OVERDUE = "position", "available", "overdue"
_TERMS: dict[str, Any] = {"analyzer": "whitespace"}  # all analysis is done in Python


class Record(DslDocument):
    """A record of the hub; what is searched for words is added by `_add_fields`."""

    word = Text(index_options="docs", norms=False, **_TERMS)
    by_name = Keyword(index=False)
    by_name_en = Keyword(index=False)
    by_date = Long(index=False)
    by_added = Long(index=False)
    by_state = Long(index=False)
    uid = Long(index=False)
    starts = Long()
    last = Long()
    further = Long()
    expires = Long()
    position = GeoPoint()
    available = Boolean()
    overdue = Boolean()  # and available
    digest = Long(index=False)  # tells a rebuild that goes on whether a document has changed
    stored = Keyword(index=False, doc_values=False)
    keywords = Keyword(index=False, doc_values=False)

    class Meta:
        dynamic = MetaField("strict")
        source = MetaField(includes=[STORED, KEYWORDS])


def _add_fields(mapping: Mapping) -> None:
    for name in fields.POSITIONS:
        mapping.field(name, Text(**_TERMS))
    for name in (*fields.EXACT, *fields.PARTS, fields.COMPLETION):
        mapping.field(name, Text(index_options="freqs", **_TERMS))
    for name in FACETS:
        mapping.field(facet_field(name), Keyword(multi=True))


_add_fields(Record._doc_type.mapping)


@cache
def version() -> str:
    """Changes when an index written by other code must not be read by this one."""
    source = json.dumps([fields.ANALYSIS_VERSION, mappings(), "layout 2"], sort_keys=True)
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def mappings() -> dict[str, Any]:
    return Record._doc_type.mapping.to_dict()


def settings(replicas: str) -> dict[str, Any]:
    """Of an index to be built; `replicas` is a number or a range such as 0-1."""
    copies = "auto_expand_replicas" if "-" in replicas else "number_of_replicas"
    return {
        # A shard holds up to 50 GB, ten million of our records; one knows all frequencies.
        "number_of_shards": 1,
        copies: replicas,
        "max_result_window": DEEPEST,
        "refresh_interval": "-1",  # whoever writes refreshes
        "codec": "best_compression",  # half the size (measured), and no slower
        # How long it is known at which version a document was removed.
        "gc_deletes": "10m",
    }


def digest(document: Document) -> int:
    """63 bits that change with anything in the document."""
    found = hashlib.blake2b(repr(document).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(found, "big") >> 1


def fill(document: Document, analyser: Analyser) -> dict[str, Any]:
    """A document as the cluster takes it.

    Not as a Record: that would take 0.17 ms longer, a seventh of the time of a rebuild (measured).
    """
    result: dict[str, Any] = {
        **fields.texts(document, analyser),
        **fields.names(document),
        **fields.numbers(document),
        "further": fields.further_days(document),
        **{facet_field(name): values for name, values in _facets(document).items()},
        AVAILABLE: document.is_available,
        OVERDUE: document.is_overdue and document.is_available,
        DIGEST: digest(document),
        STORED: stored.pack(document).decode(),
        KEYWORDS: document.keywords,
    }
    # Folded forms alone: for Lucene, too, the separator is a blank.
    result[fields.WORD] = " ".join({normal for normal, _ in entries(result.pop(fields.WORD, ""))})
    if document.latitude is not None and document.longitude is not None:
        result[POSITION] = {"lat": document.latitude, "lon": document.longitude}
    return result


def entries(words: str) -> list[tuple[str, str]]:
    """Folded forms and forms to show, as fields.texts gives them."""
    split = (entry.split(fields.SEPARATOR) for entry in words.split(" ") if entry)
    return [(normal, shown) for _group, normal, shown in split]


def _facets(document: Document) -> dict[str, list[str]]:
    given = {**document.facets, "type": (document.type,)}
    return {name: list(dict.fromkeys(given.get(name, ()))) for name in FACETS}
