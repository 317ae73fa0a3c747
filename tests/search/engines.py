"""Documents, and questions to an engine."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from search.documents import Document
from search.engines.base import Engine
from search.german import Analyser
from search.query import SearchQuery

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANALYSER = Analyser()


def document(number: int = 1, **fields) -> Document:
    values = {"id": f"course:{number}", "type": "course", "title": f"Titel {number}", "url": "/x"}
    return Document(**(values | fields))


def ask(engine: Engine, q: str = "", language: str = "de", facets=(), **fields):
    return engine.search(SearchQuery(q=q, **fields), now=NOW, facets=facets, language=language)


def found(engine: Engine, q: str = "", **fields) -> list[str]:
    return [hit.id for hit in ask(engine, q, **fields).hits]


def holding(engine_factory, *documents: Document) -> Engine:
    engine = engine_factory(f"index-{random.random()}")  # noqa: S311
    engine.rebuild(documents)
    return engine
