"""A typed question as units that must all match, before any engine turns it into its own query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from search import english
from search.german import Analyser, Token
from search.synonyms import Phrase, Synonyms


@dataclass(frozen=True, slots=True)
class Word:
    """A word as both languages see it.

    `stem` and `english` are empty where a language takes it for a stop word. `weak` words are
    such: they count only when the index knows them in the language of the page.
    """

    token: Token
    stem: str
    parts: tuple[str, ...]
    english: tuple[str, ...]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """Words that belong together, and what may stand for them.

    `phrases` mean the same; `joined` is how two words are written as one.
    """

    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...] = ()
    joined: Word | None = None

    @property
    def is_weak(self) -> bool:
        return not self.phrases and all(word.weak for word in self.words)


def read(q: str, analyser: Analyser, synonyms: Synonyms, language: str) -> list[Unit]:
    """The units of a question, in its order, each once; none where it holds no word at all."""
    german, other = analyser.query(q), english.query(q)
    units, at = [], 0
    for match in synonyms.match(german):
        units += [Unit((_word(token, other, language),)) for token in german[at : match.start]]
        words = tuple(_word(token, other, language) for token in german[match.start : match.end])
        units.append(Unit(words, match.phrases))
        at = match.end
    units += [Unit((_word(token, other, language),)) for token in german[at:]]
    if language == "en":
        units += [Unit((_only_english(token),)) for token in _uncovered(other, german)]
        units.sort(key=lambda unit: unit.words[0].token.start)
    return list({tuple((w.stem, w.english) for w in unit.words): unit for unit in units}.values())


def neighbours(units: list[Unit], analyser: Analyser) -> Iterator[tuple[int, Unit]]:
    """Two words side by side as a unit that also knows them as one: “car sharing”, “E Rechnung”.

    Given with the place of the first; whether anybody writes them as one, the index knows.
    """
    for place, pair in enumerate(pairwise(units)):
        words = tuple(word for unit in pair for word in unit.words)
        if len(words) != 2 or any(unit.phrases for unit in pair):
            continue
        one, other = (word.token for word in words)
        if one.position + 1 != other.position or not (one.text + other.text).isalpha():
            continue
        token = analyser.query(one.text + other.text.lower())[0]
        yield place, Unit(words, joined=Word(token, token.stem, token.parts, ()))


def _word(token: Token, other: Iterable[Token], language: str) -> Word:
    inside = (t.stem for t in other if t.start < token.end and token.start < t.end)
    stems = tuple(dict.fromkeys(inside))
    is_name = language == "en" and token.text.isupper() and len(token.text) > 1  # IT, not it
    return Word(token, token.stem, token.parts, stems, weak=not stems and not is_name)


def _only_english(token: Token) -> Word:
    return Word(token, "", (), (token.stem,), weak=True)


def _uncovered(tokens: Iterable[Token], by: list[Token]) -> list[Token]:
    return [t for t in tokens if not any(t.start < b.end and b.start < t.end for b in by)]
