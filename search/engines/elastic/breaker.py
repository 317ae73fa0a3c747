"""A circuit breaker: a service that fails is left alone for a while instead of asked in vain."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)
FAILURES = 3  # in a row
LOST = 1.0  # seconds that such failures may cost; a slow service is left alone sooner
PAUSE = 5.0  # seconds until one caller tries again


class Breaker:
    """Counts failures in a row; while it is open, one caller per pause gets through."""

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic):
        self._name, self._clock = name, clock
        self._lock = threading.Lock()
        self._failures, self._lost = 0, 0.0
        self._rest_until = 0.0
        self.reason = ""

    def lets_through(self) -> bool:
        """Whether to ask; True obliges the caller to report how it went."""
        with self._lock:
            if not self._is_open():
                return True
            if self._clock() < self._rest_until:
                return False
            self._rest_until = self._clock() + PAUSE
            return True

    def succeeded(self) -> None:
        with self._lock:
            if self._is_open():
                logger.warning("%s answers again", self._name)
            self._failures, self._lost, self.reason = 0, 0.0, ""

    def failed(self, reason: str, seconds: float) -> None:
        with self._lock:
            was_open = self._is_open()
            self._failures += 1
            self._lost += seconds
            self.reason = reason
            if self._is_open():
                self._rest_until = self._clock() + PAUSE
                if not was_open:
                    logger.warning("%s is left alone for a while: %s", self._name, reason)

    def _is_open(self) -> bool:
        return self._failures >= FAILURES or self._lost >= LOST
