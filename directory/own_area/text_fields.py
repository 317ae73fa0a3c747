"""Form fields for what people write about themselves: nothing invisible gets in."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

# Controls, marks that turn the direction of text or join what one cannot see, and unassigned ones.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
BLANKS = re.compile(r"[^\S\n]+")
MOST_BLANK_LINES = re.compile(r"\n{3,}")


def visible(text: str, *, lines: bool = False) -> str:
    """The text as people see it: composed letters, single blanks, nothing invisible.

    With `lines` its paragraphs stay.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        character if unicodedata.category(character) not in INVISIBLE else _replaced(character)
        for character in text
    )
    if not lines:
        return " ".join(kept.split())
    kept = BLANKS.sub(" ", kept)
    return MOST_BLANK_LINES.sub("\n\n", kept).strip()


def _replaced(character: str) -> str:
    if character == "\n":
        return "\n"
    return " " if character in "\t\v\f\u2028\u2029" else ""


class VisibleCharField(forms.CharField):
    """One line, or with a text area a text of paragraphs."""

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return self.empty_value
        return visible(value, lines=isinstance(self.widget, forms.Textarea)) or self.empty_value


class WebsiteField(forms.URLField):
    """An address of the web; “example.org” is enough."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault(
            "invalid", _("This is no web address. Write it like www.example.org.")
        )
        super().__init__(assume_scheme="https", **kwargs)

    def to_python(self, value):
        return super().to_python(visible(value or ""))
