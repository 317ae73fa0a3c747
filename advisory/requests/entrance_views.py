"""What the customers of a partner see: the form for requests under an address of the partner."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from advisory.models import Entrance
from advisory.requests.views import HOUR, start
from directory.own_area.pages import personal, shows_and_does
from hub.rate_limit import limited


@shows_and_does
@limited(limit=30, seconds=HOUR)
@personal
def request_entrance(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is about, with the subjects of the partner first."""
    return start(request, by_slug(slug))


def by_slug(slug: str) -> Entrance:
    return get_object_or_404(Entrance.objects.select_related("organisation"), slug=slug)
