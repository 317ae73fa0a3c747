"""What the pages of the calendar are called, and where they are; filters stay in the address."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from directory.templatetags.record_tags import day_range, weekday_and_day
from events.calendar.pages import Kind, Page, page_of
from search.addresses import address_of
from search.query import SearchQuery
from search.registry import OtherView

NO_DAYS = {"date_from": None, "date_to": None}


ANY_CODE = "0000"


def path_of(kind: Kind, code: str = "") -> str:
    return (
        _path_of(kind, get_language() or "").replace(ANY_CODE, code)
        if code
        else reverse(f"event_{kind}")
    )


@cache
def _path_of(kind: Kind, language: str) -> str:
    """Of a page that is not: a month has links to fifty others."""
    return reverse(f"event_{kind}", args=[ANY_CODE])


def address(kind: Kind, code: str, query: SearchQuery) -> str:
    """A page of the calendar, without a code that of today; its days replace those asked for."""
    path = path_of(kind, code)
    params = query.urlencode(**NO_DAYS)
    return f"{path}?{params}" if params else path


def of_page(page: Page, query: SearchQuery) -> str:
    return address(page.kind, page.code, query)


def list_of(page: Page, query: SearchQuery) -> str:
    """The list of what a page shows."""
    return address_of(query, date_from=page.first, date_to=page.last)


def heading(page: Page) -> str:
    """“Dezember 2026”, “30. November 2026 bis 6. Dezember 2026”, “Freitag, 4. Dezember 2026”."""
    if page.kind == "month":
        return date_format(page.first, "F Y")
    if page.kind == "week":
        return day_range(page.first, page.last)
    return weekday_and_day(page.first)


def short(page: Page, beside: Page) -> str:
    """How a neighbour is named: “Januar 2027” beside a December, “KW 50”, “Fr, 25. Dez”."""
    if page.kind == "month":
        return date_format(page.first, "F" if page.first.year == beside.first.year else "F Y")
    if page.kind == "week":
        return _("Week %(number)d") % {"number": page.number_of_week}
    return date_format(page.first, _("D, j M"))


def of_list(query: SearchQuery) -> list[OtherView]:
    """The views of the list: its own, and those of the first day asked for, else of today."""
    views = [OtherView(pgettext("view", "List"), address_of(query), is_current=True)]
    for kind, label in _kinds():
        code = ""
        if query.date_from:
            try:
                code = page_of(kind, query.date_from).code
            except ValueError:  # a day before all calendars
                code = ""
        views.append(OtherView(label, address(kind, code, query)))
    return views


def of_calendar(query: SearchQuery, page: Page) -> list[OtherView]:
    """The same views from a page of the calendar: of today where that stands on it."""
    today = timezone.localdate()
    around = today if today in page else page.first
    days = NO_DAYS if today in page else {"date_from": page.first, "date_to": page.last}
    views = [OtherView(pgettext("view", "List"), address_of(query, **days))]
    for kind, label in _kinds():
        here = page if kind == page.kind else page_of(kind, _inside(around))
        views.append(OtherView(label, of_page(here, query), is_current=kind == page.kind))
    return views


def _inside(day: date) -> date:
    """A week may begin in the year before the first one of calendars, and a month not."""
    return day if day.year > 1900 or day.month > 1 else day.replace(day=8)


def _kinds() -> list[tuple[Kind, str]]:
    return [("month", pgettext("view", "Month")), ("week", pgettext("view", "Week"))]
