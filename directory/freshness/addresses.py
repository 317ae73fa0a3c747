"""Where a record is changed."""

from __future__ import annotations

from django.contrib.admin.utils import quote
from django.urls import reverse

from directory.models import Listing


def change_address(record: Listing) -> str:
    """The page on which people who may do so change the record."""
    name = type(record).snippet_viewset.get_url_name("edit")
    return reverse(name, args=[quote(record.pk)])
