"""Files of other people: read within limits, their text freed of control characters."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils.translation import gettext as _

MAX_BYTES = 10 * 1024 * 1024
# PostgreSQL refuses NUL; the others would reach terminals and feeds.
_CONTROL: dict[int, str | None] = dict.fromkeys(
    (*range(9), *range(11, 32), *range(127, 160), 0xFEFF, *range(0xD800, 0xE000))
)
_CONTROL |= {0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n", 0xA0: " "}
_CONTROL |= dict.fromkeys(range(0x202A, 0x202F))  # change the direction of what follows


class FileProblem(ValueError):
    """The file as a whole cannot be used; the text tells a person why."""


def read_file(path: str) -> bytes:
    """The bytes of an ordinary file of at most 10 MB; everything else is a FileProblem."""
    file = Path(path)
    try:
        if not file.is_file():
            raise FileProblem(_("“%(file)s” is not a file.") % {"file": path})
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as reason:
        if isinstance(reason, FileProblem):
            raise
        words = getattr(reason, "strerror", None) or reason
        raise FileProblem(
            _("“%(file)s” cannot be read: %(reason)s") % {"file": path, "reason": words}
        ) from reason
    if len(data) > MAX_BYTES:
        raise FileProblem(_("The file is larger than 10 MB. Split it into smaller files."))
    if not data.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise FileProblem(_("The file is empty."))
    return data


def clean(text: str) -> str:
    """Paragraphs as we keep them: no control characters, no blanks at line ends."""
    if text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def one_line(text: str) -> str:
    if text.isprintable():
        return " ".join(text.split())
    return " ".join(clean(text).split())


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, blank, _rest = cut.rpartition(" ")
    return (head if blank and len(head) > limit // 2 else cut).rstrip(" ,;:–-") + "…"
