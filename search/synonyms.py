"""Words that mean the same to the people who search: read from lists, matched on stems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from search import english
from search.german import NOT_ASKED, Analyser, Token

SHIPPED = Path(__file__).parent / "data" / "synonyms.txt"
BETWEEN_PHRASES = re.compile(r"[\n\r;]|(?<!\d),|,(?!\d)")  # but not the comma of a number

Stems = tuple[str, ...]
Offsets = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Whoever asks for one of `asked` also finds what calls it one of `found`."""

    asked: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def is_one_way(self) -> bool:
        return self.asked != self.found

    def pairs(self) -> Iterable[tuple[str, str]]:
        return ((a, f) for a in self.asked for f in self.found if a != f)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say it: (offset, stem) pairs per language, () where a language has no form."""

    text: str
    german: Offsets
    english: Offsets

    @property
    def stems(self) -> Stems:
        return tuple(stem for _, stem in self.german)


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `start` to `end` of a query can also be said as one of `phrases`."""

    start: int
    end: int
    phrases: tuple[Phrase, ...]


Table = Mapping[Stems, tuple[Phrase, ...]]


def parse(lines: Iterable[str]) -> list[Group]:
    """Read `a = b = c` (each finds all) and `a => b = c` (a also finds b and c, not the reverse).

    `#` starts a comment. Raises ValueError with the line number.
    """
    found = []
    for number, line in enumerate(lines, start=1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        left, arrow, right = line.partition("=>")
        asked = _phrases(left.split("="))
        others = _phrases(right.split("=")) if arrow else asked
        if not all(asked) or not all(others) or (not arrow and len(asked) < 2):
            raise ValueError(f"line {number}: expected “a = b” or “a => b”, not “{line}”")
        found.append(Group(asked, others))
    return found


def shipped() -> list[Group]:
    """The list that comes with the hub."""
    return parse(SHIPPED.read_text(encoding="utf-8").splitlines())


def typed(text: str) -> list[str]:
    """The phrases of a text field: one a line, or separated by commas."""
    return [phrase for phrase in _phrases(BETWEEN_PHRASES.split(text)) if phrase]


def stems(text: str, analyser: Analyser) -> Stems:
    """What a phrase comes down to; nothing where it holds no word that one could ask for."""
    found = analyser.query(text)
    return tuple(token.stem for token in found if token.normal not in NOT_ASKED)


class Synonyms:
    """Lists, analysed: what else the words of a query can be called.

    Made of `lines`, by default the shipped list, and of `rows`, which is asked for every question
    and gives the same object as long as nothing has changed.
    """

    def __init__(
        self,
        analyser: Analyser,
        lines: Iterable[str] | None = None,
        rows: Callable[[], tuple[Group, ...]] = tuple,
    ):
        self._analyser = analyser
        self._lines = None if lines is None else tuple(parse(lines))
        self._rows = rows
        self._with_rows: tuple[tuple[Group, ...], Table, int] | None = None

    def match(self, tokens: Sequence[Token]) -> list[Match]:
        """Non-overlapping matches from left to right, the longest first at every place."""
        table, longest = self._table()
        matches, at = [], 0
        words = [token.stem for token in tokens]
        while at < len(words):
            for end in range(min(len(words), at + longest), at, -1):
                if phrases := table.get(tuple(words[at:end])):
                    matches.append(Match(at, end, phrases))
                    at = end
                    break
            else:
                at += 1
        return matches

    def of(self, *stems: str) -> tuple[Phrase, ...]:
        """Other ways to say just these stems, such as the part of a compound."""
        return self._table()[0].get(stems, ())

    def lacks(self, group: Group) -> list[tuple[str, str]]:
        """Those (asked, found) pairs of a group that these lists do not have."""
        table, _longest = self._table()
        lacking = []
        for asked, found in group.pairs():
            known = table.get(_phrase(asked, self._analyser).stems, ())
            if _phrase(found, self._analyser).stems not in {phrase.stems for phrase in known}:
                lacking.append((asked, found))
        return lacking

    def _table(self) -> tuple[Table, int]:
        """The phrases by the stems of what is asked, and the number of stems of the longest."""
        rows = self._rows()
        known = self._with_rows
        if known is None or known[0] is not rows:
            table = dict(self._from_lines)
            for key, phrases in _analysed(rows, self._analyser).items():
                both = {phrase.german: phrase for phrase in (*phrases, *table.get(key, ()))}
                table[key] = tuple(both.values())
            known = self._with_rows = rows, table, max(map(len, table), default=0)
        return known[1], known[2]

    @cached_property
    def _from_lines(self) -> Table:
        if self._lines is None:
            return _shipped_table(self._analyser)
        return _analysed(self._lines, self._analyser)


@lru_cache(maxsize=4)
def _shipped_table(analyser: Analyser) -> Table:
    """Takes half a second, so engines with the same analysis share it."""
    return _analysed(shipped(), analyser)


def _analysed(groups: Iterable[Group], analyser: Analyser) -> Table:
    by_stems: dict[Stems, dict[Offsets, Phrase]] = {}
    ways: dict[str, Phrase] = {}  # one of a text, in however many groups it is
    for group in groups:
        for text in {*group.asked, *group.found} - ways.keys():
            ways[text] = _phrase(text, analyser)
        for asked, found in group.pairs():
            key, phrase = ways[asked].stems, ways[found]
            if key and phrase.stems != key:
                by_stems.setdefault(key, {}).setdefault(phrase.german, phrase)
    return {key: tuple(phrases.values()) for key, phrases in by_stems.items()}


def _phrase(text: str, analyser: Analyser) -> Phrase:
    words = english.query(text)
    if len(words) == 1 and len(text.split()) > 1:
        words = []  # “it security” without its stop word would be any “security”
    return Phrase(text, _offsets(analyser.query(text)), _offsets(words))


def _phrases(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in texts)


def _offsets(tokens: Sequence[Token]) -> Offsets:
    return tuple((token.position - tokens[0].position, token.stem) for token in tokens)
