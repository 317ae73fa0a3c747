"""The default engine: a tantivy index on this machine's disk, without a server.

Below `path` lie generations (`<version>-<number>/`), the file `current` that names the serving
one, and `lock`, which one writer holds at a time. Every process must run as the same user.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import tantivy

from search.documents import Document
from search.engines import fields, stored
from search.engines.base import IndexBusy, IndexUnavailable
from search.engines.collector import few_collections
from search.engines.embedded import schema
from search.engines.embedded.records import Records, RecordWriter
from search.engines.embedded.search import View, answer, check, complete, similar_to
from search.german import Analyser
from search.query import SearchQuery
from search.result import Hit, SearchResult
from search.synonyms import Synonyms

GENERATION = re.compile(r"([0-9a-f]{12})-([0-9]{1,9})")
UPDATE_HEAP = 20_000_000  # bytes; tantivy wants 15 MB per thread at least
REBUILD_HEAP = 100_000_000


class EmbeddedEngine:
    """Engine with its own files; threads may share one object, processes one path."""

    def __init__(self, path: Path, analyser: Analyser, synonyms: Synonyms | None = None):
        self._path = Path(path)
        self._analyser = analyser
        self._synonyms = synonyms or Synonyms(analyser)
        self._version = schema.version()
        self._opening = threading.Lock()
        self._opened: tuple[str, tuple[tantivy.Index, Records]] | None = None

    def update(self, ids: Iterable[str], documents: Iterable[Document] = ()) -> None:
        """In one commit, remove `ids` and write `documents`, read once the index is locked."""

        def write(writer: tantivy.IndexWriter, records: RecordWriter) -> int:
            for document_id in ids:
                writer.delete_documents_by_term("id", document_id)
            count = 0
            for count, document in enumerate(documents, start=1):  # noqa: B007
                self._write(writer, records, document, replace=True)
            return count

        with self._writing():
            name = self._current()
            _commit(self._open(name)[0], self._path / name, UPDATE_HEAP, write)

    def search(
        self,
        query: SearchQuery,
        *,
        now: datetime,
        facets: Sequence[str] = (),
        language: str = "de",
    ) -> SearchResult:
        """Answer a query; raises IndexUnavailable, never an error of tantivy's."""
        with _failures():
            return answer(self._view(), query, now=now, facets=facets, language=language)

    def complete(
        self, text: str, *, now: datetime, count: int = 5, language: str = "de"
    ) -> list[Hit]:
        """Current records whose title has words that begin like the typed ones."""
        with _failures():
            return complete(self._view(), text, now=now, count=count, language=language)

    def similar(
        self,
        document_id: str,
        *,
        now: datetime,
        count: int = 3,
        language: str = "de",
        kind: str = "",
    ) -> list[Hit]:
        """Current records about the same as this one; none where it is unknown."""
        with _failures():
            view, asked = self._view(), {"count": count, "language": language, "kind": kind}
            return similar_to(view, document_id, now=now, **asked)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new generation beside the serving one, then swap; returns the count."""
        with self._writing():
            target = self._path / f"{self._version}-{self._last_number() + 1}"
            target.mkdir()
            try:
                with _failures():
                    index = tantivy.Index(schema.build(), str(target))
                with few_collections():
                    count = _commit(
                        index, target, REBUILD_HEAP, lambda w, r: self._fill(w, r, documents)
                    )
            except BaseException:
                shutil.rmtree(target, ignore_errors=True)
                raise
            self._point_to(target.name)
            self._remove_all_but(target.name)
        return count

    def ids(self) -> set[str]:
        """The ids of all documents in the serving index."""
        with _failures():
            searcher = self._view().searcher
            living = tantivy.Query.all_query()
            return {term for term, _ in searcher.terms_with_prefix("id", "", living)}

    def is_ready(self) -> bool:
        """Whether a complete index of this version can be opened."""
        try:
            with _failures():
                check(self._view())
        except IndexUnavailable:
            return False
        return True

    def drop(self) -> None:
        """Remove the index for good."""
        self._opened = None
        shutil.rmtree(self._path, ignore_errors=True)

    def _fill(
        self, writer: tantivy.IndexWriter, records: RecordWriter, documents: Iterable[Document]
    ) -> int:
        """Add a stream of documents; of several with one id the last stays."""
        seen: set[int] = set()
        for document in documents:
            number = fields.uid(document.id)
            self._write(writer, records, document, replace=number in seen)
            seen.add(number)
        return len(seen)

    def _write(
        self,
        writer: tantivy.IndexWriter,
        records: RecordWriter,
        document: Document,
        *,
        replace: bool,
    ) -> None:
        with _failures():
            record = records.add(stored.pack(document))
        filled = schema.fill(document, self._analyser, record)
        with _failures():
            if replace:
                writer.delete_documents_by_term("id", document.id)
            writer.add_document(filled)

    def _view(self) -> View:
        """The newest commit of the serving generation, even if a rebuild swaps it right now."""
        while True:
            name = self._current()
            try:
                with _failures():
                    index, records = self._open(name)
                    index.reload()
                    return View(
                        index.searcher(), index.schema, records, self._analyser, self._synonyms
                    )
            except IndexUnavailable:
                if self._current() == name:
                    raise

    def _open(self, name: str) -> tuple[tantivy.Index, Records]:
        with self._opening:
            if self._opened is None or self._opened[0] != name:
                with _failures():
                    index = tantivy.Index.open(str(self._path / name))
                    index.config_reader("manual")
                    self._opened = name, (index, Records(self._path / name))
            return self._opened[1]

    def _current(self) -> str:
        """Name of the serving generation; raises IndexUnavailable for none or an outdated one."""
        try:
            name = (self._path / "current").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnavailable("there is no index yet") from error
        match = GENERATION.fullmatch(name)
        if not match or match[1] != self._version:
            raise IndexUnavailable("the index was written by another version")
        return name

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock; it falls with the process, so nothing is left after a crash."""
        with _failures():
            self._path.mkdir(parents=True, exist_ok=True)
            lock = open(self._path / "lock", "a")  # noqa: SIM115
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy("another process is writing") from error
            yield

    def _last_number(self) -> int:
        matches = (GENERATION.fullmatch(entry.name) for entry in self._path.iterdir())
        return max((int(match[2]) for match in matches if match), default=0)

    def _point_to(self, name: str) -> None:
        new = self._path / "current.new"
        with open(new, "w", encoding="ascii") as pointer:
            pointer.write(name + "\n")
            pointer.flush()
            os.fsync(pointer.fileno())
        os.replace(new, self._path / "current")

    def _remove_all_but(self, name: str) -> None:
        """Older generations go; who has one open keeps its files until the next search."""
        for entry in self._path.iterdir():
            if entry.name != name and GENERATION.fullmatch(entry.name):
                shutil.rmtree(entry, ignore_errors=True)


def _commit(
    index: tantivy.Index,
    folder: Path,
    heap: int,
    write: Callable[[tantivy.IndexWriter, RecordWriter], int],
) -> int:
    """Run `write` as one commit: all of it or, after any error, nothing."""
    with _failures():
        writer = index.writer(heap, 1)
    try:
        with RecordWriter(folder) as records:
            count = write(writer, records)
        with _failures():
            writer.commit()
    except BaseException:
        with _failures():
            writer.rollback()
        raise
    finally:
        with _failures():
            writer.wait_merging_threads()  # few segments are left, and tantivy's lock is free
    return count


@contextmanager
def _failures() -> Iterator[None]:
    """Whatever tantivy raises, a panic included, as IndexUnavailable or IndexBusy."""
    try:
        yield
    except (ValueError, OSError) as error:
        if "LockBusy" in str(error):
            raise IndexBusy("another process is writing") from error
        raise IndexUnavailable(str(error)[:300]) from error
    except BaseException as error:
        # pyo3's PanicException cannot be imported and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise IndexUnavailable(str(error)[:300]) from error
