"""Writes the events of a calendar file into the hub: nothing twice, one bad event alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from directory.import_report import Action, Outcome, Report
from directory.import_saving import save_changed
from directory.models import Organisation, Source
from events.ical_file import CalendarEvent, read_calendar
from events.models import Event

BATCH = 50  # one transaction and one visit to the index each; short enough for other writers
ADDRESS = ("street", "postcode", "place", "attendance_mode")


def import_events(
    data: bytes,
    *,
    organisation: Organisation,
    zone: ZoneInfo,
    now: datetime,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Create or update the simple events of an iCalendar file as those of an organisation.

    New events are public at once: the organisation's own calendar is published already. A record
    changes only where the file says something; what it does not mention stays as it is.
    """
    file = read_calendar(data, zone)
    report = Report(outcomes=list(file.refused), remarks=list(file.remarks))
    entries, done = iter(file.events), 0
    while batch := list(islice(entries, BATCH)):
        with nullcontext() if dry_run else transaction.atomic():
            known = _known(batch, organisation)
            for entry in batch:
                event = known.get(entry.uid) or _new(entry, organisation, now)
                report.outcomes.append(_take(event, entry, dry_run=dry_run))
                report.remarks.extend(f"{entry.uid[:100]}: {remark}" for remark in entry.remarks)
        done += len(batch)
        progress(done)
    return report


def source_name(organisation: Organisation) -> str:
    return f"ics:{organisation.slug}"[:120]


def _known(batch: Sequence[CalendarEvent], organisation: Organisation) -> dict[str, Event]:
    events = Event.objects.filter(
        source_name=source_name(organisation), external_id__in=[entry.uid for entry in batch]
    ).select_related("latest_revision")
    return {event.external_id: event for event in events}


def _new(entry: CalendarEvent, organisation: Organisation, now: datetime) -> Event:
    return Event(
        owner=organisation,
        source=Source.IMPORT,
        source_name=source_name(organisation),
        external_id=entry.uid,
        live=True,
        first_published_at=now,
        last_published_at=now,
    )


def _take(event: Event, entry: CalendarEvent, *, dry_run: bool) -> Outcome:
    """Validate and save one event; whatever is wrong with it stays with it."""
    guard: AbstractContextManager = nullcontext() if dry_run else transaction.atomic()
    reason = ""
    if event.locked:
        return Outcome(
            Action.SKIPPED, entry.uid, entry.title, reason=_("The record is locked by an editor.")
        )
    try:
        with guard:
            action = _save(event, entry, dry_run=dry_run)
    except ValidationError as problem:
        action, reason = Action.REJECTED, " ".join(_messages(problem))
    except DatabaseError:
        action = Action.REJECTED
        reason = _("The database refused the event. Import the file again.")
    when = f"{entry.starts_at.astimezone(ZoneInfo(str(entry.values['time_zone']))):%Y-%m-%d %H:%M}"
    return Outcome(action, entry.uid, entry.title, when, reason)


def _save(event: Event, entry: CalendarEvent, *, dry_run: bool) -> Action:
    is_new = event.pk is None
    changed = change(event, entry)
    if not (is_new or changed or missing_tags(event, entry)):
        return Action.UNCHANGED
    # Not clean(): its rule that an event has a place is one for people who fill in the form.
    kept = {field.name for field in event._meta.get_fields()} - entry.values.keys()
    event.clean_fields(exclude=kept | {"time_zone"})
    if not dry_run:
        event.tags.add(*missing_tags(event, entry))
        save_changed(event, lambda draft: change_draft(draft, entry))
    return Action.NEW if is_new else Action.CHANGED


def change(event: Event, entry: CalendarEvent) -> set[str]:
    """Set what the entry says and give the names of the fields that are different now."""
    values = _applicable(event, entry.values)
    changed = {name for name, value in values.items() if getattr(event, name) != value}
    for name in changed:
        setattr(event, name, values[name])
    if {"postcode", "place"} & changed:
        event.municipality = None
        if "latitude" not in values:
            event.latitude = event.longitude = None
    return changed


def change_draft(draft: Event, entry: CalendarEvent) -> None:
    change(draft, entry)
    draft.tags.add(*missing_tags(draft, entry))


def missing_tags(event: Event, entry: CalendarEvent) -> list[str]:
    """Categories of the file that the event lacks; others that it has stay."""
    if not entry.tags:
        return []
    present = {name.casefold() for name in event.tags.names()} if event.pk else set()
    return [tag for tag in entry.tags if tag.casefold() not in present]


def _applicable(event: Event, values: dict[str, object]) -> dict[str, object]:
    """The values without those that would undo what people added to an imported record."""
    left_out = set()
    if event.pk and event.venue and values.get("venue") == event.venue:
        left_out = {name for name in ADDRESS if not values.get(name)} | {"attendance_mode"}
    if event.pk and not _summary_follows(event, values):
        left_out.add("summary")
    if values.get("status") == Event.Status.SCHEDULED and not event.is_cancelled:
        left_out.add("status")  # “moved” and “postponed” are words of the hub
    if "online_url" in values and not values["online_url"]:
        left_out.add("online_url")
    return {name: value for name, value in values.items() if name not in left_out}


def _summary_follows(event: Event, values: dict[str, object]) -> bool:
    if "description" in values:
        return values["description"] != event.description
    return values["title"] != event.title and event.summary == event.title


def _messages(problem: ValidationError) -> Iterator[str]:
    for name, messages in problem.message_dict.items():
        label = Event._meta.get_field(name).verbose_name
        for message in messages:
            yield f"{label}: {message}"
