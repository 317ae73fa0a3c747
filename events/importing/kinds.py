"""The kind of an event out of the categories of a calendar."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.utils.translation import override

from events.importing.calendar_file import CalendarEvent
from events.models import Event


def take_kind(
    entry: CalendarEvent, *, unless: Callable[[str], bool] = lambda category: False
) -> None:
    """The first category that names a kind, in German or English, is one and no tag.

    `unless` tells of which categories something else has been decided.
    """
    for tag in entry.tags:
        if (kind := _kinds().get(tag.casefold())) and not unless(tag):
            entry.values["kind"] = kind
            entry.tags.remove(tag)
            return


@cache
def _kinds() -> dict[str, str]:
    found = {}
    for language in ("en", "de"):
        with override(language):
            found |= {str(kind.label).casefold(): kind.value for kind in Event.Kind}
    return found
