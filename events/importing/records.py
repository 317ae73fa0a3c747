"""Writes the events of a calendar file into the hub: nothing twice, one bad event alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, fields, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing.report import Action, Outcome, Report
from directory.importing.saving import save_changed
from directory.models import Organisation, Source
from events.importing.calendar_file import CalendarEvent, CalendarFile, Change
from events.importing.inserting import insert
from events.importing.kinds import take_kind
from events.importing.look import foreseen, when
from events.importing.stored_values import FIELDS
from events.models import DateChange, Event, EventTag, Registration
from events.registration.moved_dates import following
from search import outbox

BATCH = 50  # one transaction each; short enough for other writers
REGISTERED = gettext_lazy("People are registered for it. Cancel it instead, so that they are told.")
ADDRESS = ("street", "postcode", "place", "attendance_mode")


CHANGE_FIELDS = tuple(field.name for field in fields(Change))


def import_calendar(
    file: CalendarFile,
    *,
    organisation: Organisation | None,
    now: datetime,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Create or update the events of a file as those of an organisation.

    New events are public at once: the organisation's own calendar is published already. A record
    changes only where the file says something; what it does not mention stays as it is. For no
    organisation every event would be a new one.
    """
    if organisation is None:
        return foreseen(file)
    report = Report(outcomes=list(file.refused), remarks=list(file.remarks))
    entries, done = iter(file.events), 0
    with nullcontext() if dry_run else outbox.once():
        while batch := list(islice(entries, BATCH)):
            with nullcontext() if dry_run else transaction.atomic():
                report.outcomes += _take_batch(batch, organisation, now, dry_run=dry_run)
            for entry in batch:
                report.remarks += [f"{entry.uid[:100]}: {remark}" for remark in entry.remarks]
            done += len(batch)
            progress(done)
    return report


def _take_batch(
    batch: Sequence[CalendarEvent], organisation: Organisation, now: datetime, *, dry_run: bool
) -> list[Outcome]:
    """Known events one by one, new ones together; where that fails, these one by one, too."""
    for entry in batch:
        take_kind(entry)
    unchanged = _unchanged(batch, organisation)
    known = _known([entry for entry in batch if entry.uid not in unchanged], organisation)
    outcomes: list[Outcome] = []
    new: dict[int, tuple[Event, CalendarEvent]] = {}
    for entry in batch:
        if entry.uid in unchanged:
            outcomes.append(Outcome(Action.UNCHANGED, entry.uid, entry.title, when(entry)))
            continue
        event = known.get(entry.uid)
        is_new = event is None
        event = event or _new(entry, organisation, now)
        outcomes.append(_take(event, entry, dry_run=dry_run or is_new))
        if is_new and outcomes[-1].action == Action.NEW:
            new[len(outcomes) - 1] = event, entry
    if not dry_run:
        try:
            insert([(event, entry.tags) for event, entry in new.values()])
        except DatabaseError:
            for place, (_event, entry) in new.items():
                event = _new(entry, organisation, now)
                outcomes[place] = _take(event, entry, dry_run=False)
    return outcomes


def source_name(organisation: Organisation | None) -> str:
    return f"ics:{organisation.slug}"[:120] if organisation else ""


def _known(batch: Sequence[CalendarEvent], organisation: Organisation) -> dict[str, Event]:
    events = Event.objects.known_as([entry.uid for entry in batch], source_name(organisation))
    events = events.prefetch_related("date_changes", "tagged_items__tag")
    return {event.external_id: event for event in events} if batch else {}


def _unchanged(batch: Sequence[CalendarEvent], organisation: Organisation) -> set[str]:
    """UIDs that the file says nothing new about, as far as columns tell; records cost more."""
    said = {entry.uid: entry for entry in batch if not entry.fragment}
    events = Event.objects.known_as(said, source_name(organisation)).filter(locked=False)
    rows = list(events.order_by().values_list("pk", "external_id", "live", *FIELDS, named=True))
    keys = [row.pk for row in rows]
    changes, tags = defaultdict(list), defaultdict(set)
    for change in DateChange.objects.filter(event__in=keys).values_list(
        "event_id", "is_imported", *CHANGE_FIELDS, named=True
    ):
        changes[change.event_id].append(change)
    tagged = EventTag.objects.filter(content_object__in=keys)
    for key, name in tagged.values_list("content_object", "tag__name"):
        tags[key].add(name.casefold())
    return {
        row.external_id
        for row in rows
        if _says_nothing_new(said[row.external_id], row, changes[row.pk], tags[row.pk])
    }


def _says_nothing_new(entry: CalendarEvent, row: Any, changes: list[Any], tags: set[str]) -> bool:
    values = applicable(row, entry.values)
    imported, wanted = _dates(changes, entry.changes)
    return (
        all(getattr(row, name) == value for name, value in values.items())
        and imported.keys() == wanted.keys()
        and tags.issuperset(map(str.casefold, entry.tags))
        and not (entry.is_private and row.live)
    )


def _new(entry: CalendarEvent, organisation: Organisation, now: datetime) -> Event:
    """What the calendar keeps private is a draft of the organisation."""
    published_at = None if entry.is_private else now
    return Event(
        owner=organisation,
        source=Source.IMPORT,
        source_name=source_name(organisation),
        external_id=entry.uid,
        live=not entry.is_private,
        has_unpublished_changes=entry.is_private,
        first_published_at=published_at,
        last_published_at=published_at,
    )


def _take(event: Event, entry: CalendarEvent, *, dry_run: bool) -> Outcome:
    """Validate and save one event; whatever is wrong with it stays with it."""
    reason = ""
    if event.locked:
        return Outcome(
            Action.SKIPPED, entry.uid, entry.title, reason=_("The record is locked by an editor.")
        )
    try:
        action = _save(event, entry, dry_run=dry_run)
    except ValidationError as problem:
        action, reason = Action.REJECTED, " ".join(messages(problem))
    except DatabaseError:
        action = Action.REJECTED
        reason = _("The database refused the event. Import the file again.")
    return Outcome(action, entry.uid, entry.title, when(entry), reason)


def _save(event: Event, entry: CalendarEvent, *, dry_run: bool) -> Action:
    is_new = event.pk is None
    if event.recurrence_rules and entry.fragment:
        # The series itself is known from another file; this one tells of some of its dates.
        entry = replace(entry, values={}, tags=[], changes=with_fragment(event, entry.fragment))
    changed = change(event, entry)
    is_to_hide = entry.is_private and may_be_withdrawn(event)
    if not (is_new or changed or is_to_hide or missing_tags(event, entry)):
        return Action.UNCHANGED
    # Not clean(): its rule that an event has a place is one for people who fill in the form.
    # Nor is its title asked to be longer than that of its source.
    kept = {field.name for field in event._meta.get_fields()} - entry.values.keys()
    event.clean_fields(exclude=kept | {"time_zone", "title"})
    if not dry_run:
        with transaction.atomic():
            event.tags.add(*missing_tags(event, entry))
            with following(event):
                save_changed(event, lambda draft: change_draft(draft, entry))
            if is_to_hide:
                event.unpublish()
    return Action.NEW if is_new else Action.CHANGED


def may_be_withdrawn(event: Event) -> bool:
    """Whether it is public and nobody has registered for it, who would hear nothing."""
    return event.live and not Registration.objects.counting_on(event).exists()


def change(event: Event, entry: CalendarEvent) -> set[str]:
    """Set what the entry says and give the names of the fields that are different now."""
    values = applicable(event, entry.values)
    changed = {name for name, value in values.items() if getattr(event, name) != value}
    for name in changed:
        setattr(event, name, values[name])
    if {"postcode", "place"} & changed:
        event.municipality = None
        if "latitude" not in values:
            event.latitude = event.longitude = None
    return changed | ({"date_changes"} if change_dates(event, entry.changes) else set())


def change_dates(event: Event, changes: Sequence[Change]) -> bool:
    """Let the imported changes of dates be these; what people say about a date goes before."""
    rows = list(event.date_changes.all())
    imported, wanted = _dates(rows, changes)
    if imported.keys() == wanted.keys():
        return False
    by_hand = [row for row in rows if not row.is_imported]
    event.date_changes = by_hand + [
        imported.get(one) or DateChange(is_imported=True, **asdict(one)) for one in wanted
    ]
    return True


def _dates(
    rows: Sequence[Any], changes: Sequence[Change]
) -> tuple[dict[Change, Any], dict[Change, None]]:
    """The imported ones of an event's rows, and those that should be there instead."""
    decided = {row.recurrence_id for row in rows if not row.is_imported}
    wanted = dict.fromkeys(one for one in changes if one.recurrence_id not in decided)
    return {_change(row): row for row in rows if row.is_imported}, wanted


def _change(row: Any) -> Change:
    return Change(**{name: getattr(row, name) for name in CHANGE_FIELDS})


def with_fragment(event: Event, fragment: Sequence[Change]) -> list[Change]:
    """The imported changes of an event, newer ones for the dates that the fragment names."""
    named = {(one.recurrence_id, one.this_and_future) for one in fragment}
    rows = [_change(row) for row in event.date_changes.all() if row.is_imported]
    return [
        row
        for row in rows
        if row.kind in {"extra", "excluded"}
        or (row.recurrence_id, row.this_and_future) not in named
    ] + list(fragment)


def change_draft(draft: Event, entry: CalendarEvent) -> None:
    change(draft, entry)
    draft.tags.add(*missing_tags(draft, entry))


def missing_tags(event: Event, entry: CalendarEvent) -> list[str]:
    """Categories of the file that the event lacks; others that it has stay."""
    if not entry.tags:
        return []
    items = event.tagged_items.all() if event.pk else ()
    present = {item.tag.name.casefold() for item in items}
    return [tag for tag in entry.tags if tag.casefold() not in present]


def applicable(event: Any, values: dict[str, object]) -> dict[str, object]:
    """The values without those that would undo what people added to an imported record.

    `event` is one, or a row with its columns.
    """
    left_out = set()
    if event.pk and event.venue and values.get("venue") == event.venue:
        left_out = {name for name in ADDRESS if not values.get(name)} | {"attendance_mode"}
    if event.pk and not _summary_follows(event, values):
        left_out.add("summary")
    if values.get("status") == Event.Status.SCHEDULED and event.status != Event.Status.CANCELLED:
        left_out.add("status")  # “moved” and “postponed” are words of the hub
    elif values.get("status") == Event.Status.SCHEDULED:
        values = {"status_note": ""} | values  # of the cancellation that is taken back
    if "online_url" in values and not values["online_url"]:
        left_out.add("online_url")
    return {name: value for name, value in values.items() if name not in left_out}


def _summary_follows(event: Any, values: dict[str, object]) -> bool:
    if "title" not in values:
        return True
    if "description" in values:
        return values["description"] != event.description
    return values["title"] != event.title and event.summary == event.title


def messages(problem: ValidationError) -> Iterator[str]:
    for name, messages in problem.message_dict.items():
        label = Event._meta.get_field(name).verbose_name
        for message in messages:
            yield f"{label}: {message}"
