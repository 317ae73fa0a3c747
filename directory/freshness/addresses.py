"""Where a record is changed."""

from __future__ import annotations

from django.contrib.admin.utils import quote
from django.urls import reverse

from directory.models import Listing, Organisation, Posting
from directory.own_area.houses import own_path


def change_address(record: Listing) -> str:
    """The page on which its members change the record; of what nobody owns, that of the admin."""
    if isinstance(record, Organisation):
        return reverse("listing_edit", args=[record.slug])
    if isinstance(record, Posting):
        return reverse("own_posting", args=[record.slug])
    if path := own_path(record):
        return path
    name = type(record).snippet_viewset.get_url_name("edit")
    return reverse(name, args=[quote(record.pk)])
