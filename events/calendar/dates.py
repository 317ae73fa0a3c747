"""The dates on a page of the calendar: those of the one query, read from the occurrences.

The index says which events match, the database when they take place: the index knows one date of
an event, the next one, and a calendar also shows the others and those that are over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models.listing import ANY_SLUG
from directory.templatetags.record_tags import clock, day, day_range, lang_attribute
from events.calendar.pages import ONE_DAY, Page
from events.models import Event, Occurrence
from events.models.event_queryset import shown
from search import fallback
from search.query import SearchQuery
from search.result import SearchResult
from search.views import answer

AHEAD = 500  # dates that are looked at for the next one
RUNNING = 12  # lines of what runs already
IN_ORDER = ("day", "starts_at", "event_id")  # those of whole days begin at midnight
OF_DATE = ("pk", "starts_at", "ends_at", "day", "until_day", "is_cancelled")
OF_EVENT = ("all_day", "time_zone", "title", "title_en", "slug", "language", "kind", "status")
OF_EVENT += ("place", "venue", "attendance_mode", "owner__title", "owner__title_en", "owner__live")
OF_CHANGE = ("title", "venue")  # where a date differs from its series
FACTS = (
    *OF_DATE,
    *(f"event__{name}" for name in OF_EVENT),
    *(f"change__{name}" for name in OF_CHANGE),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar, in the active language; what a page does not show costs nothing.

    `facts` are FACTS of its occurrence, `start` and `end` in the zone of the event.
    """

    facts: dict[str, Any]
    start: datetime
    end: datetime
    url: str

    def __getitem__(self, name: str) -> object:
        """Templates look for an item first; where there are none each look is an exception."""
        return getattr(self, name)

    @property
    def title(self) -> str:
        own = self.facts["change__title"]
        return own or self.facts["event__title_en" if self._is_translated else "event__title"]

    @property
    def lang(self) -> str:
        return lang_attribute("en" if self._is_translated else self.facts["event__language"])

    @property
    def clock(self) -> str:
        if self.facts["event__all_day"]:
            return ""
        starts, ends = f"{self.start:%H:%M}", f"{self.end:%H:%M}"
        return clock(starts, "" if self._is_several or starts == ends else ends) + self._zone

    @property
    def starts(self) -> str:
        return "" if self.facts["event__all_day"] else f"{self.start:%H:%M}" + self._zone

    @property
    def until(self) -> str:
        if not self._is_several:
            return ""
        return _("until %(day)s") % {"day": day(self.facts["until_day"])}

    @property
    def running(self) -> str:
        return day_range(self.facts["day"], self.facts["until_day"])

    @property
    def is_cancelled(self) -> bool:
        is_off = self.facts["event__status"] == Event.Status.CANCELLED
        return bool(self.facts["is_cancelled"]) or is_off

    @property
    def status(self) -> str:
        """In one or two words what differs from the plan, where something does."""
        status = Event.Status.CANCELLED if self.is_cancelled else self.facts["event__status"]
        return "" if status == Event.Status.SCHEDULED else str(Event.Status(status).label)

    @property
    def kind(self) -> str:
        return str(Event.Kind(self.facts["event__kind"]).label)

    @property
    def where(self) -> str:
        if self.facts["event__attendance_mode"] == Event.AttendanceMode.ONLINE:
            return _("online")
        venue = self.facts["change__venue"] or self.facts["event__venue"]
        return ", ".join(filter(None, (self.facts["event__place"], venue)))

    @property
    def owner(self) -> str:
        if not self.facts["event__owner__live"]:
            return ""
        in_english = get_language() == "en" and self.facts["event__owner__title_en"]
        return str(in_english or self.facts["event__owner__title"])

    @property
    def _is_translated(self) -> bool:
        is_told = self.facts["event__title_en"] and not self.facts["change__title"]
        return bool(is_told) and get_language() == "en"

    @property
    def _is_several(self) -> bool:
        return bool(self.facts["until_day"] > self.facts["day"])

    @property
    def _zone(self) -> str:
        """The time zone where it is not that of the hub."""
        name = self.facts["event__time_zone"]
        return "" if name == timezone.get_default_timezone_name() else f" ({name})"


@dataclass(slots=True)
class Dates:
    """What stands on a page: `running` began before it, `beginning` goes by the first day.

    Of each the first ones are read; `more_running` and `more` are the numbers of the others.
    `result` is the engine's answer, with the counts of the filters for this page alone.
    """

    result: SearchResult
    running: list[Entry]
    more_running: int
    beginning: dict[date, list[Entry]]
    more: dict[date, int]


def dates(query: SearchQuery, page: Page, *, limit: int, facets: tuple[str, ...] = ()) -> Dates:
    """What the query finds on a page, at most `limit` for a day; five queries at most."""
    stubs = _on_page(query, page)
    result, found = _matching(query, {event for _key, event, _day in stubs}, facets)
    keys, before = defaultdict[date, list[int]](list), page.first - ONE_DAY
    for key, event, first_day in stubs:
        if event in found:
            keys[max(first_day, before)].append(key)
    result.total = sum(map(len, keys.values()))
    first = {
        day: _first(of_day, RUNNING if day == before else limit) for day, of_day in keys.items()
    }
    lines = _entries(key for of_day in first.values() for key in of_day)
    shown = {day: [lines[key] for key in of_day if key in lines] for day, of_day in first.items()}
    more = {day: len(keys[day]) - len(of_day) for day, of_day in first.items()}
    return Dates(result, shown.pop(before, []), more.pop(before, 0), shown, more)


def next_day(query: SearchQuery, page: Page) -> date | None:
    """The first day after a page on which something begins, as far as AHEAD dates tell."""
    later = Occurrence.objects.filter(shown("event__"), day__gt=page.last).order_by(*IN_ORDER)
    rows = later.values_list("event_id", "day")[:AHEAD]
    _result, found = _matching(query, {event for event, _day in rows}, ())
    return next((day for event, day in rows if event in found), None)


def _on_page(query: SearchQuery, page: Page) -> list[tuple[int, int, date]]:
    """Key, event and first day of every date on a page; those that run already first."""
    rows = Occurrence.objects.all()
    if not (query.q or query.is_filtered):  # else the index knows which are public
        rows = rows.filter(shown("event__"))
    running = rows.filter(until_day__gt=F("day"), day__lt=page.first, until_day__gte=page.first)
    running = running.order_by("until_day", *IN_ORDER)  # what ends soon comes first
    beginning = rows.filter(day__range=(page.first, page.last)).order_by(*IN_ORDER)
    return [row for some in (running, beginning) for row in some.values_list("pk", "event", "day")]


def _matching(
    query: SearchQuery, keys: set[int], facets: tuple[str, ...]
) -> tuple[SearchResult, set[int]]:
    """Which of these events the query finds; without an index those that hold its words."""
    ids = frozenset(f"event:{key}" for key in keys)
    result = answer(replace(query, among=ids, size=0), facets=facets)
    if not (query.q or query.is_filtered):
        return result, keys
    if result.complete:
        return result, {int(name.partition(":")[2]) for name in result.ids}
    holding = Event.objects.live().filter(fallback.holding(query.q), pk__in=keys)
    return result, set(holding.values_list("pk", flat=True))


def _first(keys: list[int], limit: int) -> list[int]:
    """One more than the limit instead of “+ 1”."""
    return keys if len(keys) <= limit + 1 else keys[:limit]


def _entries(keys: Iterable[int]) -> dict[int, Entry]:
    """The line of each public date by its key; without those gone meanwhile."""
    before, after = reverse("event_detail", args=[ANY_SLUG]).split(ANY_SLUG)
    rows = Occurrence.objects.filter(shown("event__"), pk__in=list(keys)).order_by()
    lines = {}
    for facts in rows.values(*FACTS):
        zone = ZoneInfo(facts["event__time_zone"])
        start, end = facts["starts_at"].astimezone(zone), facts["ends_at"].astimezone(zone)
        url = f"{before}{facts['event__slug']}{after}"
        lines[facts["pk"]] = Entry(facts, start, end, url)
    return lines
