"""Work on the index outside the request."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.db import DatabaseError
from django_tasks import task

from search import outbox
from search.engines import IndexBusy, IndexUnavailable, current_engine
from search.models import IndexRequest

logger = logging.getLogger(__name__)
HEALING = "search_index_healing"


@task()
def rebuild_index() -> int:
    """Build the index anew while the old one serves; gives the number of documents."""
    try:
        return current_engine().rebuild(outbox.all_documents())
    except IndexBusy:
        logger.info("index is being rebuilt already")
        return 0
    finally:
        cache.delete(HEALING)


@task()
def work_off_requests() -> int:
    """Bring into the index what waits for it; gives the number of documents."""
    try:
        return outbox.work_off()
    except (IndexBusy, IndexUnavailable):
        return 0


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
    elif IndexRequest.objects.exists():
        work_off_requests.call()


def rebuild_tonight() -> None:
    """Next runs and next dates move on with the days, so the index is built anew every night."""
    rebuild_index.enqueue()
