"""A list of courses in the formats of course portals: MOOChub, openQ-cat, and our own table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from courses import moochub, openqcat
from courses.models import Course
from courses.table import HEADER, table_rows
from directory.documents import listing_records
from hub.http import absolute, for_machines
from search.addresses import address_of, limit_of
from search.outputs.export import BOM, LIMIT, Export
from search.query import SearchQuery

Draw = Callable[[Export, Iterator[list[Course]]], Iterator[str]]


@require_safe
def as_moochub(request: HttpRequest) -> StreamingHttpResponse:
    """MOOChub 3.0.1; all on one page."""
    return _respond(request, _moochub, "json", "application/vnd.api+json; moochub-version=3.0")


@require_safe
def as_openqcat(request: HttpRequest) -> StreamingHttpResponse:
    """openQ-cat 1.1, not validated against the agency's XSD."""
    return _respond(request, _openqcat, "xml", "application/xml; charset=utf-8")


@require_safe
def as_table(request: HttpRequest) -> StreamingHttpResponse:
    """The table that an import takes, see docs/courses.md."""
    return _respond(request, _table, "csv", "text/csv; charset=utf-8; header=present")


def _respond(
    request: HttpRequest, draw: Draw, extension: str, content_type: str
) -> StreamingHttpResponse:
    query = SearchQuery.for_list(request.GET, "course", today=timezone.localdate())
    export = Export(query, limit_of(request.GET.get("count", ""), usual=LIMIT, most=LIMIT))
    pieces = _in_language(draw(export, _records(export)), get_language() or "de")
    response = StreamingHttpResponse(pieces, content_type=content_type)
    name = f"courses-{timezone.localdate().isoformat()}.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Total-Count"] = str(export.total)
    response.headers["Access-Control-Allow-Origin"] = "*"  # the same for everybody, no cookies
    return for_machines(response, max_age=60, keep=not export.from_database)


def _records(export: Export) -> Iterator[list[Course]]:
    """The records of the hits, page by page in their order, with all that is written of them."""
    for hits in export.pages():
        keys = [int(hit.id.partition(":")[2]) for hit in hits]
        found = listing_records(Course, "runs").in_bulk(keys)
        yield [found[key] for key in keys if key in found]


def _in_language(pieces: Iterator[str], language: str) -> Iterator[str]:
    """A stream is drawn after the request, when its language may be forgotten."""
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _moochub(export: Export, pages: Iterator[list[Course]]) -> Iterator[str]:
    own = absolute(address_of(export.query, "moochub"))
    yield json.dumps({"links": {"self": own, "first": own, "last": own}})[:-1] + ', "data": ['
    separator = "\n"
    for records in pages:
        if records:
            things: list[dict[str, Any]] = [moochub.course(record) for record in records]
            yield separator + ",\n".join(json.dumps(t, ensure_ascii=False) for t in things)
            separator = ",\n"
    yield "\n]}\n"


def _openqcat(export: Export, pages: Iterator[list[Course]]) -> Iterator[str]:
    yield openqcat.head()
    for records in pages:
        yield "".join(openqcat.services(record) for record in records)
    yield openqcat.END


def _table(export: Export, pages: Iterator[list[Course]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";")

    def written(rows: list[list[str]]) -> str:
        line.seek(0)
        line.truncate()
        writer.writerows(rows)
        return line.getvalue()

    yield BOM + written([list(HEADER)])
    for records in pages:
        yield written([row for record in records for row in table_rows(record)])
