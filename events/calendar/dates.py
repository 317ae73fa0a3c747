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
from events.models import DateChange, Event, Occurrence
from events.models.event_queryset import shown
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
    change: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar, in the active language; what a page does not show costs nothing."""

    moment: Moment
    texts: dict
    url: str

    def __getitem__(self, name: str) -> object:
        """Templates look for an item first; where there are none each look is an exception."""
        return getattr(self, name)

    @property
    def title(self) -> str:
        return self.texts["title_en"] if self._is_translated else self.texts["title"]

    @property
    def lang(self) -> str:
        return lang_attribute("en" if self._is_translated else self.texts["language"])

    @property
    def clock(self) -> str:
        if self.moment.all_day:
            return ""
        starts, ends = f"{self.moment.start:%H:%M}", f"{self.moment.end:%H:%M}"
        return clock(starts, "" if self._is_several or starts == ends else ends) + self._zone

    @property
    def starts(self) -> str:
        return "" if self.moment.all_day else f"{self.moment.start:%H:%M}" + self._zone

    @property
    def until(self) -> str:
        if not self._is_several:
            return ""
        return _("until %(day)s") % {"day": day(self.moment.last_day)}

    @property
    def running(self) -> str:
        return day_range(self.moment.first_day, self.moment.last_day)

    @property
    def is_cancelled(self) -> bool:
        return self.moment.is_cancelled or self.texts["status"] == Event.Status.CANCELLED

    @property
    def status(self) -> str:
        """In one or two words what differs from the plan, where something does."""
        status = Event.Status.CANCELLED if self.is_cancelled else self.texts["status"]
        return "" if status == Event.Status.SCHEDULED else str(Event.Status(status).label)

    @property
    def kind(self) -> str:
        return str(Event.Kind(self.texts["kind"]).label)

    @property
    def where(self) -> str:
        if self.texts["attendance_mode"] == Event.AttendanceMode.ONLINE:
            return _("online")
        return ", ".join(filter(None, (self.texts["place"], self.texts["venue"])))

    @property
    def owner(self) -> str:
        if not self.texts["owner__live"]:
            return ""
        in_english = get_language() == "en" and self.texts["owner__title_en"]
        return in_english or self.texts["owner__title"]

    @property
    def _is_translated(self) -> bool:
        return bool(self.texts["title_en"]) and get_language() == "en"

    @property
    def _is_several(self) -> bool:
        return self.moment.last_day > self.moment.first_day

    @property
    def _zone(self) -> str:
        """The time zone where it is not that of the hub."""
        name = self.moment.start.tzinfo.key
        return "" if name == timezone.get_default_timezone_name() else f" ({name})"


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
    """The line of each public date, their texts read at once; without those gone meanwhile."""
    if not moments:
        return {}
    keys = {moment.event for moment in moments}
    rows = Event.objects.filter(pk__in=keys).order_by().values("pk", *TEXTS)
    texts = {row["pk"]: row for row in rows}
    changes = _changes(moments)
    before, after = reverse("event_detail", args=[ANY_SLUG]).split(ANY_SLUG)
    return {
        moment: Entry(
            moment,
            found | changes[moment.change] if moment.change in changes else found,
            f"{before}{found['slug']}{after}",
        )
        for moment in moments
        if (found := texts.get(moment.event))
    }


def _changes(moments: Sequence[Moment]) -> dict[int | None, dict]:
    """What single dates are called and where they are, where that differs from their series."""
    keys = {moment.change for moment in moments if moment.change}
    if not keys:
        return {}
    rows = DateChange.objects.filter(pk__in=keys).values("pk", "title", "venue")
    return {
        row["pk"]: ({"title": row["title"], "title_en": ""} if row["title"] else {})
        | ({"venue": row["venue"]} if row["venue"] else {})
        for row in rows
    }


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
    names = ("event_id", "starts_at", "ends_at", "is_cancelled", "change_id")
    names += ("event__all_day", "event__time_zone")
    moments = []
    for event, start, end, is_cancelled, change, all_day, name in rows.values_list(*names):
        zone = zones.get(name) or zones.setdefault(name, ZoneInfo(name))
        start, end = start.astimezone(zone), end.astimezone(zone)
        days = days_of(start, end, all_day=all_day)
        moments.append(Moment(event, start, end, *days, all_day, is_cancelled, change))
    return moments
