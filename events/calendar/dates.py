"""The dates on a page of the calendar: those of the one query, read from the occurrences.

The index says which events match, the database when they take place: the index knows one date of
an event, the next one, and a calendar also shows the others and those that are over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models.listing import ANY_SLUG
from directory.templatetags.record_tags import clock, day, day_range, lang_attribute
from events.calendar.pages import Page, days_of, placed
from events.models import Event, Occurrence
from events.models.event import shown
from search import fallback
from search.query import SearchQuery
from search.result import SearchResult
from search.views import answer

AHEAD = 500  # dates that are looked at for the next one
TEXTS = ("title", "title_en", "slug", "language", "kind", "status", "place", "venue")
TEXTS += ("attendance_mode", "owner__title", "owner__title_en", "owner__live")


class Moment(NamedTuple):
    """One occurrence, no more than what its place on a page is found by."""

    event: int
    start: datetime
    end: datetime
    first_day: date
    last_day: date
    all_day: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar, in the active language."""

    title: str
    lang: str
    url: str
    clock: str
    starts: str
    until: str
    running: str
    status: str
    is_cancelled: bool
    kind: str
    where: str
    owner: str


@dataclass(slots=True)
class Dates:
    """What stands on a page: `running` began before it, `beginning` goes by the first day.

    `result` is the engine's answer, with the counts of the filters for this page alone.
    """

    result: SearchResult
    running: list[Moment]
    beginning: dict[date, list[Moment]]

    @property
    def count(self) -> int:
        return len(self.running) + sum(map(len, self.beginning.values()))


def dates(query: SearchQuery, page: Page, *, facets: tuple[str, ...] = ()) -> Dates:
    """Everything that the query finds on a page; four queries to the database at most."""
    start, end = page.moments(timezone.get_current_timezone())
    rows = Occurrence.objects.filter(starts_at__lt=end, ends_at__gte=start)
    result, moments = _matching(query, rows.order_by("starts_at", "pk"), facets)
    moments.sort(key=lambda m: (m.first_day, not m.all_day, m.start))
    running, beginning = placed(moments, page)
    found = Dates(result, running, beginning)
    result.total = found.count
    return found


def next_day(query: SearchQuery, page: Page) -> date | None:
    """The first day after a page on which something begins, as far as AHEAD dates tell."""
    _start, end = page.moments(timezone.get_current_timezone())
    rows = Occurrence.objects.filter(starts_at__gte=end).order_by("starts_at", "pk")
    keys = rows.filter(shown("event__")).values_list("pk", flat=True)[:AHEAD]
    _result, moments = _matching(query, rows.filter(pk__in=list(keys)), ())
    return moments[0].first_day if moments else None


def entries(moments: Sequence[Moment]) -> dict[Moment, Entry]:
    """The line of each, their texts read at once; without those withdrawn in the meantime."""
    keys = {moment.event for moment in moments}
    rows = Event.objects.live().filter(pk__in=keys).values("pk", *TEXTS)
    texts = {row["pk"]: row for row in rows}
    address = reverse("event_detail", args=[ANY_SLUG])
    return {m: _entry(m, texts[m.event], address) for m in moments if m.event in texts}


def _matching(
    query: SearchQuery, rows: QuerySet, facets: tuple[str, ...]
) -> tuple[SearchResult, list[Moment]]:
    """The dates whose events the query finds; without an index those that hold its words."""
    live = rows.filter(shown("event__"))
    if not (query.q or query.is_filtered):
        moments = _moments(live)
        return _among(query, {moment.event for moment in moments}, facets), moments
    result = _among(query, set(rows.order_by().values_list("event_id", flat=True)), facets)
    if result.complete:
        found = live.filter(event__in=[int(name.partition(":")[2]) for name in result.ids])
    else:
        found = live.filter(event__in=Event.objects.filter(fallback.holding(query.q)))
    return result, _moments(found)


def _among(query: SearchQuery, keys: set[int], facets: tuple[str, ...]) -> SearchResult:
    """Which of these events match, and how many of them by facet."""
    ids = frozenset(f"event:{key}" for key in keys)
    return answer(replace(query, among=ids, size=0), facets=facets)


def _moments(rows: QuerySet) -> list[Moment]:
    """Rows as dates in the zones of their events, as everywhere else."""
    zones: dict[str, ZoneInfo] = {}
    names = ("event_id", "starts_at", "ends_at", "is_cancelled")
    names += ("event__all_day", "event__time_zone")
    moments = []
    for event, start, end, is_cancelled, all_day, name in rows.values_list(*names):
        zone = zones.get(name) or zones.setdefault(name, ZoneInfo(name))
        start, end = start.astimezone(zone), end.astimezone(zone)
        days = days_of(start, end, all_day=all_day)
        moments.append(Moment(event, start, end, *days, all_day, is_cancelled))
    return moments


def _entry(moment: Moment, texts: dict, address: str) -> Entry:
    in_english = get_language() == "en"
    is_translated = in_english and texts["title_en"]
    is_several = moment.last_day > moment.first_day
    is_online = texts["attendance_mode"] == Event.AttendanceMode.ONLINE
    where = [texts["place"], texts["venue"]]
    starts, ends = f"{moment.start:%H:%M}", f"{moment.end:%H:%M}"
    zone = "" if moment.start.tzinfo.key == _own_zone() else f" ({moment.start.tzinfo.key})"
    owner = (in_english and texts["owner__title_en"]) or texts["owner__title"]
    is_cancelled = moment.is_cancelled or texts["status"] == Event.Status.CANCELLED
    return Entry(
        title=texts["title_en"] if is_translated else texts["title"],
        lang=lang_attribute("en" if is_translated else texts["language"]),
        url=address.replace(ANY_SLUG, texts["slug"]),
        clock="" if moment.all_day else _clock(starts, ends, is_several) + zone,
        starts="" if moment.all_day else starts + zone,
        until=_("until %(day)s") % {"day": day(moment.last_day)} if is_several else "",
        running=day_range(moment.first_day, moment.last_day),
        status=_status(Event.Status.CANCELLED if is_cancelled else texts["status"]),
        is_cancelled=is_cancelled,
        kind=Event.Kind(texts["kind"]).label,
        where=_("online") if is_online else ", ".join(filter(None, where)),
        owner=owner if texts["owner__live"] else "",
    )


def _clock(starts: str, ends: str, is_several: bool) -> str:
    return clock(starts, "" if is_several or starts == ends else ends)


def _status(status: str) -> str:
    """In one or two words what differs from the plan, where something does."""
    return "" if status == Event.Status.SCHEDULED else str(Event.Status(status).label)


def _own_zone() -> str:
    return timezone.get_default_timezone_name()
