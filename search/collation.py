"""German alphabetical order after DIN 5007-1, as keys that any database or index can sort."""

from __future__ import annotations

import re
import unicodedata

from search.spelling import compose

BASES = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d"})
GAPS = re.compile(r"[-/–\s]+")
MARKS = re.compile(r"[^\w\s/–-]|_")  # combining ones too, once a letter is decomposed


def sort_key(text: str) -> str:
    """DIN 5007-1 as a plain string: ä sorts as a, ß as ss, word by word; ties by the umlaut."""
    lower = compose(text).text.casefold()
    bare = lower.translate(BASES)
    letters = MARKS.sub("", bare if bare.isascii() else unicodedata.normalize("NFKD", bare))
    return " ".join(GAPS.sub(" ", letters).split()) + "\x00" + lower
