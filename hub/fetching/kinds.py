"""What a file is by its first bytes; what a server says about it is not believed."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """The kinds that are told apart, by their media types (RFC 6838)."""

    CALENDAR = "text/calendar"
    HTML = "text/html"
    XML = "application/xml"
    JSON = "application/json"
    TEXT = "text/plain"  # also CSV, which has no first bytes of its own
    PDF = "application/pdf"
    ZIP = "application/zip"  # also what is packed as one: xlsx, ods, docx
    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    WEBP = "image/webp"
    BINARY = "application/octet-stream"


# WHATWG MIME Sniffing, sections 6 and 7.1, as far as we have use for it.
MAGIC = (
    (re.compile(rb"%PDF-"), Kind.PDF),
    (re.compile(rb"PK\x03\x04|PK\x05\x06"), Kind.ZIP),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Kind.PNG),
    (re.compile(rb"\xff\xd8\xff"), Kind.JPEG),
    (re.compile(rb"GIF8[79]a"), Kind.GIF),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), Kind.WEBP),
)
TEXTS = (
    (re.compile(rb"BEGIN:VCALENDAR\b", re.IGNORECASE), Kind.CALENDAR),
    (re.compile(rb"(?:<\?xml[^>]*>\s*)?<(?:rss|feed)\b"), Kind.XML),
    (re.compile(rb"(?=<).*<(?:!doctype html|html)\b", re.I | re.S), Kind.HTML),
    (re.compile(rb"<(?:head|body|title|script|style|div|p|table|h1)\b", re.I), Kind.HTML),
    (re.compile(rb"<\?xml\b"), Kind.XML),
    (re.compile(rb"[{\[]"), Kind.JSON),
)
NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
HEAD_BYTES = 1024


def sniff(body: bytes) -> Kind:
    """The kind of a whole file. A NUL byte anywhere, or a control character early, is no text."""
    for pattern, kind in MAGIC:
        if pattern.match(body):
            return kind
    head = body[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    if NO_TEXT.search(head) or b"\0" in body:
        return Kind.BINARY
    return next((kind for pattern, kind in TEXTS if pattern.match(head)), Kind.TEXT)
