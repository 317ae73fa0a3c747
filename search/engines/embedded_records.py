"""What the embedded index gives back of its documents: a file that only grows, beside the index.

Kept out of the index, whose files are mapped into the memory of every process that reads them and
are copied whenever parts of the index are merged. A record is four bytes of length and then the
record; the index knows where each one begins. A writer that fails leaves bytes that nobody points
to; a rebuild begins a new file.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from weakref import finalize

NAME = "records"
_LENGTH = 4  # bytes, big-endian
_AT_ONCE = 4096  # bytes; most records are shorter


class Records:
    """Reads records; threads may share one object."""

    def __init__(self, folder: Path):
        self._handle = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
        finalize(self, os.close, self._handle)  # searches of other threads may still read

    def read(self, position: int) -> bytes:
        """The record that begins here; raises OSError where the file ends before it does."""
        piece = os.pread(self._handle, _AT_ONCE, position)
        end = _LENGTH + int.from_bytes(piece[:_LENGTH], "big")
        while len(piece) < end:
            more = os.pread(self._handle, end - len(piece), position + len(piece))
            if not more:
                raise OSError("a record is cut off")
            piece += more
        return piece[_LENGTH:end]


class RecordWriter:
    """Adds records at the end; they are on the disk when the block ends without an error."""

    def __init__(self, folder: Path):
        self._file = open(folder / NAME, "ab")  # noqa: SIM115

    def __enter__(self) -> RecordWriter:
        self._end = self._file.seek(0, os.SEEK_END)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._file:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())

    def add(self, record: bytes) -> int:
        """Where the record begins."""
        position = self._end
        self._end += self._file.write(len(record).to_bytes(_LENGTH, "big") + record)
        return position
