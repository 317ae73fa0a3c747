"""The calendar: a month, a week or a day of the list of events, with the filters of that list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import parse_qsl

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.templatetags.record_tags import weekday_and_day
from events.calendar import links
from events.calendar.dates import Dates, Entry, dates, next_day
from events.calendar.pages import Kind, Page, page_of, read
from search import registry
from search.page import ResultPage
from search.query import SearchQuery

LINES = {"month": 4, "week": 25, "day": 100}  # of a day


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its first lines, and the number and address of the others."""

    iso: str
    number: int
    words: str
    is_today: bool
    lines: list[Entry]
    more: int
    more_url: str

    def __getitem__(self, name: str) -> object:
        """As of Entry."""
        return getattr(self, name)


@require_safe
def event_month(request: HttpRequest, code: str = "") -> HttpResponse:
    """A grid of weeks; on small screens a list of the days with events."""
    return _calendar(request, "month", code)


@require_safe
def event_week(request: HttpRequest, code: str = "") -> HttpResponse:
    """A programme by day, fit to be printed."""
    return _calendar(request, "week", code)


@require_safe
def event_day(request: HttpRequest, code: str = "") -> HttpResponse:
    return _calendar(request, "day", code)


def _calendar(request: HttpRequest, kind: Kind, code: str) -> HttpResponse:
    today = timezone.localdate()
    asked = SearchQuery.for_list(request.GET, "event", today=today)
    remarks = list(asked.remarks)
    page = _page(kind, code, asked, today)
    if typed := request.GET.get("date", ""):
        try:
            return HttpResponseRedirect(links.of_page(page_of(kind, _typed_day(typed)), asked))
        except ValueError as reason:
            remarks.append(str(reason))
    query = replace(asked, date_from=None, date_to=None, include_past=True, all_words=True, page=1)
    document_type = registry.get("event")
    found = dates(query, page, limit=LINES[kind], facets=document_type.facets)
    results = ResultPage(
        query=query,
        result=found.result,
        document_type=document_type,
        facet_names=document_type.facets,
        address=links.path_of(page.kind, page.code),
    )
    shown = _in_grid(found, page, query) if kind == "month" else _by_day(found, page, query)
    context = {
        **results.context(),
        **_frame(query, page, today),
        **shown,
        "dates": False,  # the page itself says when
        "remarks": remarks,
        "from_database": not found.result.complete,
        "running": found.running,
        "running_more": found.more_running,
        "running_url": links.list_of(page_of("day", page.first), query),
        "is_empty": not found.result.total,
        "section": "event",
        "next": _next(query, page) if not found.result.total else None,
    }
    template = "events/event_month.html" if kind == "month" else "events/event_agenda.html"
    return render(request, template, context)


def _page(kind: Kind, code: str, asked: SearchQuery, today: date) -> Page:
    if not code:
        try:
            return page_of(kind, asked.date_from or today)
        except ValueError:
            return page_of(kind, today)
    try:
        return read(kind, code)
    except ValueError as reason:
        raise Http404(str(reason)) from None


def _typed_day(text: str) -> date:
    """The day of the field “date”, written as in the filters; raises ValueError with words."""
    typed = QueryDict(mutable=True)
    typed["from"] = text
    parsed = SearchQuery.parse(typed)
    if parsed.date_from is None:
        raise ValueError(" ".join(parsed.remarks))
    try:
        page_of("month", parsed.date_from)
    except ValueError:
        raise ValueError(_("The year lies between 1900 and 2200.")) from None
    return parsed.date_from


def _frame(query: SearchQuery, page: Page, today: date) -> dict[str, object]:
    """Names and addresses around the page."""
    neighbours = {"previous": page.previous(), "following": page.next()}
    named = {
        name: {"label": links.short(other, page), "url": links.of_page(other, query)}
        for name, other in neighbours.items()
        if other
    }
    return {
        **named,
        "calendar": page,
        "heading": links.heading(page),
        "week": page.number_of_week if page.kind == "week" else None,
        "is_now": today in page,
        "today_url": links.address(page.kind, "", query),
        "views": links.of_calendar(query, page),
        "jump_url": links.path_of(page.kind),
        "kept": parse_qsl(query.urlencode()),
        "jump_day": (today if today in page else page.first).isoformat(),
        "list_query": replace(query, include_past=False, all_words=False),
    }


def _in_grid(found: Dates, page: Page, query: SearchQuery) -> dict[str, object]:
    """Weeks of a month, each with seven cells: a Day, or None outside the month."""
    days = dict(zip(page.days, _days(found, page, query), strict=True))
    rows = []
    for week in page.weeks():
        first = next(day for day in week if day)
        here = page_of("week", first)
        rows.append(
            {
                "number": here.number_of_week,
                "url": links.of_page(here, query),
                "cells": [days[day] if day else None for day in week],
                "is_empty": not any(day and days[day].lines for day in week),
            }
        )
    monday = page_of("week", page.first).days
    return {"weeks": rows, "weekdays": [_words(day, "l") for day in monday]}


def _by_day(found: Dates, page: Page, query: SearchQuery) -> dict[str, object]:
    """The days of a page on which something begins."""
    return {"programme": [day for day in _days(found, page, query) if day.lines]}


def _days(found: Dates, page: Page, query: SearchQuery) -> list[Day]:
    today, pattern = timezone.localdate(), _("l, j F")
    days = []
    for day in page.days:
        url = ""
        if more := found.more.get(day, 0):
            here = page_of("day", day)
            url = links.list_of(here, query) if page.kind == "day" else links.of_page(here, query)
        days.append(
            Day(
                iso=day.isoformat(),
                number=day.day,
                words=_words(day, pattern),
                is_today=day == today,
                lines=found.beginning.get(day, []),
                more=more,
                more_url=url,
            )
        )
    return days


def _words(day: date, pattern: str) -> str:
    return _written(day, pattern, get_language())


@lru_cache(maxsize=1024)
def _written(day: date, pattern: str, language: str | None) -> str:  # `language` is a key only
    return date_format(day, pattern)


def _next(query: SearchQuery, page: Page) -> dict[str, str] | None:
    """Where the calendar goes on after an empty page."""
    day = next_day(query, page)
    if day is None:
        return None
    there = page_of(page.kind, day)
    return {"day": weekday_and_day(day), "url": links.of_page(there, query)}
