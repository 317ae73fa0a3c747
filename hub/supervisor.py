"""Keeps a handful of processes running; knows nothing about what they do."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)
STEADY_SECONDS = 10.0
LONGEST_PAUSE = 30.0
STOP_SECONDS = 15.0


@dataclass(slots=True)
class Child:
    """One process; started again when it ends, later and later while it keeps failing."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603
        self.started = time.monotonic()
        logger.info("%s started with pid %d", self.name, self.process.pid)

    def look_after(self) -> None:
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            steady = now - self.started > STEADY_SECONDS
            self.pause = 0.5 if steady else min(max(self.pause * 2, 0.5), LONGEST_PAUSE)
            self.due = now + self.pause
            logger.warning("%s ended (%s), again in %.1f s", self.name, code, self.pause)
            self.process = None
        elif now >= self.due:
            self.start()

    def signal(self, number: int) -> None:
        """Signal the whole process group, so that grandchildren end too."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)


def supervise(children: list[Child]) -> None:
    """Run until SIGTERM or SIGINT, then end all children orderly."""
    stopping = False

    def stop(number: int, frame: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopping:
        for child in children:
            child.look_after()
        time.sleep(0.2)
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while any(c.process and c.process.poll() is None for c in children):
        if time.monotonic() > deadline:
            for child in children:
                child.signal(signal.SIGKILL)
            break
        time.sleep(0.1)
