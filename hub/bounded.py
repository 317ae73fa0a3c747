"""Calls a function on somebody's file in a process of its own that cannot take more than its share.

Parsers are asked to read what strangers wrote. A file that makes one loop, swell or crash ends that
process and nothing else.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parent.parent
CHUNK_BYTES = 65_536
# Nothing of ours is handed on: the environment holds secrets.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


class Bound(StrEnum):
    """A code to store; its label is a sentence to show."""

    CPU = "cpu"
    MEMORY = "memory"
    WALL = "wall"
    OUTPUT = "output"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Bound.CPU: _("It takes too much computing time to read this file."),
    Bound.MEMORY: _("It takes too much memory to read this file."),
    Bound.WALL: _("It takes too long to read this file."),
    Bound.OUTPUT: _("This file holds too much."),
    Bound.ENDED: _("The program that reads such files could not cope with this one."),
}


class Exceeded(Exception):
    """The call was ended; `bound` says at which limit."""

    def __init__(self, bound: Bound) -> None:
        super().__init__(bound.value)
        self.bound = bound

    def __str__(self) -> str:
        return self.bound.label


class Raised(Exception):
    """The function raised an error; only its class's name and its text come over."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(kind, text)
        self.kind = kind
        self.text = text


def run_bounded(
    function: Callable[[bytes], Any],
    argument: bytes,
    *,
    cpu_seconds: int = 2,
    memory_mb: int = 300,
    wall_seconds: float = 20.0,
    output_bytes: int = 4_000_000,
) -> Any:
    """The JSON form of `function(argument)`; raises Exceeded or Raised.

    The function stands at the top of a module that needs neither Django's settings nor the
    database; there are none. Its result is made of what JSON knows: tuples arrive as lists, dates
    have to be text. The limits include starting Python and importing that module. All of it counts
    for one call; how many run at once is up to the caller.
    """
    if function.__module__ == "__main__" or "<" in function.__qualname__:
        raise ValueError(f"{function.__qualname__} cannot be imported by another process")
    deadline = time.monotonic() + wall_seconds
    limits = {"cpu_seconds": cpu_seconds, "memory_mb": memory_mb, "wall_seconds": wall_seconds}
    task = {"module": function.__module__, "name": function.__qualname__, "limits": limits}
    child = _start(json.dumps(task), argument)
    try:
        text = _read(child, deadline, output_bytes)
    finally:
        # Before it is reaped, so that its number belongs to nobody else yet.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        code = child.wait()
        assert child.stdout is not None  # noqa: S101
        child.stdout.close()
    return _understood(text, code)


def _start(task: str, argument: bytes) -> subprocess.Popen[bytes]:
    """A fresh Python in a group of its own: a fork would copy threads' locks and connections."""
    with tempfile.TemporaryFile() as file:
        file.write(argument)
        file.seek(0)
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-B", "-m", "hub.bounded_child", task],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=ENVIRONMENT,
            start_new_session=True,
        )


def _read(child: subprocess.Popen[bytes], deadline: float, most: int) -> bytes:
    """All that the child writes until it ends; Exceeded when that is too much or too late."""
    assert child.stdout is not None  # noqa: S101
    text = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise Exceeded(Bound.WALL)
            chunk = os.read(child.stdout.fileno(), CHUNK_BYTES)
            text += chunk
            if not chunk:
                return bytes(text)
            if len(text) > most:
                raise Exceeded(Bound.OUTPUT)


def _understood(text: bytes, code: int) -> Any:
    """JSON and never a pickle: a file that takes over the child gets no further."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    match answer:
        case {"result": result}:
            return result
        case {"raised": [str(kind), str(error)]}:
            raise Raised(kind, error)
        case {"exceeded": "memory"}:
            raise Exceeded(Bound.MEMORY)
    ended_by = {-signal.SIGXCPU: Bound.CPU, -signal.SIGALRM: Bound.WALL}
    raise Exceeded(ended_by.get(code, Bound.ENDED))
