"""The interface of the engines; every engine passes tests/search/test_engine_contract.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from search.documents import Document
from search.query import SearchQuery
from search.result import Hit, SearchResult


class IndexUnavailable(Exception):
    """The index is missing, damaged or from another version: answer otherwise and rebuild."""


class EngineDown(IndexUnavailable):
    """The engine cannot be asked at the moment, or takes no changes: wait, and do not rebuild."""


class IndexBusy(Exception):
    """Another process is writing: leave it the work."""


class Engine(Protocol):
    def update(self, ids: Iterable[str], documents: Iterable[Document] = ()) -> None:
        """In one commit, remove `ids` and write `documents`; visible to every process on return.

        Documents replace those with their id. They are asked for only once the index is locked.
        """

    def search(
        self,
        query: SearchQuery,
        *,
        now: datetime,
        facets: Sequence[str] = (),
        language: str = "de",
    ) -> SearchResult:
        """Answer a query; raises IndexUnavailable, never an error of the engine's own."""

    def complete(
        self, text: str, *, now: datetime, count: int = 5, language: str = "de"
    ) -> list[Hit]:
        """Current records whose title has words that begin like the typed ones."""

    def similar(
        self,
        document_id: str,
        *,
        now: datetime,
        count: int = 3,
        language: str = "de",
        kind: str = "",
    ) -> list[Hit]:
        """Current records about the same as this one; none where it is unknown.

        Those of one `kind` (name of a DocumentType) where one is given.
        """

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new generation beside the serving one, then swap; returns the count."""

    def ids(self) -> set[str]:
        """The ids of all documents in the serving index."""

    def is_ready(self) -> bool:
        """Whether a complete index of this version can be opened; may raise EngineDown."""

    def drop(self) -> None:
        """Remove the index for good."""
