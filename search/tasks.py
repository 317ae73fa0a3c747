"""Work on the index outside the request."""

from __future__ import annotations

import logging
from contextlib import suppress

from django.core.cache import cache
from django.db import DatabaseError
from django_tasks import task

from search import outbox
from search.engines import IndexBusy, IndexUnavailable, current_engine

logger = logging.getLogger(__name__)
HEALING = "search_index_healing"


@task()
def rebuild_index() -> int:
    """Build the index anew while the old one serves; gives the number of documents."""
    try:
        return outbox.rebuild()
    except IndexBusy:
        logger.info("index is being rebuilt already")
        return 0
    finally:
        cache.delete(HEALING)


def heal_index() -> None:
    """Have the worker rebuild a missing or damaged index; asks once in ten minutes at most."""
    try:
        if cache.add(HEALING, True, timeout=600):
            rebuild_index.enqueue()
    except DatabaseError:  # the site goes on; the next request asks again
        logger.exception("could not ask for a new index")


def sweep() -> None:
    """What the clock calls every few seconds: nothing that waits is forgotten."""
    if not current_engine().is_ready():
        heal_index()
    else:
        with suppress(IndexBusy, IndexUnavailable):
            outbox.work_off()


def rebuild_tonight() -> None:
    """Next runs and next dates move on with the days, so the index is built anew every night."""
    rebuild_index.enqueue()
