"""Writes many new events at once: the rows that `Event.save` writes, in a few queries for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from taggit.models import Tag

from directory.models import Municipality
from events.importing.references import note_references
from events.models import CalendarEntry, Event, Occurrence
from search import outbox

TAGS = 200  # in one condition; SQLite takes no deeper ones than 1,000


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
    dates = []
    for event in events:
        event.locate(register)
        for relation in get_all_child_relations(Event):
            getattr(event, relation.get_accessor_name()).get_object_list()  # in memory from now on
        rows, stop = event.expected_occurrences(now=now)
        event.set_last_date(rows, stop)
        dates.append(rows)
    Event.objects.bulk_create(events)
    _insert_children(events)
    Occurrence.objects.bulk_create([row for rows in dates for row in rows], batch_size=500)
    CalendarEntry.objects.write_new(events, dates, at=now)
    for event in events:
        event._cluster_related_objects.clear()  # they are rows now
    outbox.request(f"event:{event.pk}" for event in events)
    note_references.enqueue([event.pk for event in events])


def _insert_children(events: Sequence[Event]) -> None:
    for relation in get_all_child_relations(Event):
        name = relation.get_accessor_name()
        found = [child for event in events for child in event._cluster_related_objects[name]]
        relation.related_model._default_manager.bulk_create(found)
    for field in get_all_child_m2m_relations(Event):
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        through = field.remote_field.through
        through._default_manager.bulk_create(
            through(**{own: event.pk, other: record.pk})
            for event in events
            for record in event._cluster_related_objects.get(field.name, ())
        )


def tags_named(words: Iterable[str]) -> dict[str, Tag]:
    """The tags that are called so in whatever case, by small letters; missing ones are made."""
    wanted, found = dict[str, str](), dict[str, Tag]()
    for word in words:
        wanted.setdefault(word.lower(), word)  # as the first has it
    names = list(wanted.values())
    for start in range(0, len(names), TAGS):
        any_of = [("name__iexact", name) for name in names[start : start + TAGS]]
        for tag in Tag.objects.filter(Q(*any_of, _connector=Q.OR)).order_by("-pk"):
            found[tag.name.lower()] = tag
    for name in names:
        if name.lower() not in found:
            defaults = {"name": name}
            tag, _made = Tag.objects.get_or_create(name__iexact=name, defaults=defaults)
            found[name.lower()] = tag
    return found
