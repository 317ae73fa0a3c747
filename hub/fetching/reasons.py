"""Why nothing was fetched, in words for the people whose address it was."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from hub.fetching.kinds import Kind


class Reason(StrEnum):
    """A code to store; its label is a sentence to show, in the language of whoever reads it."""

    BAD_ADDRESS = "bad-address"
    REFUSED_ADDRESS = "refused-address"
    REFUSED_PORT = "refused-port"
    UNKNOWN_NAME = "unknown-name"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"
    TOO_LARGE = "too-large"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    DOWNGRADE = "downgrade"
    NOT_FOUND = "not-found"
    FORBIDDEN = "forbidden"
    SERVER_ERROR = "server-error"
    UNEXPECTED_STATUS = "unexpected-status"
    UNEXPECTED_TYPE = "unexpected-type"
    BROKEN = "broken"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Reason.BAD_ADDRESS: _(
        "This is not the address of a web page. Such an address begins with https://."
    ),
    Reason.REFUSED_ADDRESS: _(
        "This address lies in an internal network. Only what everybody can reach is fetched."
    ),
    Reason.REFUSED_PORT: _(
        "This port is not allowed in an address. Allowed are 80, 443, 8080 and 8443."
    ),
    Reason.UNKNOWN_NAME: _(
        "There is no server of this name. Please check how the address is written."
    ),
    Reason.UNREACHABLE: _("The server does not answer."),
    Reason.TIMEOUT: _("The server takes too long to answer."),
    Reason.TLS: _(
        "There is no safe connection: the certificate of the server is not valid for this "
        "address, or the server does not know https."
    ),
    Reason.TOO_LARGE: _("The file is too large."),
    Reason.TOO_MANY_REDIRECTS: _(
        "The server leads from one address to the next and never answers."
    ),
    Reason.DOWNGRADE: _(
        "The server leads from an encrypted address (https) to one without encryption."
    ),
    Reason.NOT_FOUND: _("There is nothing at this address (any more)."),
    Reason.FORBIDDEN: _("The server wants a login for this address."),
    Reason.SERVER_ERROR: _("The server has an error of its own at the moment."),
    Reason.UNEXPECTED_STATUS: _("The server does not hand out this address."),
    Reason.UNEXPECTED_TYPE: _(
        "Another kind of file lies at this address, such as a web page instead of data."
    ),
    Reason.BROKEN: _("The answer of the server is incomplete or damaged."),
}


class FetchError(Exception):
    """Nothing was fetched; `reason` says why, the rest is what is known about the answer."""

    def __init__(self, reason: Reason, *, status: int = 0, found: Kind | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.status = status
        self.found = found

    def __str__(self) -> str:
        return self.reason.label
