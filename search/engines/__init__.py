"""The engine in use; later a cluster can be chosen by a setting."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.core.signals import setting_changed
from django.db import DatabaseError

from search import german, registry
from search.engines.base import Engine, IndexBusy, IndexUnavailable

__all__ = ["Engine", "IndexBusy", "IndexUnavailable", "current_engine"]


@lru_cache(maxsize=1)
def current_engine() -> Engine:
    from search.engines.embedded import EmbeddedEngine

    try:
        names = registry.place_names()
    except DatabaseError:  # before the first migration
        names = []
    return EmbeddedEngine(settings.SEARCH_INDEX_DIR, german.Analyser(never_split=names))


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "SEARCH_INDEX_DIR":
        current_engine.cache_clear()


setting_changed.connect(_forget)
