"""Form fields for what people write about themselves: nothing invisible gets in."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

# Controls, marks that turn the direction of text or join what one cannot see, and unassigned ones.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
BLANKS = re.compile(r"[^\S\n]+")
MOST_BLANK_LINES = re.compile(r"\n{3,}")
LONGEST = 1_000  # characters of a line; longer ones are refused, and patterns would take minutes
# An address that somebody should open or write to. A bare domain is none: firms are called so, and
# 1.5./2.6. is no address either.
ADDRESS = re.compile(
    r"""
    [a-z][a-z0-9+.-]*:[/\\]{2}          # https://
    | \bwww\d{0,3}\s*[.]\s*\w           # www.
    | [^\W\d_][\w-]*[.][^\W\d_]{2,}(:\d+)?[/?\#]\w   # example.org/offer
    | \S@\S+[.]\w                      # name@example.org
    """,
    re.IGNORECASE | re.VERBOSE,
)


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


def no_address(text: str) -> None:
    """Refuse a title or a name that sends its readers somewhere: it stands in lists and in mails
    of the hub, which nobody shall use to advertise."""
    if ADDRESS.search(unicodedata.normalize("NFKC", text[:LONGEST])):
        raise ValidationError(
            _(
                "Leave web and e-mail addresses out here: this line stands in lists and mails. A "
                "name such as “example.org” may stay."
            )
        )


class TitleField(VisibleCharField):
    """One line by which others know something or somebody."""

    default_validators = [no_address]


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
