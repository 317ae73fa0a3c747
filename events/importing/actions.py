"""What people do with sources and their runs; of two who do it at once, one is told."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.import_saving import save_changed
from events.importing import tasks
from events.importing.merging import OWN_DATES, group_of
from events.importing.records import REGISTERED
from events.importing.stored_values import DATES, stored_event
from events.importing.undoing import give
from events.models import Event, EventSource, ImportedEvent, ImportFile, ImportRun, Registration
from events.registration.moved_dates import following

State, Purpose, Decision = ImportRun.State, ImportRun.Purpose, ImportedEvent.Decision


def ask(
    *,
    source: EventSource,
    trigger: str,
    person: Any = None,
    purpose: str = "",
    upload: bytes | None = None,
    undoes: ImportRun | None = None,
) -> ImportRun | None:
    """Have the worker run a source; None when that is going on already.

    The first run of a source is a dry run, and so is that of every uploaded file.
    """
    is_trusted = source.confirmed_at is not None and upload is None
    purpose = purpose or (Purpose.IMPORT if is_trusted else Purpose.TRIAL)
    try:
        with transaction.atomic():
            run = ImportRun.objects.create(
                source=source, trigger=trigger, person=person, purpose=purpose, undoes=undoes
            )
            if upload is not None:
                ImportFile.objects.create(run=run, data=zlib.compress(upload))
            transaction.on_commit(partial(tasks.perform_run.enqueue, run.pk))
    except IntegrityError:
        return None
    return run


def take_over(*, run: ImportRun, person: Any) -> bool:
    """Import what a dry run has shown, or what it has asked about."""
    try:
        with transaction.atomic():
            waiting = ImportRun.objects.filter(pk=run.pk, state=State.WAITING)
            now = timezone.now()
            if not waiting.update(
                state=State.QUEUED,
                purpose=Purpose.IMPORT,
                person=person,
                asked_at=now,
                beat_at=now,
                attempt=0,
                started_at=None,
                ended_at=None,
                is_loss_accepted=True,
                question="",
            ):
                return False
            run.entries.all().delete()
            transaction.on_commit(partial(tasks.perform_run.enqueue, run.pk))
    except IntegrityError:
        return False
    return True


@transaction.atomic
def discard(*, run: ImportRun) -> bool:
    """Leave everything as it is; the file goes."""
    waiting = ImportRun.objects.filter(pk=run.pk, state=State.WAITING)
    done = waiting.update(state=State.DISCARDED, ended_at=timezone.now())
    ImportFile.objects.filter(run=run).delete() if done else None
    return bool(done)


@transaction.atomic
def decide_vanished(*, imported: ImportedEvent, decision: str, person: Any) -> bool:
    """What becomes of an event that its source has no more; False if that was decided already.

    Raises ValidationError where people are registered who would hear nothing of it.
    """
    asked = ImportedEvent.objects.missing().filter(pk=imported.pk)
    event = imported.event
    if event is None or event.locked:
        return False
    if decision == Decision.WITHDRAW and Registration.objects.counting_on(event).exists():
        raise ValidationError(REGISTERED)
    if not asked.update(decision=decision):
        return False
    if decision == Decision.CANCEL:

        def cancel(version: Event) -> None:
            version.status = Event.Status.CANCELLED

        cancel(event)
        save_changed(event, cancel)
    elif decision == Decision.WITHDRAW and event.live:
        event.unpublish(user=person)
    return True


@transaction.atomic
def decide_conflict(*, imported: ImportedEvent, names: Iterable[str], take_theirs: bool) -> bool:
    """Take what the source says in these fields, or keep ours. Raises ValidationError."""
    rows = ImportedEvent.objects.select_for_update(of=("self",)).select_related("event")
    row = rows.get(pk=imported.pk)
    theirs = {name: row.conflicts[name] for name in names if name in row.conflicts}
    event = row.event
    if not theirs or event is None:
        return False
    if take_theirs:
        if event.locked:
            raise ValidationError(_("The record is locked by an editor."))
        give(event, theirs)
        kept = {field.name for field in event._meta.get_fields()} - theirs.keys()
        event.clean_fields(exclude=kept | {DATES})
        with following(event):
            save_changed(event, lambda version: give(version, theirs))
        row.left = {n: v for n, v in row.left.items() if n not in theirs}
        row.left[OWN_DATES] = stored_event(event)[OWN_DATES]
        row.seen = row.seen | theirs
    row.conflicts = {n: v for n, v in row.conflicts.items() if n not in theirs}
    row.save(update_fields=["left", "seen", "conflicts"])
    return True


def groups_of_conflicts(imported: ImportedEvent) -> list[tuple[str, ...]]:
    """Fields in conflict that are decided about together."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name in imported.conflicts:
        found.setdefault(group_of(name), []).append(name)
    return [tuple(names) for names in found.values()]
