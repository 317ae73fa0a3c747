"""Reads a foreign file of records in a process of its own, so that no file can stop the hub."""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language

from directory.importing.text import FileProblem
from hub.bounded import ROOT, Bound, Exceeded, Raised, run_bounded

logger = logging.getLogger(__name__)


def read_bounded(
    function: Callable[[bytes], Any],
    data: bytes,
    task: dict[str, Any],
    *,
    cpu_seconds: int,
    output_bytes: int,
    memory_mb: int = 300,
) -> dict[str, Any]:
    """What `function` says about the file as JSON; it calls `answer`, which gets task and data.

    Raises FileProblem, with a sentence for people, when it is no such file or cannot be coped with.
    """
    head = json.dumps(task | {"language": get_language() or "de"}).encode()
    try:
        said = run_bounded(
            function,
            head + b"\n" + data,
            cpu_seconds=cpu_seconds,
            output_bytes=output_bytes,
            memory_mb=memory_mb,
        )
    except Exceeded as problem:
        raise FileProblem(problem.bound.label) from problem
    except Raised as problem:
        logger.error("The reader of %s failed: %s %s", function, problem.kind, problem.text)
        raise FileProblem(Bound.ENDED.label) from problem
    if problem := said.get("problem"):
        raise FileProblem(problem)
    return said


def answer(
    argument: bytes, read: Callable[[dict[str, Any], bytes], dict[str, Any]]
) -> dict[str, Any]:
    """What the child does: the file as JSON, or the problem with it."""
    head, _newline, data = argument.partition(b"\n")
    task = json.loads(head)
    _speak(task["language"])
    gc.disable()  # the process ends with this file
    try:
        return read(task, data)
    except FileProblem as problem:
        return {"problem": str(problem)}


def _speak(language: str) -> None:
    """As much of Django as its translations need, in a process that has no settings."""
    from django.apps import apps
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        settings.configure(LANGUAGE_CODE=language, LOCALE_PATHS=[ROOT / "hub" / "locale"])
        apps.populate([])
    translation.activate(language)
