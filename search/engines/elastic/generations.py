"""The indexes of one version on a cluster: which one serves, which is being built, which may go.

They are called `<prefix>-<version>-<number>`. One alias points to the serving index, another to the
one that is being built; the swap moves both at once, so that each moment shows a whole one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.base import IndexBusy
from search.engines.elastic.client import Client

SECONDS = 60.0  # for what a rebuild does once
COPYING = 15  # seconds to wait for copies that are under way
OTHER_VERSIONS = 24 * 3600.0  # seconds that an index serves on for machines not yet upgraded


class Generations:
    """Finds, makes and removes indexes; `settings` and `mappings` are those of a new one."""

    def __init__(
        self,
        client: Client,
        prefix: str,
        version: str,
        settings: Mapping[str, Any],
        mappings: Mapping[str, Any],
    ):
        self._client, self._prefix, self._version = client, prefix, version
        self._settings, self._mappings = settings, mappings
        self.serving = f"{prefix}-{version}"
        self.next = f"{prefix}-{version}-next"

    def is_served(self, ask: Callable[..., Any]) -> bool:
        return bool(ask(lambda es: es.indices.exists_alias(name=self.serving)))

    def open_next(self) -> tuple[str, bool]:
        """The index to be built, and whether an interrupted rebuild has left things in it."""
        found = self._behind(self.next)
        if found:
            return found[0], True
        name = f"{self._prefix}-{self._version}-{self._last_number() + 1}"
        self._ask(
            lambda es: es.indices.create(
                index=name,
                aliases={self.next: {}},
                settings=self._settings,
                mappings=self._mappings,
                wait_for_active_shards=1,
            )
        )
        return name, False

    def serve(self, name: str) -> None:
        """Make the new index the serving one, and remove those that it replaces.

        Waits for copies that are under way, so that the loss of one node loses nothing.
        """
        if self._behind(self.next) != [name]:
            raise IndexBusy("another process has taken over the new index")
        self._ask(lambda es: es.indices.refresh(index=name))
        self._ask(
            lambda es: es.options(ignore_status=408).cluster.health(
                index=name, wait_for_no_initializing_shards=True, timeout=f"{COPYING}s"
            )
        )
        actions: list[dict[str, Any]] = [
            {"remove": {"index": name, "alias": self.next}},
            {"add": {"index": name, "alias": self.serving}},
            *(
                {"remove": {"index": old, "alias": self.serving}}
                for old in self._behind(self.serving)
            ),
        ]
        self._ask(lambda es: es.indices.update_aliases(actions=actions))
        # Only now: who is being answered from an index that goes asks again and gets the new one.
        if outdated := self._outdated(name):
            self._ask(lambda es: es.indices.delete(index=outdated, ignore_unavailable=True))

    def all(self) -> dict[str, float]:
        """Every index of any version, and when it was made, in seconds since 1970."""
        found = self._ask(
            lambda es: es.indices.get_settings(
                index=f"{self._prefix}-*", name="index.creation_date", flat_settings=True
            )
        )
        pattern = re.compile(re.escape(self._prefix) + r"-[0-9a-f]{12}-[0-9]+")
        return {
            name: int(given["settings"]["index.creation_date"]) / 1000
            for name, given in found.items()
            if pattern.fullmatch(name)
        }

    def drop(self, *others: str) -> None:
        names = ",".join([*self.all(), *others])
        self._ask(lambda es: es.indices.delete(index=names, ignore_unavailable=True))

    def _outdated(self, name: str) -> list[str]:
        before = time.time() - OTHER_VERSIONS
        own = f"{self.serving}-"
        return [
            other
            for other, made in self.all().items()
            if other != name and (other.startswith(own) or made < before)
        ]

    def _last_number(self) -> int:
        own = f"{self.serving}-"
        return max((int(n.removeprefix(own)) for n in self.all() if n.startswith(own)), default=0)

    def _behind(self, alias: str) -> list[str]:
        def read(es: Elasticsearch) -> list[str]:
            if not es.indices.exists_alias(name=alias):
                return []
            return list(es.indices.get_alias(name=alias))

        return self._ask(read)

    def _ask(self, request: Callable[[Elasticsearch], Any]) -> Any:
        return self._client.ask(request, SECONDS)
