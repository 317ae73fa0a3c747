"""Writes many new events at once: the rows that `Event.save` writes, in a few queries for all."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from directory.importing.bulk_insert import (
    forget_children,
    hold_children,
    insert_children,
    note_references,
    tags_named,
)
from directory.models import Municipality
from events.models import CalendarEntry, Event, Occurrence
from search import outbox


@transaction.atomic
def insert(new: Sequence[tuple[Event, Sequence[str]]]) -> None:
    """Write new events with their tags, topics, dates and changes of dates, or none of them.

    A DatabaseError leaves the objects half set: whoever tries again begins with fresh ones.
    """
    if not new:
        return
    now, events = timezone.now(), [event for event, _words in new]
    tags = tags_named(word for _event, words in new for word in words)
    for event, words in new:
        event.tags.add(*[tags[word.lower()] for word in words])
    Event.objects.fill_slugs(events)
    register = Municipality.objects.by_postcode({event.postcode for event in events})
    hold_children(events)
    dates = []
    for event in events:
        event.locate(register)
        rows, stop = event.expected_occurrences(now=now)
        event.set_last_date(rows, stop)
        dates.append(rows)
    Event.objects.bulk_create(events)
    insert_children(events)
    Occurrence.objects.bulk_create([row for rows in dates for row in rows], batch_size=500)
    CalendarEntry.objects.write_new(events, dates, at=now)
    forget_children(events)
    outbox.request(f"event:{event.pk}" for event in events)
    note_references.enqueue(Event._meta.label, [event.pk for event in events])
