"""How the search is: does the engine answer, does its index serve, what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache, caches
from django.db.models import Count, Min
from django.utils import timezone

from search.engines import EngineDown, IndexUnavailable, current_engine
from search.models import IndexRequest

KEEP = 5  # seconds that a state is taken for true; /healthz is asked all the time
LATE = timedelta(minutes=1)  # a change that waits longer is worth a word
OBSTACLE = "search_index_obstacle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """`reason` is the engine's, in English; `waiting` changes wait, the oldest `since`."""

    answers: bool = True
    is_ready: bool = True
    reason: str = ""
    waiting: int = 0
    since: datetime | None = None

    @property
    def is_late(self) -> bool:
        return self.since is not None and self.since < timezone.now() - LATE

    @property
    def is_well(self) -> bool:
        return self.answers and self.is_ready and not self.is_late


def health() -> Health:
    """The state now, at most a few seconds old; reads the database, never writes."""
    engine = caches["process"].get_or_set("search_health", _engine, KEEP)
    waiting = IndexRequest.objects.aggregate(waiting=Count("pk"), since=Min("requested_at"))
    reason = engine.get("reason") or (cache.get(OBSTACLE, "") if waiting["waiting"] else "")
    return Health(**{**engine, **waiting, "reason": reason})


def note_obstacle(reason: Exception) -> None:
    """Remember for a minute why changes had to wait, for whoever looks after the hub."""
    cache.set(OBSTACLE, str(reason), timeout=60)


def report() -> str:
    """One line for /healthz, without a technical word; empty when all is well."""
    now = health()
    if not now.answers:
        line = "search: the engine does not answer, lists come from the database"
    elif not now.is_ready:
        line = "search: the index is missing or being built, lists come from the database"
    else:
        line = "search: the engine takes no changes" if now.is_late else ""
    if now.is_late and now.since:
        line += f"; {now.waiting} changes wait since {now.since.isoformat(timespec='seconds')}"
    return line


def _engine() -> dict[str, object]:
    try:
        return {"is_ready": current_engine().is_ready()}
    except EngineDown as reason:
        return {"answers": False, "is_ready": False, "reason": str(reason)}
    except IndexUnavailable as reason:
        return {"is_ready": False, "reason": str(reason)}
