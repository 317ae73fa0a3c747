"""What the template of a result page shows, computed from query and result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search import registry
from search.documents import FACETS
from search.query import MAX_PAGE, RADII, SearchQuery
from search.result import SearchResult

SORT_LABELS = {
    "relevance": gettext_lazy("Best match"),
    "state": gettext_lazy("Open for enrolment first"),
    "date": gettext_lazy("Date"),
    "name": gettext_lazy("Name"),
    "distance": gettext_lazy("Distance"),
    "newest": gettext_lazy("Newest first"),
}
VALUES_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    query: SearchQuery
    result: SearchResult
    document_type: registry.DocumentType | None
    facet_names: Sequence[str]
    address: str

    def context(self) -> dict[str, object]:
        words = self.words()
        return {
            "query": self.query,
            "result": self.result,
            "type": self.document_type,
            "facets": self.facets(words),
            "chips": self.chips(words),
            "clear_url": self.url(**self.query.nowhere(), facets={}, date_from=None, date_to=None),
            "sorts": self.sorts(),
            "pages": self.pages(),
            "form_action": self.address,
            "dates": self.document_type is None or "date" in self.document_type.sorts,
            "suggestion": self.suggestion(),
            "radii": RADII,
            "views": registry.views(self.document_type.name, self.query)
            if self.document_type
            else [],
        }

    def url(self, **changes: object) -> str:
        address = self.query.urlencode(**changes)
        return f"{self.address}?{address}" if address else self.address

    def words(self) -> dict[str, dict[str, str]]:
        """The words for all codes of the page by facet: those chosen and those that count."""
        codes = {
            name: dict.fromkeys(code for code, _count in self.result.facets.get(name, ()))
            for name in self.facet_names
        }
        for name, chosen in self.query.facets.items():
            codes.setdefault(name, {}).update(dict.fromkeys(chosen))
        return {name: registry.labels(name, list(used)) for name, used in codes.items()}

    def facets(self, words: dict[str, dict[str, str]]) -> list[dict[str, object]]:
        """Facets with at least one value; chosen values stay even when they count nothing."""
        shown = []
        for name in self.facet_names:
            chosen = self.query.facets.get(name, ())
            counted = dict(self.result.facets.get(name, ()))
            codes = [*counted, *(value for value in chosen if value not in counted)]
            values = [
                {
                    "value": code,
                    "label": words[name][code],
                    "count": counted.get(code, 0),
                    "selected": code in chosen,
                }
                for code in codes
                if code in words[name]
            ]
            values.sort(key=lambda v: (not v["selected"], -v["count"], v["label"]))
            if values:
                shown.append(
                    {
                        "name": name,
                        "label": FACETS[name],
                        "values": values,
                        "is_open": bool(chosen) or len(shown) < 3,
                        "more": len(values) > VALUES_SHOWN,
                    }
                )
        return shown

    def chips(self, words: dict[str, dict[str, str]]) -> list[dict[str, str]]:
        chips = []
        for name, values in self.query.facets.items():
            for value in values:
                facets = self.query.without_value(name, value)
                label = words[name].get(value, value)
                chips.append({"label": label, "url": self.url(facets=facets)})
        if self.query.near:
            label = _("within %(radius)d km of %(place)s") % {
                "radius": self.query.radius,
                "place": self.query.near,
            }
            chips.append({"label": label, "url": self.url(**self.query.nowhere())})
        for name, phrase in (("date_from", _("from %(day)s")), ("date_to", _("until %(day)s"))):
            if day := getattr(self.query, name):
                label = phrase % {"day": date_format(day, "SHORT_DATE_FORMAT")}
                chips.append({"label": label, "url": self.url(**{name: None})})
        return chips

    def sorts(self) -> list[dict[str, object]]:
        offered = set(self.document_type.sorts if self.document_type else ("name", "date"))
        if self.query.q:
            offered.add("relevance")
        if self.query.position:
            offered.add("distance")
        offered.add(self.query.sort)
        return [
            {"value": value, "label": label, "selected": value == self.query.sort}
            for value, label in SORT_LABELS.items()
            if value in offered
        ]

    def pages(self) -> dict[str, object]:
        last = min(MAX_PAGE, max(1, -(-self.result.total // self.query.size)))
        number = self.query.page
        near = {1, last, *range(max(1, number - 1), min(last, number + 1) + 1)}
        items: list[dict[str, object]] = []
        previous = 0
        for page in sorted(near):
            if page - previous > 1:
                items.append({"number": None, "url": "", "current": False})
            items.append({"number": page, "url": self.url(page=page), "current": page == number})
            previous = page
        return {
            "number": number,
            "last": last,
            "previous_url": self.url(page=number - 1) if number > 1 else "",
            "next_url": self.url(page=number + 1) if number < last else "",
            "items": items,
        }

    def suggestion(self) -> dict[str, str] | None:
        text = self.result.did_you_mean
        return {"text": text, "url": self.url(q=text)} if text else None
