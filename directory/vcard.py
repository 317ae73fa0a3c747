"""An organisation as a vCard 4 (RFC 6350), to be put into an address book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

LINE_OCTETS = 75  # RFC 6350, 3.2


def vcard(record: Any, *, absolute: Callable[[str], str]) -> str:
    """One card of a public organisation; `absolute` makes full addresses of paths."""
    page = absolute(record.get_absolute_url())
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        f"UID:{page}",
        f"SOURCE:{page}",
        f"REV:{record.updated_at:%Y%m%dT%H%M%SZ}",
        _text("FN", record.headline),
        _text("ORG", record.headline),
        _text("NOTE", record.lead),
        f"URL:{record.website or page}",
        *_places(record),
        *_contacts(record),
        "CATEGORIES:" + ",".join(map(_escaped, [str(topic) for topic in record.topic_list])),
        "END:VCARD",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines if line != "CATEGORIES:")


def _places(record: Any) -> Iterator[str]:
    for number, site in enumerate(record.locations.all(), start=1):
        group = f"site{number}."
        if site.one_line:
            parts = ("", "", site.street, site.place, "", site.postcode, "Deutschland")
            yield f"{group}ADR;TYPE=work:" + ";".join(map(_escaped, parts))
        if site.has_position:
            yield f"{group}GEO:geo:{site.latitude:.6f},{site.longitude:.6f}"


def _contacts(record: Any) -> Iterator[str]:
    for contact in record.contact_points.all():
        if contact.email:
            yield f"EMAIL;TYPE=work:{_escaped(contact.email)}"
        if contact.phone:
            number = "".join(c for c in contact.phone if c.isdigit() or c == "+")
            yield f"TEL;VALUE=uri;TYPE=work:tel:{number}"


def _text(name: str, value: str) -> str:
    return f"{name}:{_escaped(value)}"


def _escaped(value: str) -> str:
    """RFC 6350, 3.4."""
    value = value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut within a letter."""
    pieces, octets = [""], 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > LINE_OCTETS:
            pieces.append(" ")
            octets = 1
        pieces[-1] += letter
        octets += size
    return "\r\n".join(pieces)
