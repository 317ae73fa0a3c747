"""What the customers of a partner see: the form for requests under an address of the partner."""

from __future__ import annotations

from csp.constants import NONE
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from advisory.models import Entrance, Subject
from advisory.requests import cases
from advisory.requests.views import HOUR, start
from directory.own_area.pages import personal, shows_and_does
from hub.http import absolute, for_machines
from hub.models import HubSettings
from hub.rate_limit import limited

MAX_AGE = 300  # seconds


@shows_and_does
@limited(limit=30, seconds=HOUR)
@personal
def request_entrance(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is about, with the subjects of the partner first."""
    return start(request, by_slug(slug))


def by_slug(slug: str) -> Entrance:
    return get_object_or_404(Entrance.objects.select_related("organisation"), slug=slug)


@require_safe
@xframe_options_exempt  # an old header that knows no list of sites; frame-ancestors decides
@conditional_page
def request_entrance_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """A question box and subjects for the frame of the partner's site: no session, no script."""
    entrance, tree = by_slug(slug), Subject.objects.tree()
    chosen = entrance.chosen(tree)
    context = {
        "entrance": entrance,
        "is_open": entrance.is_open and cases.is_open(),
        "chosen": chosen or [branch for branch, _below in tree],
        "has_choice": bool(chosen),
        "address": absolute(entrance.get_absolute_url()),
        "hub_title": HubSettings.load(request_or_site=request).title,
    }
    response = render(request, "advisory/requests/entrance_embed.html", context)
    response._csp_replace = {
        "frame-ancestors": entrance.framed_by or [NONE],
        "script-src": [NONE],
        "connect-src": [NONE],
    }
    return for_machines(response, max_age=MAX_AGE)


def code(entrance: Entrance) -> str:
    """What a partner copies into its website."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="560" loading="lazy"></iframe>',
        absolute(reverse("request_entrance_embed", args=[entrance.slug])),
        entrance.title_shown or _("Describe your request"),
    )
