"""The child of hub.bounded: binds itself, reads its input, calls one function, answers in JSON.

Started as `python -m hub.bounded_child TASK`; imports nothing but the standard library and what the
function needs, and has no settings, no secrets and no database.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
from functools import reduce
from typing import Any

OUT_OF_MEMORY = b'{"exceeded": "memory"}'
MOST_CHARACTERS = 500  # of an error's text


def bind(*, cpu_seconds: int, memory_mb: int, wall_seconds: float) -> None:
    """Lower the limits of this process for good. The clock is for the case that the parent dies."""
    signal.setitimer(signal.ITIMER_REAL, wall_seconds + 1)
    _lower(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)  # SIGXCPU first, SIGKILL after
    _lower(resource.RLIMIT_FSIZE, 0, 0)
    _lower(resource.RLIMIT_CORE, 0, 0)
    _lower(resource.RLIMIT_NOFILE, 32, 32)
    if sys.platform != "darwin":  # where the kernel knows no such limit
        _lower(resource.RLIMIT_AS, memory_mb << 20, memory_mb << 20)
    os.nice(5)


def _lower(limit: int, soft: int, hard: int) -> None:
    """Set a limit; one that the system has set even lower stays."""
    ceiling = resource.getrlimit(limit)[1]
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(limit, (soft, hard))


def answer(module: str, name: str) -> bytes:
    """What the parent reads: the result, or what was raised."""
    try:
        with open(0, "rb") as file:
            argument = file.read()
        function = reduce(getattr, name.split("."), importlib.import_module(module))
        return json.dumps({"result": function(argument)}).encode()  # type: ignore[operator]
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:
        return json.dumps({"raised": [type(error).__name__, str(error)[:MOST_CHARACTERS]]}).encode()


def main(task: dict[str, Any]) -> None:
    bind(**task["limits"])
    # What the function prints must not get between the lines of the answer.
    output = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    data = memoryview(answer(task["module"], task["name"]))
    while data:
        data = data[os.write(output, data) :]
    os._exit(0)  # no tidying up, the process was for this call only


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
