"""The report of desks by institution and month, as a page and as a table for spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advisory.models import AdviceDesk, AdviceRequest, Assignment, Entrance
from advisory.requests import figures
from directory.own_area.pages import own
from hub import spreadsheets

MONTHS = 12
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Outcome, Help, End = AdviceRequest.Outcome, AdviceRequest.Help, Assignment.End


@dataclass(frozen=True, slots=True)
class Row:
    house: str
    month: date
    tally: figures.Tally

    @property
    def numbers(self) -> list[int | str]:
        tally = self.tally
        median = tally.median
        return [
            tally.of("received"),
            tally.kept,
            tally.broken,
            "" if median is None else median,
            tally.of(f"end_{End.PASSED_ON}"),
            tally.of(f"end_{End.LEFT}"),
            tally.of(f"end_{End.WITHDRAWN}"),
            *(tally.of(f"outcome_{code}") for code in Outcome.values),
            *(tally.of(f"help_{code}") for code in Help.values),
        ]


@require_safe
@own
def own_report(request: HttpRequest) -> HttpResponse:
    """The last twelve months of the desks of one's institutions; of all for who runs the hub."""
    desks = AdviceDesk.objects.editable_by(request.user)
    found = rows(desks=desks, at=timezone.now())
    entrances = Entrance.objects.editable_by(request.user)
    if request.GET.get("format") == "xlsx":
        response = HttpResponse(xlsx_bytes(found), content_type=XLSX)
        name = f"{_('requests')}-{timezone.localdate()}.xlsx"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    context = {
        "rows": found,
        "columns": columns(),
        "has_desks": desks.exists(),
        "by_entrance": entrance_rows(entrances=entrances, at=timezone.now()),
    }
    return render(request, "advisory/requests/own_report.html", context)


def rows(*, desks, at: datetime) -> list[Row]:
    """The newest month first, houses by name."""
    today = timezone.localdate(at)
    tallies = figures.tallies(since=_first(today), until=today, desks=desks, by_month=True)
    names: dict[int | None, str] = {}
    for desk in desks.select_related("organisation"):
        house = desk.organisation
        names.setdefault(desk.organisation_id, house.headline if house else desk.label)
    found = [
        Row(names[house], date.fromisoformat(f"{month}-01"), tally)
        for (house, month), tally in tallies.items()
    ]
    return sorted(found, key=lambda row: (-row.month.toordinal(), row.house.casefold()))


def entrance_rows(*, entrances, at: datetime) -> list[tuple[Entrance, date, int]]:
    """How many requests came by way of each partner, the newest month first."""
    counts = figures.by_entrance(since=_first(timezone.localdate(at)), entrances=entrances)
    named = entrances.select_related("organisation").in_bulk()
    found = [(named[key], month, count) for (key, month), count in counts.items() if key in named]
    return sorted(found, key=lambda row: (-row[1].toordinal(), row[0].name.casefold()))


def columns() -> list[str]:
    return [
        _("received"),
        _("answered in time"),
        _("not in time"),
        _("working days to the first answer (median)"),
        _("passed on"),
        _("lost to another desk"),
        _("withdrawn by the company"),
        *(str(label) for label in Outcome.labels),
        *(_("helped: %(answer)s") % {"answer": label} for label in Help.labels),
    ]


def xlsx_bytes(found: list[Row]) -> bytes:
    head = [_("Institution"), _("Month"), *columns()]
    lines = [[row.house, f"{row.month:%Y-%m}", *row.numbers] for row in found]
    return spreadsheets.xlsx_bytes(_("Requests"), [head, *lines], freeze="C2")


def _first(today: date) -> date:
    """The first day of the first of the months, this one included."""
    months = today.year * 12 + today.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)
