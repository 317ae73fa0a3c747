"""The fields of an index, the same in every engine, and what of a document goes into them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.utils import timezone

from search import english
from search.collation import sort_key
from search.documents import Document
from search.german import Analyser
from search.spelling import beginning

ANALYSIS_VERSION = 4  # raise it whenever german.py or english.py give other stems than before

# Fields of terms, divided by blanks, with the weight of a hit. A part of a compound counts less
# than the whole word; the very form that was typed counts more than another form of the word.
GERMAN = {"title": 1.7, "summary": 1.3, "body": 1.0}
EXACT = {"title_exact": 1.9, "text_exact": 1.1}
PARTS = {"title_parts": 1.2, "text_parts": 0.95}
ENGLISH = {"title_en": 1.7, "summary_en": 1.3, "body_en": 1.0}
STEM_OF = {"title_exact": ("title",), "text_exact": ("summary", "body")}  # where the stem stands
POSITIONS = (*GERMAN, *ENGLISH)  # fields in which phrases are looked for
# Folded words of the titles, and every word as "group, folded form, form to show" with separators.
COMPLETION, WORD = "start", "word"
SEPARATOR = "\x1f"

# Of the score: log2(4) and log2(8) of log2(16), see embedded.schema.
FULL_WEIGHT, OVERDUE_WEIGHT = 0.5, 0.75
LAST = 1 << 34  # seconds; later than any date (the year 2514)
MAX_DAYS = 800  # further days of one record
MAX_RANK = 15
_NO_DAY = (1 << 22) - 1  # later than the number of any day
_SHIFT = 28  # the low bits of a sort key hold a hash of the id: a total order for equal dates


def facet_field(name: str) -> str:
    return f"facet_{name}"


@lru_cache(maxsize=20_000)  # pages of a calendar ask for a thousand, again and again
def uid(document_id: str) -> int:
    """63 bits that stand for the id where the index wants numbers."""
    digest = hashlib.blake2b(document_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def seconds(moment: datetime) -> int:
    return max(-LAST + 1, min(LAST - 1, int(moment.timestamp())))


def texts(document: Document, analyser: Analyser) -> dict[str, str]:
    """Field → terms divided by blanks; fields without terms are left out."""
    title = analyser.words(document.title)
    summary = [*analyser.words(document.summary), *analyser.words(document.keywords)]
    body = analyser.words(document.body)
    text = [*summary, *body]
    fields: dict[str, Iterable[str]] = {
        "title": [word.stem for _, word in title],
        "summary": [word.stem for _, word in summary],
        "body": [word.stem for _, word in body],
        "title_exact": [word.normal for _, word in title],
        "text_exact": [word.normal for _, word in text],
        "title_parts": [part for _, word in title for part in word.parts],
        "text_parts": [part for _, word in text for part in word.parts],
    }
    entries = {
        vocabulary_entry(word.normal, surface) for surface, word in dict([*title, *text]).items()
    }
    starts = [beginning(word.normal) for _, word in title]
    for name in ENGLISH:
        if source := getattr(document, name):
            tokens = english.tokens(source)
            fields[name] = [token.stem for token in tokens]
            entries.update(vocabulary_entry(token.normal, token.text) for token in tokens)
            if name == "title_en":
                starts += [beginning(token.normal) for token in tokens]
    fields[WORD] = entries - {""}
    fields[COMPLETION] = starts
    return {name: joined for name, terms in fields.items() if (joined := " ".join(terms))}


def numbers(document: Document) -> dict[str, int]:
    """Whole numbers for filters and sorting: seconds since 1970, and keys with a total order."""
    number = uid(document.id)
    tie = number & ((1 << _SHIFT) - 1)
    starts = seconds(document.starts_at) if document.starts_at else LAST
    added = seconds(document.date_added) if document.date_added else -LAST
    result = {
        "uid": number,
        "by_date": (starts << _SHIFT) + tie,
        "by_added": (added << _SHIFT) + tie,
        "by_state": (_state(document) << _SHIFT) + tie,
    }
    if document.starts_at:
        ends = seconds(document.ends_at) if document.ends_at else starts
        result["starts"] = starts
        # What ends at midnight does not run on the day that begins then.
        result["last"] = max(starts, ends - 1)
    if document.expires_at:
        result["expires"] = seconds(document.expires_at)
    return result


def _state(document: Document) -> int:
    """The rank of a record and, within it, the day on which it starts."""
    starts = document.starts_at
    day = timezone.localtime(starts).toordinal() if starts else _NO_DAY
    return (min(document.rank, MAX_RANK) << 22) + day


def further_days(document: Document) -> list[int]:
    """The numbers of the days (date.toordinal) beside those from start to end."""
    return sorted({day.toordinal() for day in document.further_days})[:MAX_DAYS]


def names(document: Document) -> dict[str, str]:
    """Keys that sort by name, per language."""
    return {
        "by_name": _name_key(document.title, document.id),
        "by_name_en": _name_key(document.title_en or document.title, document.id),
    }


def _name_key(title: str, document_id: str) -> str:
    return f"{sort_key(title)[:400]}{SEPARATOR}{document_id}"


@lru_cache(maxsize=1 << 18)
def vocabulary_entry(normal: str, surface: str) -> str:
    """A word for the correction of typing errors; empty for what nobody mistypes or means."""
    if not 3 < len(normal) <= 40 or normal.isdigit():
        return ""
    if surface.endswith("-"):  # "Aus-" in "Aus- und Weiterbildung" is folded as the whole word
        surface = normal if len(normal) > len(surface) else ""
    if not surface or " " in surface:
        return ""
    return SEPARATOR.join((vocabulary_group(normal[0], len(normal)), normal, surface))


def vocabulary_group(first: str, length: int) -> str:
    """How the entries of all words with this first letter and length begin."""
    return f"{first}{length}"
