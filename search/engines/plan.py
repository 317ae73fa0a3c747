"""A typed question as units that must all match, before any engine turns it into its own query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from search import english
from search.german import Analyser, Token
from search.synonyms import Phrase, Synonyms

APART = 5  # words of a phrase may stand so many words from each other


@dataclass(frozen=True, slots=True)
class Word:
    """A word as both languages see it.

    `stem` and `english` are empty where a language takes it for a stop word. `weak` words are
    such: they count only when the index knows them in the language of the page. `spans` are the
    compounds inside a compound: Arbeitsrecht in Arbeitsrechtsberatung.
    """

    token: Token
    stem: str
    parts: tuple[str, ...]
    english: tuple[str, ...]
    weak: bool = False
    spans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """Words that belong together, and what may stand for them.

    `phrases` mean the same; `joined` is how two words, or a verb and its particle, are one.
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
    single = [_single(token, other, language) for token in german]
    units, at = [], 0
    for match in synonyms.match([_meant(token) for token in german]):
        units += single[at : match.start]
        matched = single[match.start : match.end]
        if len(matched) == 1:
            units.append(replace(matched[0], phrases=match.phrases))
        else:
            units.append(Unit(tuple(u.joined or u.words[0] for u in matched), match.phrases))
        at = match.end
    units += single[at:]
    units = _with_phrases_apart(units, synonyms)
    if language == "en":
        units += [Unit((_only_english(token),)) for token in _uncovered(other, german)]
        units.sort(key=lambda unit: unit.words[0].token.start)
    return list({tuple((w.stem, w.english) for w in unit.words): unit for unit in units}.values())


def _with_phrases_apart(units: list[Unit], synonyms: Synonyms) -> list[Unit]:
    """Two words are a phrase in whatever order a sentence puts them: “zahlt der Kunde nicht”.

    What stands for both stands for each of them.
    """
    phrases = [dict.fromkeys(unit.phrases) for unit in units]
    for one, other in combinations(range(len(units)), 2):
        pair = units[one], units[other]
        if other - one < APART and all(len(unit.words) == 1 for unit in pair):
            stems = tuple((unit.joined or unit.words[0]).stem for unit in pair)
            both = (*synonyms.of(*stems), *synonyms.of(*reversed(stems)))
            phrases[one].update(dict.fromkeys(both))
            phrases[other].update(dict.fromkeys(both))
    return [replace(unit, phrases=tuple(found)) for unit, found in zip(units, phrases, strict=True)]


def neighbours(units: list[Unit], analyser: Analyser) -> Iterator[tuple[int, Unit]]:
    """Two words side by side as a unit that also knows them as one: “car sharing”, “E Rechnung”.

    Given with the place of the first; whether anybody writes them as one, the index knows.
    """
    for place, pair in enumerate(pairwise(units)):
        words = tuple(word for unit in pair for word in unit.words)
        if len(words) != 2 or any(unit.phrases or unit.joined for unit in pair):
            continue
        one, other = (word.token for word in words)
        if one.position + 1 != other.position or not (one.text + other.text).isalpha():
            continue
        token = analyser.query(one.text + other.text.lower())[0]
        yield place, Unit(words, joined=Word(token, token.stem, token.parts, ()))


def _single(token: Token, other: Iterable[Token], language: str) -> Unit:
    word = _word(token, other, language)
    if not token.whole:
        return Unit((word,))
    whole = _meant(token)
    return Unit((word,), joined=Word(whole, whole.stem, (), ()))


def _meant(token: Token) -> Token:
    """The verb with its particle, in the place of the verb."""
    if not token.whole:
        return token
    return token._replace(normal=token.whole.normal, stem=token.whole.stem)


def _word(token: Token, other: Iterable[Token], language: str) -> Word:
    inside = (t.stem for t in other if t.start < token.end and token.start < t.end)
    stems = tuple(dict.fromkeys(inside))
    is_name = language == "en" and token.text.isupper() and len(token.text) > 1  # IT, not it
    weak = not stems and not is_name
    return Word(token, token.stem, token.parts, stems, weak, token.spans)


def _only_english(token: Token) -> Word:
    return Word(token, "", (), (token.stem,), weak=True)


def _uncovered(tokens: Iterable[Token], by: list[Token]) -> list[Token]:
    return [t for t in tokens if not any(t.start < b.end and b.start < t.end for b in by)]
