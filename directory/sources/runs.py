"""How a run of a source begins, shows signs of life, gets its file, and ends.

A run is a row. Whoever works on it counts it up (compare and set) and shows signs of life; a run
without them is given to the next process, which does the same work again and finds what was done.
"""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.importing.text import FileProblem
from directory.models.import_source import ImportSource
from directory.models.source_run import STALE, SourceRun
from directory.sources.mails import tell_failure, tell_question
from hub.fetching import Fetched, FetchError, Kind

logger = logging.getLogger(__name__)
ATTEMPTS = 3
State, Purpose = SourceRun.State, SourceRun.Purpose
Fetch = Callable[..., Fetched]


class Lost(Exception):
    """The run belongs to another process now, or is gone."""


@dataclass(frozen=True, slots=True)
class Content:
    """What lies at the source; without data nothing has changed."""

    data: bytes | None
    etag: str = ""
    last_modified: str = ""

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.data or b"").hexdigest()


def begin(runs: Any, pk: int, *, at: datetime | None = None) -> Any:
    """Take a run that waits, or one whose process is gone; None if there is nothing to do."""
    at = at or timezone.now()
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, beat_at__lt=at - STALE)
    mine = runs.filter(free, pk=pk)
    run = mine.first()
    if run is None:
        return None
    taken = mine.filter(attempt=run.attempt).update(
        state=State.RUNNING,
        beat_at=at,
        started_at=run.started_at or at,
        attempt=F("attempt") + 1,
    )
    if not taken:
        return None
    run.refresh_from_db(fields=["state", "beat_at", "started_at", "attempt"])
    if run.attempt > ATTEMPTS:
        reason = _("The import was broken off several times. Its file may be too costly.")
        fail(run, reason)
        return None
    return run


def hold(run: Any) -> None:
    """A sign of life; inside a transaction it also keeps others from taking the run."""
    if not _mine(run).update(beat_at=timezone.now()):
        raise Lost


def end(run: Any, state: str, **fields: Any) -> None:
    """Set the state, if the run is still ours."""
    fields |= {"state": state, "ended_at": timezone.now(), "remarks": run.remarks}
    if not _mine(run).update(**fields):
        raise Lost


def _mine(run: Any) -> Any:
    return _rows(type(run)).filter(pk=run.pk, state=State.RUNNING, attempt=run.attempt)


def _rows(model: Any) -> Any:
    return model._default_manager


def content_of(run: Any, *, accept: Collection[Kind], fetch: Fetch) -> Content:
    """The file that was uploaded or kept for this run, else what lies at the address.

    Raises FetchError or FileProblem.
    """
    if kept := files_of(type(run)).filter(run=run).first():
        return Content(zlib.decompress(kept.data), kept.etag, kept.last_modified)
    source = run.source
    if not source.address:
        raise FileProblem(_("The file is not there any more. Upload it again."))
    known: dict[str, Any] = {}
    if run.purpose == Purpose.IMPORT:
        known = {"etag": source.etag, "last_modified": source.last_modified}
    answer = fetch(source.address, accept=accept, **known)
    data = None if answer.not_modified else answer.body
    return Content(data, answer.etag, answer.last_modified)


def is_known(run: Any, content: Content) -> bool:
    """Whether nothing has changed since all of the source was taken."""
    same = content.data is None or content.mark == run.source.content_mark
    return same and run.purpose == Purpose.IMPORT and not run.is_loss_accepted


@transaction.atomic
def end_waiting(run: Any, content: Content, counts: dict[str, int], question: str = "") -> None:
    """The run waits for a person, with its file; an older one that waits is out of date.

    Of a question that was not asked before a mail tells.
    """
    older = run.source.runs.filter(state=State.WAITING).exclude(pk=run.pk)
    was_asked = older.exclude(question="").exists()
    end(run, State.WAITING, counts=counts, question=question)
    files_of(type(run)).update_or_create(
        run=run,
        defaults={
            "data": zlib.compress(content.data or b""),
            "etag": content.etag,
            "last_modified": content.last_modified,
        },
    )
    discard(older)
    note_success(run.source)
    if question and not was_asked:
        tell_question(run, question)


@transaction.atomic
def end_import(run: Any, content: Content, counts: dict[str, int]) -> None:
    """The run is done, and what the source still names is right today.

    Content without data was the same again, an empty one is looked at again whatever it says.
    """
    end(run, State.DONE, counts=counts)
    drop_file(run)
    discard(run.source.runs.filter(state=State.WAITING))
    known: dict[str, Any] = {}
    if content.data is not None:
        is_whole = bool(content.data)
        known = {
            "etag": content.etag,
            "last_modified": content.last_modified,
            "content_mark": content.mark if is_whole else "",
        }
    note_success(run.source, confirmed_at=run.source.confirmed_at or timezone.now(), **known)
    _note_seen(run.source, timezone.localdate())


def _note_seen(source: ImportSource, today: date) -> None:
    """What the source still names was right today; once a day, and the index follows at night."""
    here = {f"{source.record_name}__isnull": False}
    seen = source.imported.filter(missing_since=None, **here).values(source.record_name)
    old = Q(confirmed_on=None) | Q(confirmed_on__lt=today)
    records = _rows(source.record_model).filter(old, pk__in=seen)
    records.update(confirmed_on=today, confirmed_by=source.confirmed_by)


def fail(run: Any, reason: str) -> None:
    """Say why; after three failures in a row whoever looks after the source is told, once."""
    source, now = run.source, timezone.now()
    try:
        with transaction.atomic():
            end(run, State.FAILED, reason=reason, counts=done_so_far(run))
            drop_file(run)
            if run.purpose != Purpose.UNDO:
                _rows(type(source)).filter(pk=source.pk).update(
                    tried_at=now,
                    failures=F("failures") + 1,
                    failing_since=source.failing_since or now,
                    failure_reason=reason,
                    recovered_at=None,
                )
    except Lost:
        return
    if not source.is_upload:
        tell_failure(source)


def note_success(source: ImportSource, **fields: Any) -> None:
    now = timezone.now()
    if source.failures:
        fields["recovered_at"] = now
    fields |= {"failures": 0, "failing_since": None, "failure_reason": "", "told_at": None}
    _rows(type(source)).filter(pk=source.pk).update(tried_at=now, succeeded_at=now, **fields)


def discard(runs: Any) -> int:
    """Nobody decides about these any more; their files go. Gives the number.

    One that somebody takes over at this moment keeps its file.
    """
    keys = list(runs.values_list("pk", flat=True))
    done = runs.filter(pk__in=keys).update(state=State.DISCARDED)  # the work ended before
    files_of(runs.model).filter(run__in=keys, run__state=State.DISCARDED).delete()
    return int(done)


def drop_file(run: Any) -> None:
    files_of(type(run)).filter(run=run).delete()


def files_of(runs: Any) -> Any:
    """The files of this kind of runs."""
    return runs.file.related.related_model.objects


def done_so_far(run: Any) -> dict[str, int]:
    """How many lines of each kind a run has."""
    return dict(run.entries.order_by("action").values_list("action").annotate(Count("pk")))


@contextmanager
def failing_in_words(run: Any) -> Iterator[None]:
    """Whatever goes wrong with the work on a run, people can read why."""
    try:
        yield
    except Lost:
        logger.warning("%s %d was given to another process", run._meta.label, run.pk)
    except (FetchError, FileProblem) as problem:
        fail(run, _words_of(problem))
    except Exception:
        logger.exception("%s %d failed", run._meta.label, run.pk)
        fail(run, _("The hub made a mistake. Whoever operates it finds it in the log."))


def _words_of(problem: Exception) -> str:
    if isinstance(problem, FetchError) and problem.status:
        return f"{problem} ({problem.status})"
    return str(problem)
