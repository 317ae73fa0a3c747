"""Work on the index outside the request."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone
from django_tasks import task

from search import outbox
from search.engines import EngineDown, IndexBusy, IndexUnavailable, current_engine
from search.health import note_obstacle
from search.models import SavedSearch
from search.saved import mails, sending

logger = logging.getLogger(__name__)
HEALING = "search_index_healing"
AGAIN = timedelta(minutes=10)  # after a rebuild for which the engine was down


@task()
def rebuild_index() -> int:
    """Build the index anew while the old one serves; gives the number of documents."""
    try:
        return outbox.rebuild()
    except IndexBusy:
        logger.info("index is being rebuilt already")
        return 0
    except EngineDown as reason:
        logger.warning("no rebuild now, again later: %s", reason)
        rebuild_index.using(run_after=timezone.now() + AGAIN).enqueue()
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
    try:
        if current_engine().is_ready():
            outbox.work_off()
        else:
            heal_index()
    except IndexBusy:
        pass
    except IndexUnavailable as reason:
        note_obstacle(reason)


def rebuild_tonight() -> None:
    """Next runs and next dates move on with the days, so the index is built anew every night."""
    rebuild_index.enqueue()


@task()
def send_saved_mails() -> int:
    """Send every mail about a kept search that is due; gives how many rows it dealt with."""
    done = [sending.send_due(), sending.ask_expiring()]
    if sending.BATCH in done:
        send_saved_mails.enqueue()
    return sum(done)


@task()
def tell_already_kept(pk: int) -> None:
    """Mail somebody who kept a search twice."""
    if saved := SavedSearch.objects.current().filter(pk=pk).first():
        sending.send(saved, mails.already_kept(saved))


def mail_saved_searches() -> None:
    """What the clock calls every few minutes; mails that failed are due again some time."""
    if SavedSearch.objects.due().exists() or SavedSearch.objects.expiring().exists():
        send_saved_mails.enqueue()
