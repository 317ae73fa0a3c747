"""Web origins (RFC 6454) as people type them, one a line, for the content security policy."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Nothing but letters, digits, dots and hyphens may reach the header; a wildcard is anybody.
HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
ORIGIN = re.compile(r"https://([^\s/:?#@]+)(?::([0-9]{1,5}))?/?", re.IGNORECASE)


def read(text: str) -> list[str]:
    """The origins in a text, in the form in which browsers compare them."""
    found = (_origin(line) for line in _lines(text))
    return list(dict.fromkeys(origin for origin in found if origin))


def validate(text: str) -> None:
    for line in _lines(text):
        if not _origin(line):
            raise ValidationError(
                _("“%(line)s” is no site. Write it like https://www.example.org, without a path."),
                params={"line": line[:80]},
            )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _origin(line: str) -> str:
    """“https://host” or “https://host:port”, empty for anything else."""
    match = ORIGIN.fullmatch(line)
    if not match:
        return ""
    try:
        host = match[1].encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    port = int(match[2] or 443)
    if not HOST.fullmatch(host) or not 0 < port < 65536:
        return ""
    return f"https://{host}" if port == 443 else f"https://{host}:{port}"
