"""Small tables that every process keeps in memory, so that a page asks the database for nothing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db import Error
from django.db.models import Count, Max, Model
from django.utils import timezone

logger = logging.getLogger(__name__)
T = TypeVar("T")
EVERY = 20.0  # seconds; a change is in force everywhere after that
SETTLED = timedelta(minutes=1)  # by then, whoever saved at the same time has committed


class Fresh(Generic[T]):
    """What `read` makes of a table that has `changed_at`; read again once the table changed.

    One tiny query every 20 seconds tells whether it did. When the database cannot be asked, the
    old value stays. `get` gives the same object as long as nothing changed.
    """

    def __init__(
        self,
        model: type[Model],
        read: Callable[[], T],
        nothing: T,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._model, self._read, self._nothing, self._clock = model, read, nothing, clock
        self._looking = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Begin anew, as in a new process."""
        self._value = self._nothing
        self._version: tuple[datetime | None, int] = (None, 0)
        self._due = 0.0

    def get(self) -> T:
        if self._clock() >= self._due and self._looking.acquire(blocking=False):
            try:
                self._look()
            except Error:
                logger.warning("%s could not be read anew", self._model.__name__, exc_info=True)
            finally:
                self._looking.release()
        return self._value

    def _look(self) -> None:
        self._due = self._clock() + EVERY
        rows = self._model._default_manager.aggregate(newest=Max("changed_at"), count=Count("pk"))
        version = rows["newest"], rows["count"]
        unsettled = rows["newest"] and timezone.now() - rows["newest"] < SETTLED
        if unsettled or version != self._version:
            self._value, self._version = self._read(), version
