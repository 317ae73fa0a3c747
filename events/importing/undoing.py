"""Takes a whole run back, as far as nobody has worked on its events since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory.importing.saving import save_changed
from directory.models import Topic
from directory.sources.runs import done_so_far
from events.importing import records
from events.importing.merging import group_of
from events.importing.stored_values import DATES, WORDS, read_changes, read_value, stored_event
from events.importing.taking import Stored, left_of, set_words
from events.models import Event, ImportedEvent, ImportEntry, ImportRun, Registration
from events.registration.moved_dates import following

BATCH = 50
Action = ImportEntry.Action


def undo(run: ImportRun, *, hold: Callable[[], None]) -> None:
    """Give every event of the run that `run` undoes what it was; may be repeated.

    What is new is withdrawn, what was changed gets its values back. Afterwards the source is as
    new: nothing is imported before a person has looked at a dry run.
    """
    target = run.undoes
    done = set(run.entries.values_list("uid", flat=True))
    lines = (line for line in _lines(target) if line.uid not in done)
    topics = {topic.pk: topic for topic in Topic.objects.all()}
    while batch := list(islice(lines, BATCH)):
        with transaction.atomic():
            hold()
            rows = target.source.imported_events.select_related("event__latest_revision")
            imported = {row.uid: row for row in rows.filter(uid__in=[line.uid for line in batch])}
            found = [_undo_line(line, imported.get(line.uid), topics) for line in batch]
            for line in found:
                line.run = run
            ImportEntry.objects.bulk_create(found)
    with transaction.atomic():
        hold()
        vanished = target.entries.filter(action=Action.VANISHED).values("uid")
        target.source.imported_events.filter(uid__in=vanished, decision="").update(
            missing_since=None
        )
        ImportRun.objects.filter(pk=target.pk).update(state=ImportRun.State.UNDONE)
        type(target.source).objects.filter(pk=target.source_id).update(confirmed_at=None)
        target.source.forget_content()
        ImportRun.objects.filter(pk=run.pk).update(counts=done_so_far(run))


def _lines(target: ImportRun) -> Iterator[ImportEntry]:
    for line in target.entries.order_by("-pk").iterator(chunk_size=200):
        if line.action == Action.NEW or line.fields:
            yield line


def _undo_line(
    line: ImportEntry, imported: ImportedEvent | None, topics: dict[int, Topic]
) -> ImportEntry:
    event = imported.event if imported else None
    told = ImportEntry(
        action=Action.KEPT,
        uid=line.uid,
        title=line.title,
        starts_at=line.starts_at,
        time_zone=line.time_zone,
        event=event,
    )
    if imported is None or event is None:
        told.reason = _("The event was deleted.")
    elif event.locked:
        told.reason = _("The record is locked by an editor.")
    elif line.action == Action.NEW:
        _withdraw(told, imported, event)
    else:
        _restore(told, line, imported, event, topics)
    return told


def _withdraw(told: ImportEntry, imported: ImportedEvent, event: Event) -> None:
    left = left_of(imported)
    if any(left[name] != value for name, value in stored_event(event).items()):
        told.reason = _("Somebody has edited the event since; it stays as it is.")
        return
    if Registration.objects.counting_on(event).exists():
        told.reason = records.REGISTERED
        return
    if event.live:
        event.unpublish()
    imported.is_undone, imported.digest = True, ""
    imported.save()
    told.action = Action.UNDONE
    told.reason = _("withdrawn")


def _restore(
    told: ImportEntry,
    line: ImportEntry,
    imported: ImportedEvent,
    event: Event,
    topics: dict[int, Topic],
) -> None:
    now, fields = stored_event(event), line.fields
    same = {name for name in fields if name in WORDS or now[name] == fields[name][1]}
    back = {n for n in same if same.issuperset(fields.keys() & set(group_of(n)))}
    words = {name: _words_back(event, name, *fields[name]) for name in WORDS if name in fields}
    values = {name: fields[name][0] for name in back if name not in WORDS}

    def change(version: Event) -> None:
        own = now if version is event else stored_event(version)
        give(version, {n: v for n, v in values.items() if own[n] == fields[n][1]})
        set_words(version, words, topics)

    change(event)
    with following(event):
        save_changed(event, change)
    imported.seen = imported.seen | values
    imported.left = {n: v for n, v in imported.left.items() if n not in values}
    imported.digest = ""
    imported.save()
    if not fields.keys() <= back:
        told.reason = _("Somebody has edited this since; it stays as it is.")
        told.conflicts = {n: [now[n], fields[n][0]] for n in fields.keys() - back}
    else:
        told.action = Action.UNDONE
    told.fields = {name: [fields[name][1], fields[name][0]] for name in back}


def _words_back(event: Event, name: str, before: list[Any], after: list[Any]) -> Any:
    """Only what the run has added or removed is put back."""
    tags, numbers = event.tags.names, event.topics.values_list
    present = list(tags() if name == "tags" else numbers("pk", flat=True))
    kept = [word for word in present if word not in after or word in before]
    return present, kept + [w for w in before if w not in after and w not in kept]


def give(event: Event, values: Stored) -> None:
    """Set fields from stored values."""
    for name, value in values.items():
        if name == DATES:
            records.change_dates(event, read_changes(value))
        else:
            setattr(event, name, read_value(name, value))
    if {"postcode", "place"} & values.keys():
        event.municipality = None
        if "latitude" not in values:
            event.latitude = event.longitude = None
