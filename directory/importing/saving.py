"""How a record that an import has changed goes into the database."""

from collections.abc import Callable
from typing import Any

from directory.models import Listing


def save_changed(record: Listing, change: Callable[[Any], object]) -> None:
    """Save the row and let its revisions agree with it.

    A revision that stayed behind would bring the old values back at the next publication. A draft
    somebody works on stays a draft, and a withdrawn record stays withdrawn; both learn the change.
    """
    record.save()
    if not record.latest_revision_id:
        return
    if record.live and not record.has_unpublished_changes:
        record.save_revision(clean=False).publish()
        return
    draft = record.get_latest_revision_as_object()
    change(draft)
    draft.save_revision(clean=False)
