"""The engine for several machines: an Elasticsearch cluster that all of them ask and fill.

Every process may write at any time; `desk` says how the newest state wins all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from elasticsearch.helpers import scan

from search.documents import Document
from search.engines.base import EngineDown, IndexBusy, IndexUnavailable
from search.engines.collector import few_collections
from search.engines.elastic import bulk, schema
from search.engines.elastic.address import Address
from search.engines.elastic.bulk import Action
from search.engines.elastic.client import Client
from search.engines.elastic.desk import Desk, Lease
from search.engines.elastic.generations import Generations
from search.engines.elastic.schema import DIGEST
from search.engines.elastic.search import View, answer, complete, similar_to
from search.german import Analyser
from search.query import SearchQuery
from search.result import Hit, SearchResult
from search.synonyms import Synonyms

ANSWER_SECONDS = 1.5  # then the database answers
UPDATE_SECONDS, PER_DOCUMENT = 1.5, 0.02  # somebody may wait for the end of it
REBUILD_SECONDS = 60.0  # for one request of a rebuild
UPDATE_RETRIES, REBUILD_RETRIES = 2, 8  # while the cluster is busy


class ElasticEngine:
    """Engine on a cluster; threads may share one object, any number of machines one prefix."""

    def __init__(
        self,
        address: Address,
        analyser: Analyser,
        synonyms: Synonyms | None = None,
        *,
        ca: str = "",
        api_key: str = "",
        replicas: str = "0-1",
        patience: float = ANSWER_SECONDS,
    ):
        self._analyser, self._patience = analyser, patience
        self._synonyms = synonyms or Synonyms(analyser)
        self._client = Client(address, ca, api_key)
        version = schema.version()
        self._desk = Desk(self._client, address.prefix, version)
        self._generations = Generations(
            self._client,
            address.prefix,
            version,
            settings=schema.settings(replicas),
            mappings=schema.mappings(),
        )

    def update(self, ids: Iterable[str], documents: Iterable[Document] = ()) -> None:
        """Remove `ids` and write `documents`, read once this writer has its number.

        Each document changes as a whole; after an error some may have changed and some not.
        """
        ticket = self._desk.draw(self._talk(UPDATE_SECONDS))
        actions = {i: bulk.remove(i, ticket.number) for i in ids}
        for document in documents:
            actions[document.id] = self._put(document, ticket.number)
        if ticket.building:
            try:
                self._write(self._generations.next, list(actions.values()), refresh=False)
            except EngineDown:
                raise
            except IndexUnavailable:
                pass  # it serves by now, or was given up
        self._write(self._generations.serving, list(actions.values()), refresh=True)

    def search(
        self,
        query: SearchQuery,
        *,
        now: datetime,
        facets: Sequence[str] = (),
        language: str = "de",
    ) -> SearchResult:
        """Answer a query; raises IndexUnavailable, never an error of the client's."""
        return answer(self._view(), query, now=now, facets=facets, language=language)

    def complete(
        self, text: str, *, now: datetime, count: int = 5, language: str = "de"
    ) -> list[Hit]:
        """Current records whose title has words that begin like the typed ones."""
        return complete(self._view(), text, now=now, count=count, language=language)

    def similar(
        self,
        document_id: str,
        *,
        now: datetime,
        count: int = 3,
        language: str = "de",
        kind: str = "",
    ) -> list[Hit]:
        """Current records about the same as this one; none where it is unknown."""
        asked = {"count": count, "language": language, "kind": kind}
        return similar_to(self._view(), document_id, now=now, **asked)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the serving one, then swap; returns the count.

        Goes on where an interrupted rebuild stopped: what the new index has already and has not
        changed since is neither analysed nor sent again.
        """
        with self._desk.building() as lease:
            name, has_begun = self._generations.open_next()
            known = self._digests() if has_begun else {}
            seen: set[str] = set()
            changes = self._changes(documents, known, seen, lease.number)
            self._fill(changes, lease)
            self._fill((bulk.remove(i, lease.number) for i in known.keys() - seen), lease)
            self._generations.serve(name)
        return len(seen)

    def ids(self) -> set[str]:
        """The ids of all documents in the serving index."""
        return {hit["_id"] for hit in self._scan(self._generations.serving)}

    def is_ready(self) -> bool:
        """Whether an index of this version serves; raises EngineDown when nobody can tell."""
        ask = self._talk(ANSWER_SECONDS)
        return self._generations.is_served(ask) and self._desk.exists(ask)

    def drop(self) -> None:
        """Remove every index of this prefix."""
        self._generations.drop(self._desk.index)

    def close(self) -> None:
        self._client.close()

    def _view(self) -> View:
        ask = self._talk(self._patience)
        return View(ask, self._generations.serving, self._analyser, self._synonyms)

    def _talk(self, seconds: float) -> Callable[..., Any]:
        return self._client.conversation(seconds).ask

    def _put(self, document: Document, number: int) -> Action:
        fields = schema.fill(document, self._analyser)
        return bulk.put(document.id, number, fields)

    def _write(self, alias: str, actions: Sequence[Action], *, refresh: bool) -> None:
        write = partial(
            bulk.write,
            alias=alias,
            actions=actions,
            retries=UPDATE_RETRIES,
            refresh=refresh,
        )
        self._client.ask(write, UPDATE_SECONDS + PER_DOCUMENT * len(actions))

    def _changes(
        self, documents: Iterable[Document], known: dict[str, int], seen: set[str], number: int
    ) -> Iterator[Action]:
        """What the new index lacks; notes every id in `seen`. Of several with one id, the last."""
        for document in documents:
            is_known = document.id in known and document.id not in seen
            seen.add(document.id)
            if not is_known or known[document.id] != schema.digest(document):
                yield self._put(document, number)

    def _fill(self, actions: Iterator[Action], lease: Lease) -> None:
        """Write to the new index in portions, preparing one while another is under way."""
        with few_collections(), ThreadPoolExecutor(1) as sender:
            under_way: Future[None] | None = None
            while portion := list(islice(actions, bulk.CHUNK)):
                if under_way:
                    under_way.result()
                under_way = sender.submit(self._send, portion)
                lease.keep()
            if under_way:
                under_way.result()

    def _send(self, portion: Sequence[Action]) -> None:
        write = partial(
            bulk.write,
            alias=self._generations.next,
            actions=portion,
            retries=REBUILD_RETRIES,
        )
        try:
            self._client.ask(write, REBUILD_SECONDS)
        except EngineDown:
            raise
        except IndexUnavailable as reason:
            raise IndexBusy("another process has taken over the new index") from reason

    def _digests(self) -> dict[str, int]:
        """What an interrupted rebuild has written: id → digest."""
        alias = self._generations.next
        self._client.ask(lambda es: es.indices.refresh(index=alias), REBUILD_SECONDS)
        return {hit["_id"]: hit["fields"][DIGEST][0] for hit in self._scan(alias, DIGEST)}

    def _scan(self, alias: str, *columns: str) -> list[dict[str, Any]]:
        body = {"_source": False, "docvalue_fields": list(columns)}
        return self._client.ask(
            lambda es: list(scan(es, query=body, index=alias, size=10_000)), REBUILD_SECONDS
        )
