"""Single values as files write them: days, prices, numbers, yes and no; each gives plain JSON."""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from directory.importing.text import clean, one_line, shorten

FREE = re.compile(
    r"(?:kosten|gebühren|entgelt)(?:los|frei)|frei|gratis|free|free of charge|umsonst|keine?",
    re.IGNORECASE,
)
MONEY = re.compile(
    r"(?:€|EUR|Euro)?\s*(\d{1,3}(?:[.\s\u00a0']\d{3})+|\d{1,6})(?:[.,](\d{1,2}|-+))?\s*(?:€|EUR|Euro|,-)?",
    re.IGNORECASE,
)
GERMAN_DAY = re.compile(r"(?:[A-Za-z]{2,10}\.?,?\s*)?(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d{2})?$")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
DURATION = re.compile(
    r"P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?"
    r"(?:\d+(?:\.\d+)?S)?)?$"
)
YES = {"1", "ja", "j", "yes", "y", "true", "x", "wahr"}
NO = {"0", "nein", "n", "no", "false", "", "falsch", "-"}
BLOCK_END = re.compile(r"(?i)</(?:p|div|h[1-6]|ul|ol)\s*>|<(?:ul|ol)\b[^>]*>")
BETWEEN_ITEMS = re.compile(r"(?m)^(- .*)\n\n+(?=- )")
ITEM = re.compile(r"(?i)<li\b[^>]*>")
LINE_END = re.compile(r"(?i)<br\s*/?>|</li\s*>|</tr\s*>")
HIDDEN = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->")
# Of HTML only: “Excel <für> Profis” is a title.
NAMES = (
    "a abbr article b big blockquote br center code dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i "
    "img li ol p pre s section small span strike strong sub sup table tbody td th thead tr tt u ul"
)
TAG = re.compile(rf"(?i)</?(?:{NAMES.replace(' ', '|')})\b[^<>]{{0,2000}}>")
FIRST_YEAR, LAST_YEAR = 1990, 2100


class Unreadable(ValueError):
    """A value that cannot be used; the text tells a person why."""


def read_day(text: str) -> str | None:
    """“2027-03-01” for 1.3.2027, 01.03.27 or an ISO date with or without time; None for nothing."""
    text = one_line(text)
    if not text:
        return None
    if match := ISO_DAY.match(text):
        year, month, day = match.groups()
    elif match := GERMAN_DAY.match(text):
        day, month, year = match.groups()
        if year is None:
            raise Unreadable(_("The day “%(text)s” has no year.") % {"text": text[:40]})
        year = f"20{year}" if len(year) == 2 else year
    else:
        raise Unreadable(_("“%(text)s” is no day. Write it like 24.12.2027.") % {"text": text[:40]})
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as problem:
        raise Unreadable(_("There is no day “%(text)s”.") % {"text": text[:40]}) from problem
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(_("The year of “%(text)s” cannot be right.") % {"text": text[:40]})
    return found.isoformat()


def read_price(text: str) -> tuple[str | None, str]:
    """(amount, words): one of them; “a. A.” and “ab 90 €” stay words, a text never fails."""
    text = one_line(text)
    if not text:
        return None, ""
    if FREE.fullmatch(text):
        return "0.00", ""
    if match := MONEY.fullmatch(text):
        whole = re.sub(r"\D", "", match[1])
        cents = match[2] if match[2] and match[2].isdigit() else "0"
        amount = Decimal(whole) + Decimal(cents.ljust(2, "0")) / 100
        if amount < 1_000_000:
            return f"{amount:.2f}", ""
    if text.startswith(("-", "−")) and any(c.isdigit() for c in text):
        raise Unreadable(_("A price cannot be negative: “%(text)s”.") % {"text": text[:40]})
    return None, shorten(text, 80)


def read_number(text: str, *, most: int = 32_000) -> int | None:
    """A whole number at the beginning of a text: “40 UE”; None for nothing and for none."""
    match = re.match(r"(\d{1,7})\b", one_line(text).replace(".", ""))
    return int(match[1]) if match and int(match[1]) <= most else None


def read_hours(text: str) -> str | None:
    """Hours with at most two digits behind the point, from “7,5 h” or an ISO 8601 duration."""
    text = one_line(text)
    if match := DURATION.match(text):
        weeks, days, hours, minutes = (Decimal(part or 0) for part in match.groups())
        if weeks or days:
            return None  # how long it goes on, not how much there is to do
        found = hours + minutes / 60
    elif match := re.match(r"(\d{1,4})(?:[.,](\d{1,2}))?(?:\s|h|$)", text):
        found = Decimal(f"{match[1]}.{match[2] or 0}")
    else:
        return None
    return f"{found:.2f}" if 0 < found < 10_000 else None


def read_yes(text: str) -> bool:
    """Raises Unreadable for anything but yes and no."""
    word = one_line(text).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})


def plain(text: str, limit: int = 8000) -> str:
    """HTML or plain text as the paragraphs and lists that we keep."""
    if "<" in text and ">" in text:
        text = HIDDEN.sub("", text)
        text = ITEM.sub("\n- ", text)
        text = LINE_END.sub("\n", text)
        text = BLOCK_END.sub("\n\n", text)
        text = TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    text = clean(text)
    return shorten(BETWEEN_ITEMS.sub(r"\1\n", text), limit)


def line(text: str, limit: int) -> str:
    """One line of plain text."""
    return shorten(one_line(plain(text, limit * 4)), limit)


def summary_of(description: str, title: str) -> str:
    """The first sentences of the description, else the title."""
    first = one_line(description.partition("\n\n")[0].replace("\n- ", " "))
    return shorten(first, 300) if len(first) >= 3 else title
