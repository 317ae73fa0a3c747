"""Whether a form without an account was sent by a person: a field nobody sees, and time."""

from __future__ import annotations

from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

TOO_QUICK = 3  # seconds in which nobody reads and fills in a form
LONGEST = 24 * 3600

_stamp = signing.TimestampSigner(salt="directory.own_area")


def stamp() -> str:
    """When the form was shown, signed."""
    return _stamp.sign("")


def is_trap_filled(data: QueryDict) -> bool:
    """People do not see this field; programs that fill in every field do."""
    return bool(data.get("homepage"))


def obstacle(data: QueryDict) -> str:
    """Why the form is shown once more, in words; empty for somebody who took time."""
    try:
        _stamp.unsign(data.get("shown", ""), max_age=LONGEST)
    except signing.BadSignature:
        return _("This form was open for very long. Please send it once more.")
    try:
        _stamp.unsign(data["shown"], max_age=TOO_QUICK)
    except signing.SignatureExpired:
        return ""
    return _("That was quicker than people are. Please send it once more.")
