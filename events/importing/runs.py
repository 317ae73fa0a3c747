"""The worker's side of an import: a run begins, does its work, and ends in a state people can read.

What runs of every kind of record have in common is in `directory.sources.runs`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.importing.text import FileProblem
from directory.sources import runs as source_runs
from directory.sources.runs import Content, Fetch, content_of, is_known
from events.importing.executing import Executing, counts
from events.importing.reading import read
from events.importing.undoing import undo
from events.models import ImportEntry, ImportRun
from hub.fetching import Kind, fetch
from search import outbox

State, Purpose = ImportRun.State, ImportRun.Purpose
# A calendar with a byte that belongs nowhere is still read; a web page in its place is not.
ACCEPTED = {
    "ics": (Kind.CALENDAR, Kind.TEXT, Kind.BINARY),
    "jsonld": (Kind.HTML, Kind.JSON, Kind.XML, Kind.TEXT),
    "csv": (Kind.TEXT, Kind.BINARY),
}


def perform(run_pk: int, *, now: datetime | None = None, fetch: Fetch = fetch) -> None:
    """Do what a run is for, once, whoever else tries; every failure ends in words."""
    with translation.override(settings.LANGUAGE_CODE), outbox.once():
        run = begin(run_pk)
        if run is None:
            return
        hold = partial(source_runs.hold, run)
        with source_runs.failing_in_words(run):
            if run.purpose == Purpose.UNDO:
                undo(run, hold=hold)
                source_runs.end(run, State.DONE)
            else:
                _import(run, now or timezone.now(), hold, fetch)


def begin(run_pk: int, *, at: datetime | None = None) -> ImportRun | None:
    """Take a run that waits, or one whose process is gone; None if there is nothing to do."""
    runs = ImportRun.objects.select_related("source__organisation", "undoes")
    return source_runs.begin(runs, run_pk, at=at)


def _import(run: ImportRun, now: datetime, hold: Callable[[], None], fetch: Fetch) -> None:
    content = content_of(run, accept=ACCEPTED[run.source.format], fetch=fetch)
    if is_known(run, content):
        source_runs.end_import(run, content, {"unchanged": run.source.imported_events.count()})
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
        source_runs.end_waiting(run, content, found, question)
    else:
        source_runs.end_import(run, content if work.is_settled else Content(b""), found)


def _question(work: Executing) -> str:
    return _(
        "%(lost)s of %(coming)s coming events are not in the source any more. That may be a fault "
        "of the source, so nothing was changed. Is it right?"
    ) % {"lost": len(work.lost), "coming": work.coming}
