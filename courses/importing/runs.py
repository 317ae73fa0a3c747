"""The worker's side of an import: a run begins, does its work, and ends in a state people can read.

A run is a row. Whoever works on it counts it up (compare and set) and shows signs of life; a run
without them is given to the next process, which does the same work again and finds what was done.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses.importing.executing import Executing
from courses.importing.reading import read
from courses.importing.undoing import undo
from courses.models import CourseImport, CourseImportEntry, CourseImportFile
from courses.models.importing import STALE
from directory.import_text import FileProblem
from directory.models import Organisation
from search import outbox

logger = logging.getLogger(__name__)
State, Purpose, Action = CourseImport.State, CourseImport.Purpose, CourseImportEntry.Action
ATTEMPTS = 3


class Lost(Exception):
    """The run belongs to another process now, or is gone."""


def perform(pk: int, *, now: datetime | None = None) -> None:
    """Do what a run is for, once, whoever else tries; every failure ends in words."""
    with translation.override(settings.LANGUAGE_CODE), outbox.once():
        run = begin(pk)
        if run is None:
            return
        try:
            if run.purpose == Purpose.UNDO:
                counts = undo(run, hold=partial(_hold, run))
                _end(run, State.UNDONE, counts=counts)
            else:
                _import(run, now or timezone.now())
        except Lost:
            logger.warning("course import %d was given to another process", pk)
        except FileProblem as problem:
            _fail(run, str(problem))
        except Exception:
            logger.exception("course import %d failed", pk)
            _fail(run, _("The hub made a mistake. Whoever operates it finds it in the log."))


def import_now(*, organisation: Organisation, data: bytes, file_name: str) -> CourseImport:
    """Import a file without a dry run and without the worker. Raises FileProblem."""
    file = read(data)
    try:
        with transaction.atomic():
            run = CourseImport.objects.create(
                organisation=organisation,
                file_name=file_name[-120:],
                purpose=Purpose.IMPORT,
                state=State.RUNNING,
                attempt=1,
            )
    except IntegrityError as problem:
        raise FileProblem(
            _("Another file of this organisation is being read. Please wait for its end.")
        ) from problem
    try:
        with outbox.once():
            work = Executing(
                organisation,
                file,
                timezone.now(),
                dry_run=False,
                write=partial(_write, run),
                hold=partial(_hold, run),
            )
            work.execute()
            _end_import(run, work)
    except BaseException:
        _fail(run, _("It was broken off."))
        raise
    run.refresh_from_db()
    return run


def begin(pk: int, *, at: datetime | None = None) -> CourseImport | None:
    """Take a run that waits, or one whose process is gone; None if there is nothing to do."""
    at = at or timezone.now()
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, beat_at__lt=at - STALE)
    mine = CourseImport.objects.filter(free, pk=pk)
    run = mine.select_related("organisation").first()
    if run is None:
        return None
    taken = mine.filter(attempt=run.attempt).update(
        state=State.RUNNING, beat_at=at, attempt=F("attempt") + 1
    )
    if not taken:
        return None
    run.refresh_from_db(fields=["state", "beat_at", "attempt"])
    if run.attempt > ATTEMPTS:
        _fail(run, _("The import was broken off several times. Its file may be too costly."))
        return None
    return run


def _hold(run: CourseImport) -> None:
    """A sign of life; inside a transaction it also keeps others from taking the run."""
    mine = CourseImport.objects.filter(pk=run.pk, state=State.RUNNING, attempt=run.attempt)
    if not mine.update(beat_at=timezone.now()):
        raise Lost


def _import(run: CourseImport, now: datetime) -> None:
    kept = CourseImportFile.objects.filter(run=run).first()
    if kept is None:
        raise FileProblem(_("The file is not there any more. Upload it again."))
    file = read(zlib.decompress(kept.data))
    hold: Callable[[], None] = partial(_hold, run)
    hold()
    dry_run = run.purpose == Purpose.TRIAL
    told = run.entries.all()
    if not dry_run:  # what an attempt before this one has done stays done
        told = told.exclude(action__in=[Action.NEW, Action.CHANGED, Action.CONFLICT])
    told.delete()
    work = Executing(run.organisation, file, now, dry_run, write=partial(_write, run), hold=hold)
    work.execute()
    if dry_run:
        _end(run, State.WAITING, counts=work.counts, remarks=work.remarks)
    else:
        _end_import(run, work)


def _write(run: CourseImport, lines: list[CourseImportEntry]) -> None:
    for line in lines:
        line.run = run
    CourseImportEntry.objects.bulk_create(lines)


@transaction.atomic
def _end_import(run: CourseImport, work: Executing) -> None:
    """Counted are the lines: a run that was broken off has done a part of them before."""
    counts = _done_so_far(run)
    counts |= {name: work.counts[name] for name in ("unchanged",) if name in work.counts}
    _end(run, State.DONE, counts=counts, remarks=work.remarks)
    CourseImportFile.objects.filter(run=run).delete()


def _end(run: CourseImport, state: str, **fields: Any) -> None:
    """Set the state, if the run is still ours."""
    mine = CourseImport.objects.filter(pk=run.pk, attempt=run.attempt, state=State.RUNNING)
    if not mine.update(state=state, ended_at=timezone.now(), **fields):
        raise Lost


def _fail(run: CourseImport, reason: str) -> None:
    try:
        with transaction.atomic():
            _end(run, State.FAILED, reason=reason, counts=_done_so_far(run))
            CourseImportFile.objects.filter(run=run).delete()
    except Lost:
        return


def _done_so_far(run: CourseImport) -> dict[str, int]:
    actions = list(run.entries.values_list("action", flat=True))
    return {action: actions.count(action) for action in sorted(set(actions))}
