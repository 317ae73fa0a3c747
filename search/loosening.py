"""What to leave out of a question that found nothing, each with the number of hits it brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from search import german, registry
from search.query import RADII, SearchQuery

TRIED, SHOWN, WORDS = 9, 6, 4


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    url: str
    count: int


def options(query: SearchQuery, count: Callable[[SearchQuery], int]) -> list[Option]:
    """Ways that lead to hits, at most SHOWN; `count` gives the number of hits of a query."""
    found = []
    for number, (label, changes) in enumerate(_ways(query)):
        if number == TRIED or len(found) == SHOWN:
            break
        if total := count(replace(query, page=1, size=1, **changes)):
            found.append(Option(label, "?" + query.urlencode(page=1, **changes), total))
    return found


def _ways(query: SearchQuery) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each way as its words and the changed fields of the query, the smallest loss first."""
    widest = RADII[-1]
    for facet, values in query.facets.items():
        words = registry.labels(facet, values)
        for value in values:
            label = _("without “%(filter)s”") % {"filter": words.get(value, value)}
            yield label, {"facets": query.without_value(facet, value)}
    if query.near and query.radius < widest:
        names = {"radius": widest, "place": query.near}
        yield _("within %(radius)d km of %(place)s") % names, {"radius": widest}
    if query.near:
        yield _("without a place"), query.nowhere()
    if query.date_from or query.date_to:
        yield _("on any day"), {"date_from": None, "date_to": None}
    for word, rest in _shorter(query.q):
        yield _("without the word “%(word)s”") % {"word": word}, {"q": rest}


def _shorter(text: str) -> Iterator[tuple[str, str]]:
    """Each word that says something, with the question without it."""
    words = text.split()
    telling = [n for n, word in enumerate(words) if _is_telling(word)]
    if len(telling) > 1:
        for number in telling[:WORDS]:
            yield words[number], " ".join(words[:number] + words[number + 1 :])


def _is_telling(word: str) -> bool:
    return german.fold(german.plain(word.strip(".,;:?!"))) not in german.NOT_ASKED
