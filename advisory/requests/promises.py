"""The public page that says which institution keeps its promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advisory.models import AdviceDesk
from advisory.requests import figures

PERIOD = timedelta(days=365)
SHOWN_FROM = 5  # decided promises; fewer could tell about single companies
KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class House:
    """An institution, or the desk itself where it has none that is public."""

    name: str
    url: str
    within: tuple[int, ...]  # working days that its desks promise
    tally: figures.Tally

    @property
    def is_shown(self) -> bool:
        return self.tally.decided >= SHOWN_FROM


@require_safe
def request_promises(request: HttpRequest) -> HttpResponse:
    found = houses(at=timezone.now())
    shown = [house for house in found if house.is_shown]  # a sum would tell what is hidden
    context = {
        "houses": found,
        "shown_from": SHOWN_FROM,
        "kept": sum(house.tally.kept for house in shown),
        "decided": sum(house.tally.decided for house in shown),
    }
    return render(request, "advisory/requests/promises.html", context)


def houses(*, at: datetime) -> list[House]:
    """Every institution with a desk that works or had requests, by name."""
    tallies = cache.get_or_set("advisory.promises", lambda: _tallies(at), KEPT_SECONDS)
    desks = AdviceDesk.objects.select_related("organisation").order_by("answer_within_days")
    by_house: dict[int | None, list[AdviceDesk]] = {}
    for desk in desks:
        if desk.works or desk.organisation_id in tallies:
            by_house.setdefault(desk.organisation_id, []).append(desk)
    found = [_house(own, tallies.get(key, figures.Tally())) for key, own in by_house.items()]
    return sorted(found, key=lambda house: house.name.casefold())


def _tallies(at: datetime) -> dict[int | None, figures.Tally]:
    today = timezone.localdate(at)
    found = figures.tallies(
        since=today - PERIOD, until=today, desks=AdviceDesk.objects.all(), by_month=False
    )
    return {house: tally for (house, _month), tally in found.items()}


def _house(desks: list[AdviceDesk], tally: figures.Tally) -> House:
    house = desks[0].organisation
    is_public = house is not None and house.live
    within = tuple(sorted({desk.answer_within_days for desk in desks if desk.works}))
    name = house.headline if is_public else desks[0].label
    return House(name, house.get_absolute_url() if is_public else "", within, tally)
