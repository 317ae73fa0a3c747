"""Writing documents in bulk: patient with a busy cluster, and one bad document never stops all."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.engines.base import EngineDown, IndexUnavailable

logger = logging.getLogger(__name__)
CHUNK = 500  # documents of a request
CHUNK_BYTES = 8_000_000
Action = Mapping[str, Any]


def put(document_id: str, number: int, fields: Mapping[str, Any]) -> Action:
    return {"_id": document_id, **_at(number), "_source": fields}


def remove(document_id: str, number: int) -> Action:
    return {"_op_type": "delete", "_id": document_id, **_at(number)}


def write(
    es: Elasticsearch, alias: str, actions: Iterable[Action], *, retries: int, refresh: bool = False
) -> None:
    """Bring the changes behind the alias, waiting longer and longer while it is busy (429).

    What has a newer version already stays. A document that the cluster refuses is logged and left
    out. Raises IndexUnavailable for an alias that is gone, EngineDown for what must be repeated.
    """
    results = streaming_bulk(
        es,
        actions,
        chunk_size=CHUNK,
        max_chunk_bytes=CHUNK_BYTES,
        max_retries=retries,
        initial_backoff=0.2,
        max_backoff=20,
        raise_on_error=False,
        yield_ok=False,
        index=alias,
        require_alias=True,  # else a removed index would come back without its mapping
        refresh=refresh,
    )
    for _ok, item in results:
        (result,) = item.values()
        _judge(result)


def _at(number: int) -> dict[str, Any]:
    """A later writer with the same or a higher number wins."""
    return {"version": number, "version_type": "external_gte"}


def _judge(result: Mapping[str, Any]) -> None:
    error, status = result.get("error") or {}, result["status"]
    kind = error.get("type", "") if isinstance(error, dict) else ""
    if status == 409 or (status == 404 and not error):  # newer already, or gone already
        return
    if kind == "index_not_found_exception":
        raise IndexUnavailable("there is no index of this version yet")
    if status == 400:
        logger.error("%s is refused: %s", result["_id"], str(error.get("reason"))[:300])
        return
    if kind == "cluster_block_exception":
        raise EngineDown("Elasticsearch takes no changes: index read-only or disk full")
    raise EngineDown(f"Elasticsearch does not write: {status} {kind}")
