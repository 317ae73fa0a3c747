"""What people do with sources and their runs; of two who do it at once, one is told."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from directory.importing.saving import save_changed
from directory.sources import actions as source_actions
from events.importing import tasks
from events.importing.merging import OWN_DATES, group_of
from events.importing.records import REGISTERED
from events.importing.stored_values import DATES, stored_event
from events.importing.undoing import give
from events.models import Event, ImportedEvent, ImportRun, Registration
from events.registration.moved_dates import following

Purpose, Decision = ImportRun.Purpose, ImportedEvent.Decision


ask = partial(source_actions.ask, perform=tasks.perform_run)
take_over = partial(source_actions.take_over, perform=tasks.perform_run)
discard = source_actions.discard


def undo(*, run: ImportRun, person: Any) -> ImportRun | None:
    """Have a run of its own take back what an import has done; None when that cannot be."""
    if not run.can_be_undone:
        return None
    purpose, trigger = Purpose.UNDO, ImportRun.Trigger.PERSON
    return ask(source=run.source, trigger=trigger, person=person, purpose=purpose, undoes=run)


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
