"""How a source of courses is doing, in one sentence for the people who look after it."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from courses.models import CourseImport, CourseSource
from directory.source_state import State, state_of


def with_state(sources: QuerySet[CourseSource]) -> QuerySet[CourseSource]:
    """Sources with what `state` needs, in one query for all."""
    runs = CourseImport.objects.filter(source=OuterRef("pk"))
    is_open = Q(imported_courses__course__isnull=False) & (
        Q(imported_courses__missing_since__isnull=False, imported_courses__decision="")
        | ~Q(imported_courses__conflicts={})
    )
    return sources.annotate(
        is_active=Exists(runs.filter(state__in=CourseImport.ACTIVE)),
        is_waiting=Exists(runs.filter(state=CourseImport.State.WAITING)),
        questions=Count("imported_courses", filter=is_open),
    )


def state(source: CourseSource) -> State:
    """The most important thing to know about a source from `with_state`."""
    text = ngettext(
        "%(count)s course waits for your decision.",
        "%(count)s courses wait for your decision.",
        source.questions,
    )
    return state_of(source, text % {"count": source.questions})
