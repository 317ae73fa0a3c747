"""A query as a calendar to subscribe to (RFC 5545, RFC 7986): whatever of its hits has a date."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, vDuration, vText

from hub.http import absolute, for_machines
from hub.models import HubSettings
from search import registry
from search.addresses import address_of, path_of
from search.describe import words
from search.models import IndexState
from search.outputs.export import LIMIT, PAGE, only_first
from search.outputs.time_zone import zone_text
from search.query import SearchQuery
from search.registry import CalendarItem
from search.views import answer

CONTENT_TYPE = "text/calendar; charset=utf-8"
END = "END:VCALENDAR\r\n"
FORM = "1"  # raise it when this module writes something else
REFRESH = timedelta(hours=1)
IN_MEMORY = 500_000  # bytes
KEPT = timedelta(days=31)  # what is over stays this long
MAX_AGE = 300  # seconds
AMONG = 10_000  # records that an engine is asked about at once; a cluster takes no more
SETTLED = timedelta(seconds=2)  # Last-Modified knows whole seconds only


@require_safe
def calendar(request: HttpRequest, type: str = "") -> HttpResponseBase:
    """The dates of a query. Rather none than a wrong answer: programs delete what is missing."""
    if type and not registry.get(type).calendar:
        raise Http404
    return answered(request, lambda: _respond(request, type))


def answered(request: HttpRequest, draw: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What `draw` gives, or 304 without drawing while the index and the day are the same."""
    etag, seconds = _validators(request)  # before anything is read
    response = get_conditional_response(request, etag=etag, last_modified=seconds)
    if response is None:
        response = draw()
        if etag and response.status_code == 200:
            response.headers["ETag"] = etag
            if seconds:
                response.headers["Last-Modified"] = http_date(seconds)
    response.headers["Access-Control-Allow-Origin"] = "*"  # the same for everybody, no cookies
    return for_machines(response, max_age=MAX_AGE, keep=response.status_code in {200, 304})


def kinds(query: SearchQuery) -> tuple[str, ...]:
    """The kinds of record a query asks for that have dates; none means no calendar."""
    asked = query.all_facets.get("type") or tuple(registry.types())
    return tuple(name for name in asked if registry.get(name).calendar)


def head(name: str, *, page: str, source: str, remarks: Iterable[str] = ()) -> str:
    """The beginning of a calendar, up to its components."""
    drawn = Calendar()
    drawn.add("prodid", f"-//Regional hub//Calendar//{(get_language() or 'de').upper()}")
    drawn.add("version", "2.0")
    drawn.add("calscale", "GREGORIAN")
    said = {"name": name, "x-wr-calname": name}  # the newer name and what older programs know
    if text := " ".join(remarks):
        said |= {"description": text, "x-wr-caldesc": text}
    for key, words_of_it in said.items():
        drawn.add(key, vText(words_of_it))
    drawn.url = page
    drawn.add("source", source, {"VALUE": "URI"})
    drawn.add("x-wr-timezone", settings.TIME_ZONE)
    drawn.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    drawn.add("x-published-ttl", vDuration(REFRESH))
    return drawn.to_ical().decode().removesuffix(END)


def components(items: Iterable[CalendarItem], written: set[str]) -> str:
    """Components as text, each time zone before the first that needs it; `written` remembers."""
    pieces = []
    for item in items:
        if item.time_zone and item.time_zone not in written:
            written.add(item.time_zone)
            pieces.append(zone_text(item.time_zone, timezone.localdate().year))
        pieces.append(item.text)
    return "".join(pieces)


def _validators(request: HttpRequest) -> tuple[str | None, int | None]:
    """ETag and time of change, from one row; the day counts because dates pass."""
    state = IndexState.objects.current()
    if state is None:
        return None, None
    today = timezone.localdate()
    parts = (FORM, state.number, state.changed_at, today, settings.HUB_URL, get_language())
    text = " ".join(map(str, (*parts, request.get_full_path())))
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    changed = max(state.changed_at, midnight)
    is_settled = timezone.now() - changed > SETTLED
    return etag, int(changed.timestamp()) if is_settled else None


def _respond(request: HttpRequest, type: str) -> HttpResponseBase:
    today = timezone.localdate()
    query = SearchQuery.for_list(request.GET, type, today=today)
    found = _found(query, today)
    if found is None:
        return _not_now()
    name = path_of(query).strip("/").rpartition("/")[2]
    response = _whole(_pieces(query, *found))
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


def _whole(pieces: Iterable[str]) -> HttpResponseBase:
    """A response with all of them, written to the end before the first byte of it goes out.

    A long calendar waits on the disk, so it takes no memory; and one that fails half-way is an
    error instead of a short one, of which programs would delete the rest.
    """
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    try:
        for piece in pieces:
            file.write(piece.encode())
        is_long = file.tell() > IN_MEMORY
        file.seek(0)
        if is_long:
            return FileResponse(file, content_type=CONTENT_TYPE)
        with file:
            return HttpResponse(file.read(), content_type=CONTENT_TYPE)
    except BaseException:
        file.close()
        raise


def _found(query: SearchQuery, today: date) -> tuple[dict[str, list[int]], list[str]] | None:
    """The keys of every hit by kind, and what has to be said; None where the index is not sure."""
    first = query.date_from or today - KEPT
    asked = replace(
        query,
        facets={name: codes for name, codes in query.facets.items() if name != "type"},
        date_from=first,
        include_past=True,
        all_words=True,
        page=1,
        size=0,
    )
    found, total = {}, 0
    for name in kinds(query):
        only = replace(asked, fixed={**query.fixed, "type": (name,)})
        keys = _matching(only, name, registry.get(name).calendar.keys(first))
        if keys is None:
            return None
        found[name] = keys[: max(0, LIMIT - total)]
        total += len(keys)
    return found, [*query.remarks, *([only_first(LIMIT, total)] if total > LIMIT else [])]


def _matching(query: SearchQuery, name: str, keys: Sequence[int]) -> list[int] | None:
    """Those of the keys that the index finds, in their order; None where there is no index.

    Asked about known records it has to read none of them.
    """
    found: list[int] = []
    for start in range(0, len(keys), AMONG):
        some = {f"{name}:{key}": key for key in keys[start : start + AMONG]}
        result = answer(replace(query, among=frozenset(some)))
        if not result.complete:
            return None
        found += [key for document, key in some.items() if document in result.ids]
    return found


def _pieces(query: SearchQuery, found: dict[str, list[int]], remarks: list[str]) -> Iterator[str]:
    """The calendar in pieces of some hundred components."""
    title = f"{words(query)} – {HubSettings.load().title}"
    source = address_of(query, "calendar", sort=query.default_sort)
    page = absolute(address_of(query))
    yield head(title, page=page, source=absolute(source), remarks=remarks)
    zones: set[str] = set()
    for name, keys in found.items():
        drawn = registry.get(name).calendar
        for start in range(0, len(keys), PAGE):
            yield components(drawn.items(keys[start : start + PAGE]), zones)
        yield components(drawn.withdrawn(query), zones)
    yield END


def _not_now() -> HttpResponse:
    text = _("The calendar is being prepared. Programs ask again by themselves.")
    response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = "120"
    return response
