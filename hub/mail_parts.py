"""What every mail of the hub has: one line as subject, a sender with a name, an id of its own."""

from __future__ import annotations

import hashlib
import re
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string


def one_line(text: str, length: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def sender(name: str) -> str:
    address = settings.DEFAULT_FROM_EMAIL
    return address if "<" in address else formataddr((one_line(name, 60), address))


def plain_text(template: str, context: dict[str, object]) -> str:
    """A plain text without the gaps that tags leave."""
    text = render_to_string(template, context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def message_id(*parts: str) -> str:
    """The same for the same parts: mail programs know a mail that was sent twice by it."""
    mark = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]
    return f"<{mark}@{urlsplit(settings.HUB_URL).hostname}>"
