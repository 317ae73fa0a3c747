"""The engine in use: an index on this machine, or on a cluster where SEARCH_URL names one."""

from __future__ import annotations

import re
import ssl
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.db import DatabaseError
from django.utils import timezone

from search import german, registry
from search.engines.base import Engine, EngineDown, IndexBusy, IndexUnavailable
from search.engines.elastic.address import Address, parse
from search.query import SearchQuery

if TYPE_CHECKING:
    from search.synonyms import Synonyms

__all__ = [
    "Engine",
    "EngineDown",
    "IndexBusy",
    "IndexUnavailable",
    "current_analyser",
    "current_engine",
    "open_engine",
    "throw_away_engine",
    "warm_up",
]


@lru_cache(maxsize=1)
def current_analyser() -> german.Analyser:
    """The analysis of index and questions, which knows the places of the region."""
    try:
        names = registry.place_names()
    except DatabaseError:  # before the first migration
        names = []
    return german.analyser(frozenset(names))


@lru_cache(maxsize=1)
def current_engine() -> Engine:
    from search.fresh import Fresh
    from search.models import Synonym
    from search.synonyms import Synonyms

    synonyms = Synonyms(current_analyser(), rows=Fresh(Synonym, Synonym.objects.groups, ()).get)
    return open_engine(configured(), current_analyser(), synonyms)


def warm_up() -> None:
    """Read word lists and synonyms now, so that no visitor waits for them (1.5 s)."""
    with suppress(IndexUnavailable):
        current_engine().search(SearchQuery(q="Beratnug"), now=timezone.now())


def open_engine(
    where: Path | Address,
    analyser: german.Analyser,
    synonyms: Synonyms | None = None,
    **options: float,
) -> Engine:
    """The engine on a folder of this machine or on a cluster; the index may be there or not.

    `options` are those of ElasticEngine.
    """
    if isinstance(where, Path):
        from search.engines.embedded.engine import EmbeddedEngine

        return EmbeddedEngine(where, analyser, synonyms)
    from search.engines.elastic.engine import ElasticEngine

    return ElasticEngine(
        where,
        analyser,
        synonyms,
        ca=settings.SEARCH_CA,
        api_key=settings.SEARCH_API_KEY,
        replicas=settings.SEARCH_REPLICAS,
        **options,
    )


@contextmanager
def throw_away_engine(url: str, analyser: german.Analyser) -> Iterator[Engine]:
    """An engine with an index of its own that is gone afterwards; the embedded one for no URL.

    Raises ImproperlyConfigured for an address that is none.
    """
    if not url:
        with tempfile.TemporaryDirectory() as folder:
            yield open_engine(Path(folder), analyser)
        return
    address = _parsed(url, "the address of the engine")
    prefix = f"{address.prefix}-once-{uuid.uuid4().hex[:12]}"
    engine = open_engine(replace(address, prefix=prefix), analyser, patience=60.0)
    try:
        yield engine
    finally:
        engine.drop()


def configured() -> Path | Address:
    """Where the index is, by the settings; raises ImproperlyConfigured for what cannot be."""
    if not settings.SEARCH_URL:
        return Path(settings.SEARCH_INDEX_DIR)
    address = _parsed(settings.SEARCH_URL, "SEARCH_URL")
    if settings.SEARCH_CA:
        _check_authority(settings.SEARCH_CA, address)
    if settings.SEARCH_API_KEY and address.user:
        raise ImproperlyConfigured("Set SEARCH_API_KEY or a user in SEARCH_URL, not both.")
    if not re.fullmatch(r"[0-9]|[0-9]-([0-9]|all)", settings.SEARCH_REPLICAS):
        raise ImproperlyConfigured("SEARCH_REPLICAS must be a number, or a range such as 0-1.")
    return address


def _check_authority(file: str, address: Address) -> None:
    if not address.nodes[0].startswith("https://"):
        raise ImproperlyConfigured("SEARCH_CA is of no use without https:// in SEARCH_URL.")
    try:
        ssl.create_default_context(cafile=file)
    except OSError as error:  # not there, or no certificate
        raise ImproperlyConfigured(f"SEARCH_CA must name a CA's certificate: {error}") from error


def _parsed(url: str, name: str) -> Address:
    try:
        return parse(url)
    except ValueError as reason:
        raise ImproperlyConfigured(f"{name} cannot be used: {reason}.") from reason


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting.startswith("SEARCH_"):
        current_analyser.cache_clear()
        current_engine.cache_clear()


setting_changed.connect(_forget)
