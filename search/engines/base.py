"""The interface of the engines; every engine passes tests/search/test_engine_contract.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from search.documents import Document
from search.query import SearchQuery
from search.result import SearchResult


class IndexUnavailable(Exception):
    """The index is missing, damaged or from another version: answer otherwise and rebuild."""


class IndexBusy(Exception):
    """Another process is writing: leave it the work."""


class Engine(Protocol):
    def upsert(self, documents: Iterable[Document]) -> int:
        """Write or replace documents in one commit; visible to every process on return."""

    def delete(self, ids: Iterable[str]) -> int:
        """Remove documents by id in one commit; unknown ids are no error."""

    def search(
        self,
        query: SearchQuery,
        *,
        now: datetime,
        facets: Sequence[str] = (),
        language: str = "de",
    ) -> SearchResult:
        """Answer a query; raises IndexUnavailable, never an error of the engine's own."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new generation beside the serving one, then swap; returns the count."""

    def ids(self) -> set[str]:
        """The ids of all documents in the serving index."""

    def is_ready(self) -> bool:
        """Whether a complete index of this version can be opened."""
