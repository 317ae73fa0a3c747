"""A query as a file: every hit as CSV, JSON or GeoJSON, read page by page from the engine."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from hub.http import absolute, for_machines
from hub.models import HubSettings
from search.addresses import address_of, limit_of, path_of
from search.describe import labels_of, words
from search.outputs import rows
from search.query import SearchQuery
from search.result import Hit
from search.views import answer

PAGE = 500
LIMIT = 10_000  # hits; also the deepest that a cluster gives
MAX_AGE = 60  # seconds
BOM = "\ufeff"  # without it Excel takes UTF-8 for something else


class Export:
    """The hits of a query from first to last; counts and `is_complete` are sure after the last."""

    def __init__(self, query: SearchQuery, limit: int):
        self.limit = limit
        self.query = replace(query, page=1, size=min(PAGE, limit))
        self._first = answer(self.query)
        self.total = self._first.total
        self.from_database = not self._first.complete
        self.is_complete = not self.from_database and self.total <= limit
        self.count = 0

    @property
    def is_small(self) -> bool:
        return min(self.total, self.limit) <= PAGE

    def pages(self) -> Iterator[list[Hit]]:
        """Hits in the order of the list; stops where the index goes away or comes back."""
        seen: set[str] = set()
        result, page = self._first, 1
        while result.hits:
            if result.complete is self.from_database:
                self.is_complete = False
                return
            fresh = [hit for hit in result.hits if hit.id not in seen][: self.limit - self.count]
            seen.update(hit.id for hit in fresh)
            self.count += len(fresh)
            yield fresh
            if page * self.query.size >= min(self.total, self.limit):
                return
            page += 1
            result = answer(replace(self.query, page=page))

    def about(self) -> dict[str, object]:
        """What is known before the first hit."""
        hub = HubSettings.load()
        return {
            "name": words(self.query),
            "url": absolute(address_of(self.query)),
            "inLanguage": get_language(),
            "publisher": {"name": hub.title, "url": f"{settings.HUB_URL}/"},
            "usageInfo": _("Each entry names its licence; “none” means: not for reuse."),
        }

    def outcome(self) -> dict[str, object]:
        """What is known after the last hit."""
        said = [*self.query.remarks, *([] if self.is_complete else [self.warning()])]
        return {
            "numberOfItems": self.count,
            "total": self.total,
            "isComplete": self.is_complete,
            "answeredBy": "database" if self.from_database else "index",
            "remarks": said,
        }

    def warning(self) -> str:
        if self.from_database:
            return _(
                "Not reliable: the search index is being built anew, so filters did not count "
                "and some entries may be missing. Try again in a minute."
            )
        return only_first(self.count, self.total)


def only_first(count: int, total: int) -> str:
    return _("Not complete: only the first %(count)d of %(total)d entries.") % {
        "count": count,
        "total": total,
    }


@require_safe
@conditional_page
def as_csv(request: HttpRequest, type: str = "") -> HttpResponseBase:
    """A table for spreadsheets of the reader's language."""
    return _respond(request, type, _table, "csv", "text/csv; charset=utf-8; header=present")


@require_safe
@conditional_page
def as_json(request: HttpRequest, type: str = "") -> HttpResponseBase:
    """All that the index tells about the hits."""
    return _respond(request, type, _objects, "json", "application/json")


@require_safe
@conditional_page
def as_geojson(request: HttpRequest, type: str = "") -> HttpResponseBase:
    """The hits that have a position, for maps (RFC 7946)."""
    return _respond(request, type, _features, "geojson", "application/geo+json")


def _respond(
    request: HttpRequest,
    type: str,
    draw: Callable[[Export], Iterator[str]],
    extension: str,
    content_type: str,
) -> HttpResponseBase:
    query = SearchQuery.for_list(request.GET, type, today=timezone.localdate())
    export = Export(query, limit_of(request.GET.get("count", ""), usual=LIMIT, most=LIMIT))
    pieces = in_language(draw(export), get_language())
    response: HttpResponseBase
    if export.is_small:  # then the answer can have an ETag
        response = HttpResponse("".join(pieces), content_type=content_type)
    else:
        response = StreamingHttpResponse(pieces, content_type=content_type)
    place = "attachment" if extension == "csv" else "inline"
    name = path_of(query).strip("/").rpartition("/")[2]
    file_name = f"{name}-{timezone.localdate().isoformat()}.{extension}"
    response.headers["Content-Disposition"] = f'{place}; filename="{file_name}"'
    response.headers["X-Total-Count"] = str(export.total)
    if not export.is_complete:
        reason = "database" if export.from_database else f"first {export.limit}"
        response.headers["X-Incomplete"] = reason
    response.headers["Access-Control-Allow-Origin"] = "*"  # the same for everybody, no cookies
    return for_machines(response, max_age=MAX_AGE, keep=not export.from_database)


def in_language(pieces: Iterator[str], language: str) -> Iterator[str]:
    """A stream is drawn after the request, when its language may be forgotten."""
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _table(export: Export) -> Iterator[str]:
    """Semicolons in German and commas in English, as spreadsheets there expect them."""
    line = io.StringIO()
    writer = csv.writer(line, delimiter="," if get_language() == "en" else ";")
    with_distance = export.query.position is not None

    def written(lines: list[list[str]]) -> str:
        line.seek(0)
        line.truncate()
        writer.writerows(lines)
        return line.getvalue()

    yield BOM + written([rows.header(with_distance=with_distance)])
    for hits in export.pages():
        labels = labels_of(hits)
        yield written([rows.row(hit, labels, with_distance=with_distance) for hit in hits])
    if not export.is_complete:
        yield written([[export.warning()]])


def _objects(export: Export) -> Iterator[str]:
    yield _json(export.about()).removesuffix("}") + ', "items": ['
    separator = "\n"
    for hits in export.pages():
        labels = labels_of(hits)
        yield separator + ",\n".join(_json(rows.thing(hit, labels)) for hit in hits)
        separator = ",\n"
    yield "\n], " + _json(export.outcome()).removeprefix("{")


def _features(export: Export) -> Iterator[str]:
    """The members of a FeatureCollection, and of our own what could not be drawn."""
    head = {"type": "FeatureCollection", **export.about()}
    yield _json(head).removesuffix("}") + ', "features": ['
    separator, without = "\n", 0
    for hits in export.pages():
        points = [point for hit in hits if (point := rows.feature(hit))]
        without += len(hits) - len(points)
        if points:
            yield separator + ",\n".join(map(_json, points))
            separator = ",\n"
    yield "\n], " + _json({"withoutPosition": without, **export.outcome()}).removeprefix("{")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
