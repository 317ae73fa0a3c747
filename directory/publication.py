"""What the admin says about whether a record is public."""

from django.utils.translation import gettext_lazy as _


def publication(record):
    """Whether visitors see the record and whether a change waits, without a query."""
    if record.live:
        return _("public, draft waiting") if record.has_unpublished_changes else _("public")
    return _("expired") if record.expired else _("draft")
