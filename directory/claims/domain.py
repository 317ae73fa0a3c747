"""Whether an address of mail proves that somebody belongs to a website."""

from __future__ import annotations

from urllib.parse import urlsplit

import idna
from django.utils.encoding import punycode

FREE_PROVIDERS = frozenset(
    [
        "aol.com",
        "aol.de",
        "arcor.de",
        "email.de",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.eu",
        "gmx.info",
        "gmx.net",
        "gmx.org",
        "googlemail.com",
        "hotmail.com",
        "hotmail.de",
        "icloud.com",
        "live.com",
        "live.de",
        "magenta.de",
        "mail.com",
        "mail.de",
        "mail.ru",
        "mailbox.org",
        "me.com",
        "msn.com",
        "online.de",
        "outlook.com",
        "outlook.de",
        "posteo.de",
        "posteo.net",
        "posteo.org",
        "proton.me",
        "protonmail.com",
        "rocketmail.com",
        "t-online.de",
        "tutanota.com",
        "tutanota.de",
        "tuta.com",
        "tuta.io",
        "vodafone.de",
        "vodafonemail.de",
        "web.de",
        "yahoo.com",
        "yahoo.de",
        "ymail.com",
        "yandex.com",
        "zoho.com",
    ]
)


def site_of(website: str) -> str:
    """The domain of a website that is all of it, in ASCII; empty for a page among others.

    https://www.example.org/ is all of example.org, https://www.example.org/groups/7 is not: whoever
    has a mailbox there may be anybody.
    """
    try:
        parts = urlsplit(website.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_a_part = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or is_a_part:
        return ""
    domain = _ascii(host).removeprefix("www.")
    return domain if "." in domain and domain not in FREE_PROVIDERS else ""


def proves(email: str, website: str) -> bool:
    """Whether the mailbox is at exactly the domain of the website, and not at a free provider."""
    domain = _mailed(email.rpartition("@")[2])
    return bool(domain) and domain not in FREE_PROVIDERS and domain == site_of(website)


def _mailed(host: str) -> str:
    """The domain to which mail goes: Django makes strasse.de of straße.de, which is another's."""
    try:
        return punycode(host.lower().rstrip("."))
    except UnicodeError:
        return ""


def _ascii(host: str) -> str:
    try:
        return idna.encode(host.lower().rstrip("."), uts46=True).decode()
    except idna.IDNAError:
        return ""
