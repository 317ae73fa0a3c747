"""How lines of the log are written: no link in them opens anything."""

import logging
import re

# What stands between slashes of an address and is drawn by lot: base64 with capitals, also signed
# with colons, or a long hexadecimal number. Words in addresses of pages are written small.
_SECRET = re.compile(
    r"(?<=/)(?:(?=[a-z0-9_:-]{0,79}[A-Z])[A-Za-z0-9_:-]{4}[A-Za-z0-9_:-]{16,}"
    r"|[a-z0-9-]{0,20}?[0-9a-f]{24,})(?![\w.-])"
)


def without_secrets(text: str) -> str:
    """The text with tokens of addresses cut to four characters: /registration/x7Ka…/cancel/."""
    return _SECRET.sub(lambda found: f"{found[0][:4]}…", text)


class WithoutSecrets(logging.Formatter):
    """Whoever can read a log can neither cancel a registration nor end a kept search."""

    def format(self, record):
        return without_secrets(super().format(record))
