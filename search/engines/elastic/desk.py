"""The one small document that all writers of a cluster share: it numbers them, like a ticket desk.

A writer first draws a number and only then reads the records. Documents carry that number as their
version, and the cluster refuses a lower one than it has, so an older state never follows a newer
one: no locks, and a writer that dies in between holds up nobody. The desk also says whether a new
index is being built, which has to get every change too.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.base import EngineDown, IndexBusy, IndexUnavailable
from search.engines.elastic.client import Client, part

LEASE = 60.0  # seconds without a sign of life after which another process may build
# For so long changes go to the new index as well; clocks of machines may differ by almost as much.
ABANDONED = 600.0
SECONDS = 10.0  # for a request of a rebuild
NUMBERS = 1_000_000  # per desk and millisecond, so that a new desk never repeats a number


@dataclass(frozen=True, slots=True)
class Ticket:
    """The number of a writer, and whether it has to write to a new index as well."""

    number: int
    building: bool


class Desk:
    """The desk of one version of the index, a document of an index of its own."""

    def __init__(self, client: Client, prefix: str, version: str):
        self._client, self._alias, self._version = client, f"{prefix}-desk", version

    @property
    def index(self) -> str:
        return f"{self._alias}-1"

    def draw(self, ask: Callable[..., Any]) -> Ticket:
        """The next number; raises IndexUnavailable where no index was ever built."""
        answer = ask(lambda es: self._change(es, {}))
        state = part(answer, "get", "_source")
        now = time.time() - ABANDONED
        return Ticket(_number(state, answer), any(end > now for end in state["builders"].values()))

    def exists(self, ask: Callable[..., Any]) -> bool:
        try:
            part(ask(self._read), "_source")
        except EngineDown:
            raise
        except IndexUnavailable:
            return False
        return True

    @contextmanager
    def building(self) -> Iterator[Lease]:
        """Be the only one who builds a new index; raises IndexBusy when somebody else is."""
        owner = uuid.uuid4().hex
        lease = Lease(lambda end: self._set_end(owner, end), self._take_over(owner))
        try:
            yield lease
        finally:
            self._set_end(owner, 0)

    def _take_over(self, owner: str) -> int:
        """Note who builds, unless somebody does; returns the number of this writer."""
        for _attempt in range(10):
            try:
                found = self._ask(self._read)
            except EngineDown:
                raise
            except IndexUnavailable:
                self._ask(self._set_up)
                continue
            state = part(found, "_source")
            if any(end > time.time() for end in state["builders"].values()):
                break
            state["builders"] = {owner: time.time() + LEASE}
            with suppress(IndexBusy):  # somebody drew a number meanwhile
                return _number(state, self._ask(partial(self._replace, found=found)))
        raise IndexBusy("another process is building the index")

    def _set_end(self, owner: str, end: float) -> None:
        self._ask(lambda es: self._change(es, {"builders": {owner: end}}))

    def _read(self, es: Elasticsearch) -> Any:
        return es.get(index=self._alias, id=self._version)

    def _replace(self, es: Elasticsearch, found: Any) -> Any:
        return es.index(
            index=self._alias,
            id=self._version,
            document=found["_source"],
            if_seq_no=found["_seq_no"],
            if_primary_term=found["_primary_term"],
        )

    def _change(self, es: Elasticsearch, fields: Mapping[str, Any]) -> Any:
        """Merge fields into the document; every change, even of nothing, counts its version up."""
        return es.update(
            index=self._alias,
            id=self._version,
            doc=fields,
            detect_noop=False,
            source=True,
            retry_on_conflict=20,
            require_alias=True,  # else a missing desk would be made without its settings
        )

    def _set_up(self, es: Elasticsearch) -> None:
        es.options(ignore_status=400).indices.create(  # 400: somebody else just did
            index=self.index,
            aliases={self._alias: {}},
            settings={"number_of_shards": 1, "auto_expand_replicas": "0-2"},
            mappings={"dynamic": False},
        )
        state = {"epoch": int(time.time() * 1000), "builders": {}}
        es.options(ignore_status=409).create(index=self._alias, id=self._version, document=state)

    def _ask(self, request: Callable[[Elasticsearch], Any]) -> Any:
        return self._client.ask(request, SECONDS)


class Lease:
    """The right to build, which lapses without signs of life."""

    def __init__(self, set_end: Callable[[float], None], number: int):
        self._set_end, self.number = set_end, number
        self._due = time.monotonic() + LEASE / 4

    def keep(self) -> None:
        """A sign of life; cheap enough to give all the time."""
        if time.monotonic() > self._due:
            self._set_end(time.time() + LEASE)
            self._due = time.monotonic() + LEASE / 4


def _number(state: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    return state["epoch"] * NUMBERS + answer["_version"]
