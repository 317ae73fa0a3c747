"""Addresses that leave the site, and answers for machines."""

from django.conf import settings
from django.utils.cache import add_never_cache_headers, patch_cache_control


def absolute(path):
    """The full address of a path, by the hub's own name and never by what a request claims."""
    return f"{settings.HUB_URL}{path}"


def for_machines(response, *, max_age, keep=True):
    """Let everybody keep an answer for some seconds, or nobody; search engines leave it out."""
    if keep:
        patch_cache_control(response, public=True, max_age=max_age)
    else:
        add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
