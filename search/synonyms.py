"""Words that mean the same to the people who search: read from a list, matched on stems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from search import english
from search.german import Analyser, Token

SHIPPED = Path(__file__).parent / "data" / "synonyms.txt"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say it: (offset, stem) pairs per language, () where a language has no form."""

    text: str
    german: tuple[tuple[int, str], ...]
    english: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `start` to `end` of a query can also be said as one of `phrases`."""

    start: int
    end: int
    phrases: tuple[Phrase, ...]


def parse(lines: Iterable[str]) -> dict[str, list[str]]:
    """Read `a = b = c` (each finds all) and `a => b = c` (a also finds b and c, not the reverse).

    Returns phrase → other phrases; `#` starts a comment. Raises ValueError with the line number.
    """
    table: dict[str, list[str]] = {}
    for number, line in enumerate(lines, start=1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        left, arrow, right = line.partition("=>")
        asked = [" ".join(phrase.split()) for phrase in left.split("=")]
        found = [" ".join(phrase.split()) for phrase in right.split("=")] if arrow else asked
        if not all(asked) or not all(found) or (not arrow and len(asked) < 2):
            raise ValueError(f"line {number}: expected “a = b” or “a => b”, not “{line}”")
        for phrase in asked:
            others = table.setdefault(phrase, [])
            others += [other for other in found if other != phrase and other not in others]
    return table


class Synonyms:
    """The list, analysed: what else the words of a query can be called."""

    def __init__(self, analyser: Analyser, lines: Iterable[str] | None = None):
        self._analyser = analyser
        self._lines = None if lines is None else tuple(lines)

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], tuple[Phrase, ...]]:
        if self._lines is None:
            table = parse(SHIPPED.read_text(encoding="utf-8").splitlines())
        else:
            table = parse(self._lines)
        by_stems: dict[tuple[str, ...], dict[tuple[object, ...], Phrase]] = {}
        for asked, others in table.items():
            stems = tuple(token.stem for token in self._analyser.query(asked))
            known = by_stems.setdefault(stems, {})
            for other in others:
                phrase = self._phrase(other)
                if tuple(stem for _, stem in phrase.german) != stems:
                    known.setdefault(phrase.german, phrase)
        return {stems: tuple(known.values()) for stems, known in by_stems.items() if known}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._phrases), default=0)

    def match(self, tokens: Sequence[Token]) -> list[Match]:
        """Non-overlapping matches from left to right, the longest first at every place."""
        matches, at = [], 0
        stems = [token.stem for token in tokens]
        while at < len(stems):
            for end in range(min(len(stems), at + self._longest), at, -1):
                if phrases := self._phrases.get(tuple(stems[at:end])):
                    matches.append(Match(at, end, phrases))
                    at = end
                    break
            else:
                at += 1
        return matches

    def of(self, stem: str) -> tuple[Phrase, ...]:
        """Other ways to say a single stem, for the parts of a compound."""
        return self._phrases.get((stem,), ())

    def _phrase(self, text: str) -> Phrase:
        words = english.query(text)
        if len(words) == 1 and len(text.split()) > 1:
            words = []  # “it security” without its stop word would be any “security”
        return Phrase(text, _offsets(self._analyser.query(text)), _offsets(words))


def _offsets(tokens: Sequence[Token]) -> tuple[tuple[int, str], ...]:
    return tuple((token.position - tokens[0].position, token.stem) for token in tokens)
