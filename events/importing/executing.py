"""Goes through the events of a file in the name of a run, a batch and a transaction at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from directory.models import Topic
from events.importing.calendar_file import CalendarFile
from events.importing.inserting import insert
from events.importing.kinds import take_kind
from events.importing.mappings import Mappings
from events.importing.records import source_name
from events.importing.taking import Item, Taking
from events.models import Event, EventSource, ImportedEvent, ImportEntry, ImportRun

BATCH = 50  # short enough for other writers
MAX_REMARKS = 200
FEW = 3  # so few events may vanish at once without a question
Action = ImportEntry.Action


@dataclass(slots=True)
class Known:
    """What is remembered of an event of the source."""

    digest: str
    is_missing: bool


@dataclass(slots=True)
class Executing:
    """One pass over a file. `hold` is called in every transaction and raises if the run is lost."""

    run: ImportRun
    file: CalendarFile
    now: datetime
    dry_run: bool
    hold: Callable[[], None]
    is_settled: bool = True
    known: dict[str, Known] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    coming: int = 0
    uids: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    @property
    def source(self) -> EventSource:
        return self.run.source

    def look(self) -> None:
        """Compare the file with what is known, before anything is written."""
        rows = self.source.imported_events
        self.known = {
            uid: Known(digest, bool(missing_since))
            for uid, digest, missing_since in rows.values_list("uid", "digest", "missing_since")
        }
        coming = set(
            rows.filter(
                missing_since=None, event__live=True, event__last_ends_at__gte=self.now
            ).values_list("uid", flat=True)
        )
        self.coming = len(coming)
        self.uids = {event.uid for event in self.file.events}
        self.lost = coming - self.uids
        if not self.file.is_whole:
            self.lost = set()  # what was not read is not gone

    def loses_too_much(self) -> bool:
        """More than half of what was still to come is gone: no source means that."""
        return len(self.lost) >= FEW and len(self.lost) * 2 > self.coming

    def execute(self) -> None:
        """Take every event that is not what it was; log what became of it."""
        mappings = Mappings(self.source)
        topics = {topic.pk: topic for topic in Topic.objects.all()}
        items = self._items(mappings)
        while batch := list(islice(items, BATCH)):
            with self._transaction():
                self.hold()
                self._take(batch, topics)
        with self._transaction():
            self.hold()
            self._note_refused()
            self._note_vanished()
            mappings.remember()

    def _transaction(self) -> AbstractContextManager:
        """Also a dry run writes its lines, but nothing else."""
        return nullcontext() if self.dry_run else transaction.atomic()

    def _items(self, mappings: Mappings) -> Iterator[Item]:
        for entry in self.file.events:
            if len(self.remarks) <= MAX_REMARKS:
                self.remarks += [f"{entry.title[:100]}: {remark}" for remark in entry.remarks]
            take_kind(entry, unless=mappings.decides)
            mapped, topics = mappings.apply(entry)
            item = Item.of(mapped, topics)
            known = self.known.get(entry.uid)
            if known is None or known.is_missing or known.digest != item.digest:
                yield item

    def _take(self, batch: list[Item], topics: dict[int, Topic]) -> None:
        uids = [item.entry.uid for item in batch]
        rows = self.source.imported_events.filter(uid__in=uids)
        imported = {row.uid: row for row in rows}
        events = self._events(uids, list(imported.values()))
        takings = [
            self._taking(item, topics, imported.get(item.entry.uid), events.get(item.entry.uid))
            for item in batch
        ]
        lines = [taking.run() for taking in takings]
        try:
            self._insert([taking for taking in takings if taking.is_ready])
        except DatabaseError:  # one of them: now each by itself
            for place, taking in enumerate(takings):
                if taking.is_ready:
                    takings[place] = self._taking(taking.item, topics, alone=True)
                    lines[place] = takings[place].run()
        told = [line for line in lines if line]
        for line in told:
            line.run = self.run
        ImportEntry.objects.bulk_create(told)
        self.is_settled = self.is_settled and all(taking.is_settled for taking in takings)

    def _taking(
        self,
        item: Item,
        topics: dict[int, Topic],
        imported: ImportedEvent | None = None,
        event: Event | None = None,
        *,
        alone: bool = False,
    ) -> Taking:
        published_at = None if item.entry.is_private else self.now
        return Taking(
            self.source,
            item,
            imported or ImportedEvent(source=self.source, uid=item.entry.uid),
            event
            or Event(
                owner=self.source.organisation,
                first_published_at=published_at,
                last_published_at=published_at,
            ),
            topics,
            self.dry_run,
            waits=not (imported or event or alone or self.dry_run),
        )

    @transaction.atomic
    def _insert(self, new: list[Taking]) -> None:
        insert([(taking.event, taking.item.entry.tags) for taking in new])
        ImportedEvent.objects.bulk_create([taking.imported for taking in new])

    def _events(self, uids: list[str], imported: list[ImportedEvent]) -> dict[str, Event]:
        """The events by UID; also those that the organisation imported before it had a source."""
        found = Event.objects.select_related("latest_revision").prefetch_related("date_changes")
        by_pk = found.in_bulk([row.event_id for row in imported if row.event_id])
        events = {row.uid: by_pk[row.event_id] for row in imported if row.event_id}
        unknown = set(uids) - {row.uid for row in imported}
        names = [source_name(self.source.organisation), self.source.source_name]
        for event in found.known_as(unknown, *names):
            events[event.external_id] = event
        return events

    def _note_refused(self) -> None:
        ImportEntry.objects.bulk_create(
            ImportEntry(
                run=self.run,
                action=outcome.action.value,
                uid=outcome.id[:255],
                title=outcome.title[:200],
                reason=outcome.reason,
            )
            for outcome in self.file.refused
        )
        remarks = self.file.remarks + self.remarks
        if len(remarks) > MAX_REMARKS:
            remarks[MAX_REMARKS - 1 :] = [_("There are more remarks than are kept here.")]
        self.run.remarks = remarks

    def _note_vanished(self) -> None:
        """Mark what was still to come and is in the source no more; a person decides."""
        refused = {outcome.id for outcome in self.file.refused}
        gone = self.source.imported_events.filter(uid__in=self.lost - refused)
        lines = [
            ImportEntry(
                run=self.run,
                action=Action.VANISHED,
                uid=row.uid,
                title=row.event.title,
                starts_at=row.event.starts_at,
                time_zone=row.event.time_zone,
                event=row.event,
            )
            for row in gone.select_related("event").order_by("event__starts_at")
        ]
        ImportEntry.objects.bulk_create(lines)
        if not self.dry_run:
            gone.update(missing_since=self.now, decision="")


def counts(work: Executing) -> dict[str, int]:
    """How many events of each kind a run had, over all its attempts."""
    found = dict.fromkeys(Action.values, 0)
    told = set()
    for action, uid in work.run.entries.values_list("action", "uid"):
        found[action] += 1
        told.add(uid)
    return found | {"unchanged": len(work.uids - told)}
