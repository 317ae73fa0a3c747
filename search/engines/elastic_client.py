"""Asking a cluster: time limits, what its errors mean, and a pause when it keeps failing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from elastic_transport import BinaryApiResponse, ListApiResponse, TextApiResponse
from elasticsearch import ApiError, Elasticsearch, TransportError, UnsupportedProductError
from elasticsearch.exceptions import ConnectionTimeout, SSLError
from urllib3 import Timeout

from search.engines.base import EngineDown, IndexBusy, IndexUnavailable
from search.engines.breaker import Breaker
from search.engines.elastic_address import Address

T = TypeVar("T")
CONNECT_SECONDS = 0.7
# Answers of an index that has just been replaced, and of a copy whose node has just gone.
PASSING = {404, 502, 503, 504}
NOT_OURS = (TextApiResponse, BinaryApiResponse, ListApiResponse)
NO_ELASTICSEARCH = "what answers is no Elasticsearch"
MISSING = {"index_not_found_exception", "document_missing_exception"}


class Client:
    """The connections of one process to the nodes of a cluster; threads may share it."""

    def __init__(self, address: Address, ca: str = "", api_key: str = ""):
        options: dict[str, Any] = {"ca_certs": ca} if ca else {}
        if api_key:
            options["api_key"] = api_key
        elif address.user:
            options["basic_auth"] = (address.user, address.password)
        # A node that cannot be reached is tried once more elsewhere, within the same time.
        self._attempts = min(2, len(address.nodes))
        self._elasticsearch = Elasticsearch(
            list(address.nodes),
            retry_on_timeout=True,
            max_retries=self._attempts - 1,
            retry_on_status=(),
            **options,
        )
        # Such a copy takes 0.7 ms to make; an answer needs up to six.
        self._limited = lru_cache(maxsize=64)(self._with_limit)
        self._breaker = Breaker("Elasticsearch")

    def ask(self, request: Callable[[Elasticsearch], T], seconds: float) -> T:
        """The answer to one request, within so many seconds.

        Raises EngineDown when there is none to be had, at once while the cluster keeps failing;
        IndexUnavailable when what was asked for is missing, IndexBusy when another was first.
        """
        if not self._breaker.lets_through():
            raise EngineDown(self._breaker.reason)
        started = time.monotonic()
        try:
            answer = self._twice(request, started + seconds)
        except (ApiError, TransportError) as error:
            reason, its_fault = _meaning(error)
            if its_fault:
                self._breaker.failed(str(reason), time.monotonic() - started)
            else:
                self._breaker.succeeded()
            raise reason from error
        except BaseException:
            self._breaker.succeeded()
            raise
        if isinstance(answer, NOT_OURS):  # the page of some proxy
            self._breaker.failed(NO_ELASTICSEARCH, time.monotonic() - started)
            raise EngineDown(NO_ELASTICSEARCH)
        self._breaker.succeeded()
        return answer

    def _twice(self, request: Callable[[Elasticsearch], T], until: float) -> T:
        """The answer, also if it takes a second try; both within the time."""
        try:
            return request(self._within(until - time.monotonic()))
        except ApiError as error:
            left = until - time.monotonic()
            if error.status_code not in PASSING or left <= 0:
                raise
        return request(self._within(left))

    def conversation(self, seconds: float) -> Conversation:
        return Conversation(self, seconds)

    def close(self) -> None:
        self._elasticsearch.close()

    def _within(self, seconds: float) -> Elasticsearch:
        """The client with a time limit, rounded up to a twentieth of a second."""
        return self._limited(max(1, math.ceil(seconds / self._attempts * 20)))

    def _with_limit(self, twentieths: int) -> Elasticsearch:
        each = twentieths / 20
        limit = Timeout(connect=min(CONNECT_SECONDS, each), total=each)
        return self._elasticsearch.options(request_timeout=limit)


class Conversation:
    """Requests that together may take so many seconds; what we compute in between is free."""

    def __init__(self, client: Client, seconds: float):
        self._client, self._left = client, seconds

    def ask(self, request: Callable[[Elasticsearch], T]) -> T:
        if self._left <= 0:
            raise EngineDown("Elasticsearch answers too slowly")
        started = time.monotonic()
        try:
            return self._client.ask(request, self._left)
        finally:
            self._left -= time.monotonic() - started


def part(answer: Any, *names: str) -> Any:
    """What an answer holds under these names; raises EngineDown where it is another answer."""
    for name in names:
        if name not in answer:
            raise EngineDown(NO_ELASTICSEARCH)
        answer = answer[name]
    return answer


def error_type(error: ApiError) -> str:
    """The name Elasticsearch gives to an error; empty when something else has answered."""
    body = error.body if isinstance(error.body, dict) else {}
    details = body.get("error")
    return str(details.get("type", "")) if isinstance(details, dict) else ""


def _meaning(error: ApiError | TransportError) -> tuple[IndexUnavailable | IndexBusy, bool]:
    """What to raise instead, and whether the cluster as a whole is to blame."""
    if isinstance(error, TransportError):
        return EngineDown(_unheard(error)), True
    status, kind = error.status_code, error_type(error)
    if isinstance(error, UnsupportedProductError):
        return EngineDown(NO_ELASTICSEARCH), True
    if kind in MISSING or _is_unfound(error.body):
        return IndexUnavailable("there is no index of this version yet"), False
    if status == 409 and kind:
        return IndexBusy("another process is writing"), False
    if kind == "media_type_header_exception" or status == 406:
        return EngineDown("this Elasticsearch has another version; 8 is needed"), True
    if kind == "cluster_block_exception":
        return EngineDown("Elasticsearch takes no changes: index read-only or disk full"), False
    if status == 401:
        return EngineDown("Elasticsearch does not accept our user, password or API key"), True
    if status == 403:
        return EngineDown("our user or API key lacks a right in Elasticsearch"), True
    if status == 429:
        return EngineDown("Elasticsearch has too much to do"), True
    return EngineDown(f"Elasticsearch answers {status} {kind}".rstrip()), status >= 500 or not kind


def _is_unfound(body: object) -> bool:
    return isinstance(body, dict) and body.get("found") is False


def _unheard(error: TransportError) -> str:
    if isinstance(error, ConnectionTimeout):
        return "Elasticsearch does not answer in time"
    if isinstance(error, SSLError):
        return f"no safe connection to Elasticsearch: {error.message}"[:300]
    return f"no connection to Elasticsearch: {error.message}"[:300]
