"""How often one client may do something, counted in the database and so for all processes.

A count begins with the first attempt and ends `seconds` later. Counts have no readable addresses.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hub import views
from hub.models import AttemptCount

View = Callable[..., HttpResponse]


def allow(*, key: str, limit: int, seconds: int, at: datetime | None = None) -> bool:
    """Count one attempt; False when `limit` were allowed in the last `seconds` already.

    Exact with many processes at once. Call it outside a transaction that may be rolled back:
    the attempt would be forgotten with it.
    """
    at = at or timezone.now()
    until = at + timedelta(seconds=seconds)
    name = salted_hmac("hub.rate_limit", key).hexdigest()
    counts = AttemptCount.objects.filter(name=name)
    # Looked at first, because on SQLite writers wait for each other: a full one writes nothing.
    count = counts.first()
    if count is None:
        count, is_new = counts.get_or_create(name=name, defaults={"until": until})
        if is_new:
            return True
    if count.until > at and count.count >= limit:
        return False
    if count.until <= at and counts.filter(until__lte=at).update(count=1, until=until):
        return True
    return bool(counts.filter(until__gt=at, count__lt=limit).update(count=F("count") + 1))


def limited(*, limit: int, seconds: int) -> Callable[[View], View]:
    """A view that answers 429 when one client has sent its form `limit` times in `seconds`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            key = f"{view.__module__}.{view.__qualname__} {client_address(request)}"
            if request.method == "POST" and not allow(key=key, limit=limit, seconds=seconds):
                return views.too_many_requests(request)
            return view(request, *args, **kwargs)

        return limited_view

    return decorate


def client_address(request: HttpRequest) -> str:
    """Who asks: the address that the outermost of our own proxies saw, of IPv6 the first half.

    What stands further left in X-Forwarded-For was written by the client itself.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(forwarded):
        address = forwarded[-settings.TRUSTED_PROXIES].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def prune(*, at: datetime | None = None) -> int:
    """Forget counts that are over; gives the number."""
    return AttemptCount.objects.filter(until__lte=at or timezone.now()).delete()[0]
