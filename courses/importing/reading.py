"""Reads a foreign file of courses in a process of its own; the kind of file tells its beginning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from courses.importing import moochub_file, table_file, xml_file
from courses.importing.course_file import CourseFile, as_json, from_json
from directory.importing.bounded_reading import answer, read_bounded

READERS: dict[str, Callable[[bytes], CourseFile]] = {
    "moochub": moochub_file.read_json,
    "xml": xml_file.read_xml,
    "csv": table_file.read_rows,
}
OUTPUT_BYTES = 64_000_000
CPU_SECONDS = 30


def read(data: bytes) -> CourseFile:
    """The courses of a file. Raises FileProblem, with a sentence for people."""
    task = {"kind": kind_of(data)}
    limits = {"cpu_seconds": CPU_SECONDS, "output_bytes": OUTPUT_BYTES, "memory_mb": 400}
    return from_json(read_bounded(read_here, data, task, **limits))


def kind_of(data: bytes) -> str:
    """“moochub”, “xml” or “csv”, by the first characters."""
    head = data[:400].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith((b"{", b"[")):
        return "moochub"
    return "xml" if head.startswith(b"<") else "csv"


def read_here(argument: bytes) -> dict[str, Any]:
    """What the child does: the file as JSON, or the problem with it."""
    return answer(argument, _read)


def _read(task: dict[str, Any], data: bytes) -> dict[str, Any]:
    return as_json(READERS[task["kind"]](data))
