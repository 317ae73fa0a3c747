"""Addresses that leave the site."""

from django.conf import settings


def absolute(path):
    """The full address of a path, by the hub's own name and never by what a request claims."""
    return f"{settings.HUB_URL}{path}"
