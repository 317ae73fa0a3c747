"""A query as a small page without scripts, for the frame of a partner's site."""

from __future__ import annotations

from dataclasses import replace

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from hub.http import absolute, for_machines
from hub.models import HubSettings
from search.addresses import address_of, kept_address, limit_of
from search.describe import words
from search.query import SearchQuery
from search.views import answer

COUNT, MOST = 5, 20  # hits
MAX_AGE = 300  # seconds


@require_safe
@xframe_options_exempt  # an old header that knows no list of sites; frame-ancestors decides
@conditional_page
def embed(request: HttpRequest) -> HttpResponse:
    """The first hits of any query; without an index, none where only it knows which match."""
    query = SearchQuery.parse_kept(request.GET, today=timezone.localdate())
    count = limit_of(request.GET.get("count", ""), usual=COUNT, most=MOST)
    result = answer(replace(query, page=1, size=count))
    if not result.complete and query.is_filtered:
        result.total, result.hits = 0, []
    hub = HubSettings.load(request_or_site=request)
    context = {
        "heading": words(query),
        "result": result,
        "all_url": absolute(address_of(query)),
        "hub_title": hub.title,
    }
    response = render(request, "search/embed.html", context)
    response._csp_replace = {
        "frame-ancestors": [SELF, *hub.embed_partners],
        "script-src": [NONE],
        "connect-src": [NONE],
        "form-action": [NONE],
    }
    return for_machines(response, max_age=MAX_AGE, keep=result.complete)


def code(query: SearchQuery) -> str:
    """What a partner copies: a frame with a title that says what is in it."""
    address = absolute(kept_address("embed", query))
    return format_html(
        '<iframe src="{}{}count={}" title="{}" width="100%" height="600" loading="lazy"></iframe>',
        address,
        "&" if "?" in address else "?",
        COUNT,
        words(query),
    )
