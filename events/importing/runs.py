"""The worker's side of an import: a run begins, does its work, and ends in a state people can read.

A run is a row. Whoever works on it counts it up (compare and set) and shows signs of life; a run
without them is given to the next process, which does the same work again and finds what was done.
"""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.import_text import FileProblem
from events.importing import mails
from events.importing.executing import Executing, counts
from events.importing.reading import read
from events.importing.undoing import undo
from events.models import Event, EventSource, ImportEntry, ImportFile, ImportRun
from events.models.import_run import STALE
from hub.fetching import Fetched, FetchError, Kind, fetch
from search import outbox

logger = logging.getLogger(__name__)
State, Purpose = ImportRun.State, ImportRun.Purpose
ATTEMPTS = 3
# A calendar with a byte that belongs nowhere is still read; a web page in its place is not.
ACCEPTED = {
    "ics": (Kind.CALENDAR, Kind.TEXT, Kind.BINARY),
    "jsonld": (Kind.HTML, Kind.JSON, Kind.XML, Kind.TEXT),
    "csv": (Kind.TEXT, Kind.BINARY),
}
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


def perform(run_pk: int, *, now: datetime | None = None, fetch: Fetch = fetch) -> None:
    """Do what a run is for, once, whoever else tries; every failure ends in words."""
    with translation.override(settings.LANGUAGE_CODE), outbox.once():
        run = begin(run_pk)
        if run is None:
            return
        hold = partial(_hold, run)
        try:
            if run.purpose == Purpose.UNDO:
                undo(run, hold=hold)
                _end(run, State.DONE)
            else:
                _import(run, now or timezone.now(), hold, fetch)
        except Lost:
            logger.warning("import run %d was given to another process", run_pk)
        except (FetchError, FileProblem) as problem:
            _fail(run, _words(problem))
        except Exception:
            logger.exception("import run %d failed", run_pk)
            _fail(run, _("The hub made a mistake. Whoever operates it finds it in the log."))


def begin(run_pk: int, *, at: datetime | None = None) -> ImportRun | None:
    """Take a run that waits, or one whose process is gone; None if there is nothing to do."""
    at = at or timezone.now()
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, beat_at__lt=at - STALE)
    mine = ImportRun.objects.filter(free, pk=run_pk)
    run = mine.select_related("source__organisation", "undoes").first()
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
        _fail(run, _("The import was broken off several times. Its file may be too costly."))
        return None
    return run


def _hold(run: ImportRun) -> None:
    """A sign of life; inside a transaction it also keeps others from taking the run."""
    mine = ImportRun.objects.filter(pk=run.pk, state=State.RUNNING, attempt=run.attempt)
    if not mine.update(beat_at=timezone.now()):
        raise Lost


def _import(run: ImportRun, now: datetime, hold: Callable[[], None], fetch: Fetch) -> None:
    content = _content(run, fetch)
    is_known = content.data is None or content.mark == run.source.content_mark
    if is_known and run.purpose == Purpose.IMPORT and not run.is_loss_accepted:
        _end_import(run, content, {"unchanged": run.source.imported_events.count()})
        return
    if content.data is None:  # asked for without an ETag, which no server may answer like this
        raise FileProblem(_("The server says that nothing has changed, but gives no calendar."))
    file = read(content.data, kind=run.source.format, zone=timezone.get_default_timezone(), now=now)
    hold()
    work = Executing(run, file, now, dry_run=False, hold=hold)
    work.look()
    is_loss = work.loses_too_much() and not run.is_loss_accepted
    work.dry_run = run.purpose == Purpose.TRIAL or is_loss
    told = run.entries.all()
    if not work.dry_run:  # what an attempt before this one has done stays done
        told = told.filter(action__in=[ImportEntry.Action.REJECTED, ImportEntry.Action.SKIPPED])
    told.delete()
    work.execute()
    found = counts(work)
    if work.dry_run:
        question = _question(work) if is_loss else ""
        _end_waiting(run, content, found, question)
    else:
        _end_import(run, content if work.is_settled else Content(b""), found)


def _content(run: ImportRun, fetch: Fetch) -> Content:
    """The file that was uploaded or kept for this run, else what lies at the address."""
    if kept := ImportFile.objects.filter(run=run).first():
        return Content(zlib.decompress(kept.data), kept.etag, kept.last_modified)
    source = run.source
    if not source.address:
        raise FileProblem(_("The file is not there any more. Upload it again."))
    known: dict[str, Any] = {}
    if run.purpose == Purpose.IMPORT:
        known = {"etag": source.etag, "last_modified": source.last_modified}
    answer = fetch(source.address, accept=ACCEPTED[source.format], **known)
    data = None if answer.not_modified else answer.body
    return Content(data, answer.etag, answer.last_modified)


def _question(work: Executing) -> str:
    return _(
        "%(lost)s of %(coming)s coming events are not in the source any more. That may be a fault "
        "of the source, so nothing was changed. Is it right?"
    ) % {"lost": len(work.lost), "coming": work.coming}


@transaction.atomic
def _end_waiting(run: ImportRun, content: Content, found: dict[str, int], question: str) -> None:
    """The run waits for a person, with its file; an older one that waits is out of date."""
    older = run.source.runs.filter(state=State.WAITING).exclude(pk=run.pk)
    was_asked = older.exclude(question="").exists()
    _end(run, State.WAITING, counts=found, question=question)
    ImportFile.objects.update_or_create(
        run=run,
        defaults={
            "data": zlib.compress(content.data or b""),
            "etag": content.etag,
            "last_modified": content.last_modified,
        },
    )
    _discard(older)
    _note_success(run.source)
    if question and not was_asked:
        transaction.on_commit(partial(mails.ask, run.pk))


@transaction.atomic
def _end_import(run: ImportRun, content: Content, found: dict[str, int]) -> None:
    _end(run, State.DONE, counts=found)
    ImportFile.objects.filter(run=run).delete()
    _discard(run.source.runs.filter(state=State.WAITING))
    known: dict[str, Any] = {}
    if content.data is not None:
        is_whole = bool(content.data)
        known = {
            "etag": content.etag,
            "last_modified": content.last_modified,
            "content_mark": content.mark if is_whole else "",
        }
    _note_seen(run.source, timezone.localdate())
    _note_success(run.source, confirmed_at=run.source.confirmed_at or timezone.now(), **known)


def _note_seen(source: EventSource, today: date) -> None:
    """What the source still names was right today; once a day, and the index follows at night."""
    seen = source.imported_events.filter(missing_since=None, event__isnull=False)
    old = Q(confirmed_on=None) | Q(confirmed_on__lt=today)
    by = source.organisation.title[: Event._meta.get_field("confirmed_by").max_length]
    events = Event.objects.filter(old, pk__in=seen.values("event"))
    events.update(confirmed_on=today, confirmed_by=by)


def _discard(runs: Any) -> None:
    ImportFile.objects.filter(run__in=runs.values("pk")).delete()
    runs.update(state=State.DISCARDED)


def _end(run: ImportRun, state: str, **fields: Any) -> None:
    """Set the state, if the run is still ours."""
    mine = ImportRun.objects.filter(pk=run.pk, attempt=run.attempt).exclude(
        state__in=[State.DONE, State.FAILED]
    )
    fields |= {"state": state, "ended_at": timezone.now(), "remarks": run.remarks}
    if not mine.update(**fields):
        raise Lost


def _note_success(source: EventSource, **fields: Any) -> None:
    now = timezone.now()
    if source.failures:
        fields["recovered_at"] = now
    fields |= {"failures": 0, "failing_since": None, "failure_reason": "", "told_at": None}
    EventSource.objects.filter(pk=source.pk).update(tried_at=now, succeeded_at=now, **fields)


def _fail(run: ImportRun, reason: str) -> None:
    """Say why; after three failures in a row somebody is told, once."""
    source, now = run.source, timezone.now()
    try:
        with transaction.atomic():
            _end(run, State.FAILED, reason=reason, counts=_done_so_far(run))
            ImportFile.objects.filter(run=run).delete()
            if run.purpose != Purpose.UNDO:
                EventSource.objects.filter(pk=source.pk).update(
                    tried_at=now,
                    failures=F("failures") + 1,
                    failing_since=source.failing_since or now,
                    failure_reason=reason,
                    recovered_at=None,
                )
    except Lost:
        return
    if not source.is_upload:
        mails.tell_failure(source.pk)


def _done_so_far(run: ImportRun) -> dict[str, int]:
    actions = list(run.entries.values_list("action", flat=True))
    return {action: actions.count(action) for action in set(actions)}


def _words(problem: Exception) -> str:
    if isinstance(problem, FetchError) and problem.status:
        return f"{problem} ({problem.status})"
    return str(problem)
