"""The worker's side of an import: a run begins, does its work, and ends in a state people can read.

What runs of every kind of record have in common is in `directory.sources.runs`.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses.importing.course_file import CourseFile
from courses.importing.executing import Executing
from courses.importing.reading import kind_of, read
from courses.importing.undoing import undo
from courses.models import CourseImport, CourseImportEntry, CourseSource
from directory.importing.text import FileProblem
from directory.models import Organisation
from directory.sources import runs as source_runs
from directory.sources.runs import Content, Fetch, content_of, is_known
from hub.fetching import Kind, fetch
from search import outbox

State, Purpose, Action = CourseImport.State, CourseImport.Purpose, CourseImportEntry.Action
# A web page or a picture is nothing that could be read; which of these it is, the reading tells.
ACCEPTED = (Kind.JSON, Kind.XML, Kind.TEXT, Kind.BINARY)


def perform(pk: int, *, now: datetime | None = None, fetch: Fetch = fetch) -> None:
    """Do what a run is for, once, whoever else tries; every failure ends in words."""
    with translation.override(settings.LANGUAGE_CODE), outbox.once():
        run = begin(pk)
        if run is None:
            return
        with source_runs.failing_in_words(run):
            if run.purpose == Purpose.UNDO:
                counts = undo(run, hold=partial(source_runs.hold, run))
                source_runs.end(run, State.UNDONE, counts=counts)
            else:
                _import(run, now or timezone.now(), fetch)


def import_now(*, organisation: Organisation, data: bytes, file_name: str) -> CourseImport:
    """Import a file without a dry run and without the worker. Raises FileProblem."""
    file = read(data)
    source = CourseSource.objects.for_files_of(organisation)
    try:
        with transaction.atomic():
            run = CourseImport.objects.create(
                source=source,
                file_name=file_name[-120:],
                purpose=Purpose.IMPORT,
                trigger=CourseImport.Trigger.PERSON,
                state=State.RUNNING,
                started_at=timezone.now(),
                attempt=1,
            )
    except IntegrityError as problem:
        raise FileProblem(
            _("Another file of this organisation is being read. Please wait for its end.")
        ) from problem
    try:
        with outbox.once():
            work = _work(run, file, timezone.now())
            work.execute()
            _end_import(run, work, Content(b""))
    except BaseException:
        source_runs.fail(run, _("It was broken off."))
        raise
    run.refresh_from_db()
    return run


def begin(pk: int, *, at: datetime | None = None) -> CourseImport | None:
    """Take a run that waits, or one whose process is gone; None if there is nothing to do."""
    runs = CourseImport.objects.select_related("source__organisation")
    return source_runs.begin(runs, pk, at=at)


def _import(run: CourseImport, now: datetime, fetch: Fetch) -> None:
    content = content_of(run, accept=ACCEPTED, fetch=fetch)
    if is_known(run, content):
        count = run.source.imported_courses.filter(missing_since=None).count()
        source_runs.end_import(run, content, {"unchanged": count} if count else {})
        return
    if content.data is None:  # asked for without an ETag, which no server may answer like this
        raise FileProblem(_("The server says that nothing has changed, but gives no file."))
    _refuse_other_format(run.source, content.data)
    work = _work(run, read(content.data), now)
    work.hold()
    is_loss = work.loses_too_much() and not (run.is_loss_accepted or run.source.is_upload)
    work.dry_run = run.purpose == Purpose.TRIAL or is_loss
    told = run.entries.all()
    if not work.dry_run:  # what an attempt before this one has done stays done
        told = told.exclude(
            action__in=[Action.NEW, Action.CHANGED, Action.CONFLICT, Action.RETURNED]
        )
    told.delete()
    work.execute()
    if work.dry_run:
        run.remarks = work.remarks
        question = _question(work) if is_loss else ""
        source_runs.end_waiting(run, content, work.counts, question)
    else:
        _end_import(run, work, content if work.is_settled else Content(b""))


def _work(run: CourseImport, file: CourseFile, now: datetime) -> Executing:
    hold = partial(source_runs.hold, run)
    return Executing(run.source, file, now, False, write=partial(_write, run), hold=hold)


def _refuse_other_format(source: CourseSource, data: bytes) -> None:
    """An address that suddenly leads to another kind of file is one for people to look at."""
    found = kind_of(data)
    if not source.is_upload and found != source.format:
        labels = dict(CourseSource.Format.choices)
        raise FileProblem(
            _("The source should be %(wanted)s, but the file is %(found)s.")
            % {"wanted": labels[source.format], "found": labels[found]}
        )


def _question(work: Executing) -> str:
    return _(
        "%(lost)s of %(coming)s courses are not in the source any more. That may be a fault "
        "of the source, so nothing was changed. Is it right?"
    ) % {"lost": len(work.lost), "coming": work.coming}


def _write(run: CourseImport, lines: list[CourseImportEntry]) -> None:
    for line in lines:
        line.run = run
    CourseImportEntry.objects.bulk_create(lines)


def _end_import(run: CourseImport, work: Executing, content: Content) -> None:
    """Counted are the lines: a run that was broken off has done a part of them before."""
    counts = source_runs.done_so_far(run)
    counts |= {name: work.counts[name] for name in ("unchanged",) if name in work.counts}
    run.remarks = work.remarks
    source_runs.end_import(run, content, counts)
