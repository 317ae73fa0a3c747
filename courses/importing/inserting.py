"""Writes many new courses at once: the rows that `Course.save` writes, in a few queries for all."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from courses.importing.stored_values import TAGS
from courses.importing.taking import Taking
from courses.models import Course, ImportedCourse
from directory.importing.bulk_insert import (
    forget_children,
    hold_children,
    insert_children,
    note_references,
    tags_named,
)
from search import outbox


@transaction.atomic
def insert(takings: Sequence[Taking]) -> None:
    """Write new courses with their runs and tags and what is remembered of them, or none.

    A DatabaseError leaves the objects half set: whoever tries again begins with fresh ones.
    """
    if not takings:
        return
    courses = [taking.course for taking in takings]
    words = [taking.imported.seen[TAGS] for taking in takings]
    tags = tags_named(tag for some in words for tag in some)
    for course, some in zip(courses, words, strict=True):
        course.tags.add(*[tags[tag.lower()] for tag in some])
    Course.objects.fill_slugs(courses)
    hold_children(courses)
    Course.objects.bulk_create(courses)
    insert_children(courses)
    forget_children(courses)
    ImportedCourse.objects.bulk_create([taking.imported for taking in takings])
    outbox.request(f"course:{course.pk}" for course in courses)
    note_references.enqueue(Course._meta.label, [course.pk for course in courses])
