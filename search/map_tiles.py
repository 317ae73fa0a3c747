"""Where the pictures of the map come from, and the pages that may ask for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse


def source() -> dict[str, str] | None:
    """What the page of hits tells its visitor and js/map.js; None where there is no map."""
    if not settings.MAP_TILES:
        return None
    return {
        "tiles": settings.MAP_TILES,
        "attribution": settings.MAP_ATTRIBUTION,
        "host": origin(settings.MAP_TILES).partition("://")[2].removeprefix("*."),
    }


def origin(address: str) -> str:
    """Scheme and host of a tile address, with “*” for one of several servers ({s})."""
    parts = urlsplit(address.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"


def may_show_map(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the pages of a view load map pictures, and no other page."""

    @wraps(view)
    def with_tiles(*args: object, **kwargs: object) -> HttpResponse:
        response = view(*args, **kwargs)
        if settings.MAP_TILES:
            response._csp_update = {"img-src": [origin(settings.MAP_TILES)]}  # type: ignore[attr-defined]
        return response

    return with_tiles
