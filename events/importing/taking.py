"""Takes one event of a source: what is new about it, what people have changed, what is kept."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from directory.importing.saving import save_changed
from directory.models import Source, Topic
from events.importing import records
from events.importing.calendar_file import CalendarEvent
from events.importing.merging import OWN_DATES, Merge, group_of, is_edited, merge
from events.importing.stored_values import (
    DATES,
    FIELDS,
    WORDS,
    digest,
    stored_changes,
    stored_entry,
    stored_event,
    stored_fields,
)
from events.models import Event, EventSource, ImportedEvent, ImportEntry
from events.registration.moved_dates import following

Action = ImportEntry.Action
Stored = dict[str, Any]
ABOUT = ("venue", "street", "postcode", "place", "online_url", "topics", "tags")  # a new event
_NOTHING = object()


@dataclass(slots=True)
class Item:
    """An event of the file as its source means it here."""

    entry: CalendarEvent
    topics: list[int]
    digest: str

    @classmethod
    def of(cls, entry: CalendarEvent, topics: list[int]) -> Item:
        said = stored_entry(entry, topics) | {
            "fragment": stored_changes(entry.fragment),
            "is_private": entry.is_private,
        }
        return cls(entry, topics, digest(said))


@dataclass(slots=True)
class Taking:
    """What becomes of one event; `topics` are those of the hub by their number.

    With `waits` a new event is made ready, and whoever called writes it together with others.
    """

    source: EventSource
    item: Item
    imported: ImportedEvent
    event: Event
    topics: dict[int, Topic]
    dry_run: bool
    waits: bool = False
    is_ready: bool = False
    is_settled: bool = True  # otherwise it has to be looked at again, whatever the file says
    lost_dates: int = 0  # for which people are registered
    before: Stored = field(default_factory=dict)
    left: Stored = field(default_factory=dict)

    def run(self) -> ImportEntry | None:
        """The line for the log, if there is anything to tell."""
        if self.event.pk is None and self.imported.pk:
            self._save_imported()
            return self._told(Action.SKIPPED, _("Somebody has deleted this event here."))
        if self.event.locked:
            self.is_settled = False
            return self._told(Action.SKIPPED, _("The record is locked by an editor."))
        writes = not (self.dry_run or self.waits)
        guard: AbstractContextManager = transaction.atomic() if writes else nullcontext()
        try:
            with guard:
                return self._take()
        except ValidationError as problem:
            return self._told(Action.REJECTED, " ".join(records.messages(problem)))
        except DatabaseError:
            self.is_settled = False
            reason = _("The database refused the event. Import it again.")
            return self._told(Action.REJECTED, reason)

    def _take(self) -> ImportEntry | None:
        event, imported = self.event, self.imported
        entry, theirs = self._spoken()
        self.before, self.left = stored_event(event) if event.pk else {}, left_of(imported)
        merged = self._merge(entry, theirs, self.before)
        draft = self._draft_merge(entry, theirs)
        words = {name: self._words(name, theirs) for name in WORDS}
        changed = {n: [self.before.get(n), v] for n, v in merged.take.items()}
        changed = {n: pair for n, pair in changed.items() if pair[0] != pair[1]}
        changed |= {name: list(pair) for name, pair in words.items() if pair[0] != pair[1]}
        is_new = event.pk is None or (imported.is_undone and not self._has_draft())
        is_to_hide = entry.is_private and event.live and not is_new
        line = self._line(is_new, changed, merged.conflicts | draft.conflicts)
        if is_to_hide and not line:
            line = self._told(Action.CHANGED)
        if is_to_hide:
            is_to_hide = records.may_be_withdrawn(event)
            line.reason = (
                _("Its source keeps it private now.") if is_to_hide else records.REGISTERED
            )
        set_fields(event, entry, merged.take)
        if is_new or changed:
            # Not clean(): its rule that an event has a place is one for people at the form. Nor is
            # its title asked to be longer than that of its source.
            kept = {field.name for field in event._meta.get_fields()} - entry.values.keys()
            event.clean_fields(exclude=kept | {"time_zone", "title"})
        if not self.dry_run:
            is_stranger = event.source_name != self.source.source_name
            if is_new or changed or draft.take or is_to_hide or is_stranger:
                self._save(entry, words, draft, is_new=is_new)
            if is_to_hide:
                event.unpublish()
            self._note(theirs, merged, draft)
            if line and self.lost_dates:
                line.reason = _("People are registered for dates that are gone: %(count)s.") % {
                    "count": self.lost_dates
                }
            if line:
                line.event = event
        return line

    def _spoken(self) -> tuple[CalendarEvent, Stored]:
        """The entry as far as it speaks about this event, and the same as stored values."""
        entry = self.item.entry
        if self.event.recurrence_rules and entry.fragment:
            # The series itself is known from another file; this one tells of some of its dates.
            changes = records.with_fragment(self.event, entry.fragment)
            entry = replace(entry, values={}, tags=[], changes=changes)
            return entry, {DATES: stored_changes(changes)}
        said, seen = entry.values, self.imported.seen
        if seen.get("status") == Event.Status.CANCELLED and "status" not in said:
            said = said | {"status": Event.Status.SCHEDULED.value}  # no word of it any more
        if seen.get("status_note") and "status_note" not in said:
            said = said | {"status_note": ""}
        entry = replace(entry, values=said)
        return entry, stored_entry(entry, self.item.topics)

    def _merge(self, entry: CalendarEvent, theirs: Stored, ours: Stored) -> Merge:
        fields = {name: value for name, value in theirs.items() if name not in WORDS}
        if self.event.pk is None:
            return Merge(take=fields)
        if self.imported.pk is None:  # known from an import without a source
            wanted = records.applicable(self.event, entry.values).keys() | {DATES}
            return Merge(take={name: fields[name] for name in fields if name in wanted})
        return merge(theirs=fields, seen=self.imported.seen, left=self.left, ours=ours)

    def _has_draft(self) -> bool:
        event = self.event
        is_public_as_written = event.live and not event.has_unpublished_changes
        return bool(event.latest_revision_id) and not is_public_as_written

    def _draft_merge(self, entry: CalendarEvent, theirs: Stored) -> Merge:
        """The same for a draft that somebody works on."""
        if not self._has_draft():
            return Merge()
        draft = self.event.get_latest_revision_as_object()
        return self._merge(entry, theirs, stored_event(draft))

    def _words(self, name: str, theirs: Stored) -> tuple[list[Any], list[Any]]:
        """Tags or topics before and after: new ones come, those that the import brought go."""
        event, seen = self.event, self.imported.seen.get(name, [])
        if not event.pk:
            return [], theirs.get(name, [])
        tags, topics = event.tags.names, event.topics.values_list
        before = sorted(tags() if name == "tags" else topics("pk", flat=True))
        if name not in theirs:
            return before, before
        same, said = _folded(before), _folded(theirs[name])
        added = [w for w in theirs[name] if w not in seen and str(w).casefold() not in same]
        gone = _folded(seen) - said
        return before, sorted([w for w in before if str(w).casefold() not in gone] + added)

    def _save(self, entry: CalendarEvent, words: Stored, draft: Merge, *, is_new: bool) -> None:
        event = self.event
        event.source, event.source_name = Source.IMPORT, self.source.source_name
        event.external_id = self.item.entry.uid
        is_private = entry.is_private
        if is_new:
            event.live, event.has_unpublished_changes = not is_private, is_private
        if self.waits:
            set_words(event, {"topics": words["topics"]}, self.topics)
            self.imported.event, self.is_ready = event, True
            return
        set_words(event, words, self.topics)

        def change(version: Event) -> None:
            set_fields(version, entry, draft.take)
            set_words(version, words, self.topics)

        with following(event) as followed:
            save_changed(event, change)
        self.imported.event, self.lost_dates = event, followed.lost

    def _note(self, theirs: Stored, merged: Merge, draft: Merge) -> None:
        """Keep what the source says and how the event was left."""
        imported = self.imported
        after = stored_fields(self.event)
        after[OWN_DATES] = own = self.before.get(OWN_DATES, [])
        decided = {change["recurrence_id"] for change in own}
        after[DATES] = self.before.get(DATES, [])
        if DATES in merged.take:
            taken = merged.take[DATES]
            after[DATES] = [one for one in taken if one["recurrence_id"] not in decided]
        edited = {
            name: self.left[name]
            for name in after.keys() - merged.take.keys()
            if self.left and is_edited(group_of(name), left=self.left, ours=self.before)
        }
        imported.seen = imported.seen | theirs
        imported.left = {
            name: value
            for name, value in (after | edited).items()
            if value != imported.seen.get(name, _NOTHING)
        }
        imported.conflicts = {
            name: theirs.get(name, value)
            for name, value in imported.conflicts.items()
            if name not in merged.take and after.get(name) != theirs.get(name, value)
        }
        imported.conflicts |= merged.conflicts | draft.conflicts
        self._save_imported()

    def _save_imported(self) -> None:
        imported = self.imported
        imported.digest = self.item.digest
        imported.missing_since, imported.decision, imported.is_undone = None, "", False
        if not (self.dry_run or self.waits):
            imported.save()

    def _line(self, is_new: bool, changed: Stored, conflicts: Stored) -> ImportEntry | None:
        asked = {name: [self.before.get(name), value] for name, value in conflicts.items()}
        if is_new:
            about = {name: pair for name, pair in changed.items() if name in ABOUT and pair[1]}
            reason = _("The event is private in the source; here it is a draft.")
            return self._told(Action.NEW, reason if self.item.entry.is_private else "", about)
        if asked:
            return self._told(Action.CONFLICT, "", changed, asked)
        if self.imported.missing_since:
            is_hidden = not self.event.live or self.event.is_cancelled
            reason = _("It is in the source again, but stays as you decided.") if is_hidden else ""
            return self._told(Action.RETURNED, reason, changed)
        return self._told(Action.CHANGED, "", changed) if changed else None

    def _told(
        self,
        action: str,
        reason: str = "",
        fields: Stored | None = None,
        conflicts: Stored | None = None,
    ) -> ImportEntry:
        entry = self.item.entry
        return ImportEntry(
            action=action,
            uid=entry.uid,
            title=entry.title,
            starts_at=entry.starts_at,
            time_zone=str(entry.values.get("time_zone", "")),
            reason=reason,
            event=self.event if self.event.pk else None,
            fields=fields or {},
            conflicts=conflicts or {},
        )


def left_of(imported: ImportedEvent) -> Stored:
    """How the import left the event, all fields of it."""
    if imported.pk is None:
        return {}
    left = {n: imported.left.get(n, imported.seen.get(n)) for n in (*FIELDS, DATES)}
    return left | {OWN_DATES: imported.left.get(OWN_DATES, [])}


def set_fields(event: Event, entry: CalendarEvent, names: Iterable[str]) -> None:
    """Give an event or a draft of it these fields as the entry has them."""
    names = set(names)
    for name in names & entry.values.keys():
        setattr(event, name, entry.values[name])
    if names & {"postcode", "place"}:
        event.municipality = None
        if "latitude" not in entry.values:
            event.latitude = event.longitude = None
    if DATES in names:
        records.change_dates(event, entry.changes)


def set_words(event: Event, words: Stored, topics: dict[int, Topic]) -> None:
    """Let an event or a draft of it lose and get tags and topics."""
    for name, (before, after) in words.items():
        if before == after:
            continue
        added = [word for word in after if word not in before]
        gone = [word for word in before if word not in after]
        if name == "tags":
            event.tags.remove(*gone)
            event.tags.add(*added)
        else:
            present = event.topics.all() if event.pk else []
            kept = [topic for topic in present if topic.pk not in (*gone, *added)]
            event.topics = kept + [topics[number] for number in added if number in topics]


def _folded(words: Iterable[Any]) -> set[str]:
    return {str(word).casefold() for word in words}
