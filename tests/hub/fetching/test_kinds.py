"""What a file is, whatever it is called."""

import pytest

from hub.fetching import Kind
from hub.fetching.kinds import sniff


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xef\xbb\xbf\r\n begin:vcalendar\r\n", Kind.CALENDAR),
        (b"BEGIN:VCARD\r\n", Kind.TEXT),
        (b"<!-- saved --><html>", Kind.HTML),
        (b'<?xml version="1.0"?><!DOCTYPE html>', Kind.HTML),
        (b'<?xml version="1.0"?>\n<rss><title>&lt;html <html', Kind.XML),
        (b'<?xml version="1.0"?><urlset>', Kind.XML),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", Kind.XML),
        (b' {"a": 1}', Kind.JSON),
        ("Name;Straße\nKäse;Weg\n".encode("latin-1"), Kind.TEXT),
        (b"PK\x03\x04rest", Kind.ZIP),
        (b"%PDF-1.7", Kind.PDF),
        (b"\x89PNG\r\n\x1a\n\0", Kind.PNG),
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"GIF89a", Kind.GIF),
        (b"RIFF\0\0\0\0WEBPVP8 ", Kind.WEBP),
        (b"\x1f\x8b\x08\0", Kind.BINARY),
    ],
)
def test_kinds_are_known_by_their_first_bytes(body, kind):
    assert sniff(body) is kind
