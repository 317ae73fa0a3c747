"""How words are written: one form for every spelling of the same word.

Spellings follow the idea of Lucene's GermanNormalizationFilter: ä = ae = a, ß = ss.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

ODD = re.compile(r"[^\x00-\x7fäöüÄÖÜß–—„“”‚‘’€§«»•]+")  # what may change under NFKC
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "ł": "l", "đ": "d"})
# Roots whose umlaut is kept, because the word without it is about something else: Forderung, Grund.
FOLDED = re.compile(r"(foerder|gruend(?=ung|er(?!f)|en?\Z))|(ae|oe|(?<![aeiouyq])ue|(?<=u)ue)")
UMLAUT = re.compile(r"ae|oe|(?<![aeiouyq])ue|(?<=u)ue")
BARE_FOERDER = re.compile(r"^forder(?!ung|n|t|e|s|i|\Z)")
BARE_GRUEND = re.compile(r"(?<!r)grund(?=ung|erin|erzentr|er[ns]?\Z|en\Z)")


class Source(NamedTuple):
    """A text under NFKC, and for each of its characters the span in the original (None: same)."""

    text: str
    spans: Sequence[tuple[int, int]] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that became text[start:end]."""
        return (self.spans[start][0], self.spans[end - 1][1]) if self.spans else (start, end)


def compose(text: str) -> Source:
    """NFKC, character by character, so that offsets can be traced back and hostile runs of
    combining marks cost nothing: a mark that does not compose is dropped, as are invisible ones."""
    if text.isascii() or not ODD.search(text):
        return Source(text, None)
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for match in ODD.finditer(text):
        start, end = match.span()
        letters.extend(text[at:start])
        spans.extend(zip(range(at, start), range(at + 1, start + 1), strict=True))
        for index in range(start, end):
            _compose_letter(text[index], index, letters, spans)
        at = end
    letters.extend(text[at:])
    spans.extend(zip(range(at, len(text)), range(at + 1, len(text) + 1), strict=True))
    return Source("".join(letters), spans)


def _compose_letter(
    letter: str, index: int, letters: list[str], spans: list[tuple[int, int]]
) -> None:
    if unicodedata.combining(letter):
        if letters:
            joined = unicodedata.normalize("NFKC", letters[-1] + letter)
            letters[-1] = joined if len(joined) == 1 else letters[-1]
            spans[-1] = (spans[-1][0], index + 1)
    elif unicodedata.category(letter) not in ("Cf", "Mn", "Me"):
        new = "-" if letter in "\u2010\u2011" else unicodedata.normalize("NFKC", letter)
        letters.extend(new)
        spans.extend([(index, index + 1)] * len(new))


def plain(word: str) -> str:
    """Lower case in plain letters: Gründung and Gruendung become "gruendung", Café "cafe"."""
    word = word.casefold()
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word.translate(UMLAUTS))
        word = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    if "grund" in word:
        word = BARE_GRUEND.sub("gruend", word)
    if word.startswith("forder"):
        word = BARE_FOERDER.sub("foerder", word)
    return word.replace("selbststaend", "selbstaend").replace("selbststand", "selbstand")


def beginning(word: str) -> str:
    """Plain letters → a form of which the beginning of the word gives the beginning.

    "gründ" and "gründung" fold apart, because the roots of `fold` need their endings.
    """
    return UMLAUT.sub(lambda match: match[0][0], word)


def fold(word: str) -> str:
    """Plain letters → one form for ä, ae and a, which is also what a missing umlaut leaves."""
    if "ae" in word or "oe" in word or "ue" in word:
        return FOLDED.sub(lambda match: match[1] or match[2][0], word)
    return word
