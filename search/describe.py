"""Queries and codes in words: what feeds, embeds and mails are called, what exports say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from search import registry
from search.documents import FACETS
from search.query import SearchQuery
from search.result import Hit


def words(query: SearchQuery) -> str:
    """“Events on “AI” · free of charge · from 01/12/2026” in the active language."""
    return " · ".join([_subject(query), *filters(query)])


def filters(query: SearchQuery) -> list[str]:
    """Every filter in words but the kind of record; values of one facet are alternatives."""
    chosen = {name: query.all_facets.get(name, ()) for name in FACETS if name != "type"}
    parts = [_joined(_labels(name, codes), _("or")) for name, codes in chosen.items() if codes]
    if query.near:
        place = {"radius": query.radius, "place": query.near}
        parts.append(_("within a radius of %(radius)d km around %(place)s") % place)
    for text, day in ((_("from %(day)s"), query.date_from), (_("until %(day)s"), query.date_to)):
        if day:
            parts.append(text % {"day": date_format(day, "SHORT_DATE_FORMAT")})
    return parts


def _subject(query: SearchQuery) -> str:
    types = _labels("type", query.all_facets.get("type", ()))
    what = _joined(types, _("and")) if types else _("All entries")
    return _("%(what)s on “%(words)s”") % {"what": what, "words": query.q} if query.q else what


def _labels(facet: str, codes: Sequence[str]) -> list[str]:
    known = registry.labels(facet, codes) if codes else {}
    return [known.get(code, code) for code in codes]


def _joined(parts: Sequence[str], conjunction: str) -> str:
    """“a, b or c”."""
    *first, last = parts
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def labels_of(hits: Iterable[Hit]) -> dict[str, dict[str, str]]:
    """The words for all codes of these hits, one look-up a facet however many there are."""
    codes: dict[str, dict[str, None]] = {name: {} for name in (*FACETS, "licence")}
    for hit in hits:
        codes["licence"][hit.licence] = None
        for name, values in hit.facets.items():
            codes.setdefault(name, {}).update(dict.fromkeys(values))
    return {name: registry.labels(name, list(used)) if used else {} for name, used in codes.items()}
