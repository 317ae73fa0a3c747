"""How a source is doing, in one sentence for the people who look after it."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from directory.source_state import State, state_of
from events.models import EventSource, ImportRun


def with_state(sources: QuerySet[EventSource]) -> QuerySet[EventSource]:
    """Sources with what `state` needs, in one query for all."""
    runs = ImportRun.objects.filter(source=OuterRef("pk"))
    is_open = Q(imported_events__event__isnull=False) & (
        Q(imported_events__missing_since__isnull=False, imported_events__decision="")
        | ~Q(imported_events__conflicts={})
    )
    return sources.annotate(
        is_active=Exists(runs.filter(state__in=ImportRun.ACTIVE)),
        is_waiting=Exists(runs.filter(state=ImportRun.State.WAITING)),
        questions=Count("imported_events", filter=is_open),
    )


def state(source: EventSource) -> State:
    """The most important thing to know about a source from `with_state`."""
    text = ngettext(
        "%(count)s event waits for your decision.",
        "%(count)s events wait for your decision.",
        source.questions,
    )
    return state_of(source, text % {"count": source.questions})
