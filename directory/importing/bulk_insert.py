"""Writes many new records at once: the rows that `save` writes, in a few queries for all."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django_tasks import task
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from taggit.models import Tag
from wagtail.models import ReferenceIndex

from directory.models import Listing

logger = logging.getLogger(__name__)
TAGS = 200  # in one condition; SQLite takes no deeper ones than 1,000


def hold_children(records: Sequence[Listing]) -> None:
    """Keep the children of new records in memory from now on."""
    for record in records:
        for relation in get_all_child_relations(type(record)):
            getattr(record, relation.get_accessor_name()).get_object_list()


def insert_children(records: Sequence[Listing]) -> None:
    """Write the children, tags and topics of records of one kind that have just been written."""
    if not records:
        return
    model = type(records[0])
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        found = [child for record in records for child in record._cluster_related_objects[name]]
        relation.related_model._default_manager.bulk_create(found)
    for field in get_all_child_m2m_relations(model):
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        through = field.remote_field.through
        through._default_manager.bulk_create(
            through(**{own: record.pk, other: related.pk})
            for record in records
            for related in record._cluster_related_objects.get(field.name, ())
        )


def forget_children(records: Sequence[Listing]) -> None:
    """Read the children from the database again: they are rows now."""
    for record in records:
        record._cluster_related_objects.clear()


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


@task()
def note_references(label: str, pks: Sequence[int]) -> None:
    """What Wagtail does after a record was saved, for records that were written together."""
    for record in apps.get_model(label)._default_manager.filter(pk__in=pks):
        try:
            with transaction.atomic():
                ReferenceIndex.create_or_update_for_object(record)
        except Exception:
            logger.exception("references of %s %d could not be noted", label, record.pk)
