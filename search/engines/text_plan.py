"""The words of a question as clauses, with the same weights whatever engine answers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from search import english
from search.engines import dictionary, mistyped, plan
from search.engines.clauses import (
    EVERYTHING,
    NOTHING,
    AllOf,
    Clause,
    Most,
    Phrase,
    Term,
    all_of,
    any_of,
    weighted,
)
from search.engines.fields import ENGLISH, EXACT, GERMAN, PARTS, STEM_OF
from search.engines.plan import Unit, Word
from search.engines.stored import Marks
from search.engines.vocabulary import Correction
from search.families import kin
from search.german import Analyser
from search.query import SearchQuery
from search.synonyms import Phrase as Wording
from search.synonyms import Synonyms
from search.word_list import word_list

SPLIT = 0.7  # all parts of a compound, somewhere in the text
PART_ALONE = 0.5  # one of them, where too little has all of the words
SYNONYM = 0.7
KIN = 0.5  # another word of the same family
ENOUGH = 5  # hits of all words; below, some of the words will do
MISTYPED = 8  # words of a question that are corrected at most
CORRECTIONS = 3  # of a mistyped word
CORRECTED = {1: 0.6, 2: 0.3}  # by the number of typing errors
NEXT_GUESS = 0.8  # what a correction is worth that is not the first one
OTHER_LANGUAGE = 0.5
TELLING = 2.0  # a word so many times as rare as the average decides alone
# From this Zipf frequency on a word of a sentence is worth less, for every tenfold by LESS.
EVERYDAY, LESS, LEAST = 2.5, 0.2, 0.2


class Vocabulary(Protocol):
    """What an index knows about its terms."""

    @property
    def count(self) -> int:
        """How many documents there are."""

    def look_up(self, stems: Iterable[str]) -> None:
        """Told which terms will be asked for next, to fetch them all at once."""

    def frequency(self, field: str, stem: str) -> int:
        """In how many documents the field holds the term."""

    def close_to(self, normal: str) -> list[Correction]:
        """Known words that a mistyped one may have meant, the best first."""


@dataclass(slots=True)
class TextQuery:
    """What a question came down to: `strict` wants every unit, `relaxed` some of them.

    `relaxed` is asked for when fewer than ENOUGH records match all.
    """

    strict: Clause
    relaxed: Clause | None
    marks: Marks
    did_you_mean: str | None


def read(
    q: str, *, vocabulary: Vocabulary, analyser: Analyser, synonyms: Synonyms, language: str
) -> TextQuery:
    """The clauses for a question; everything for none, nothing for mere punctuation."""
    units = plan.read(q, analyser, synonyms, language) if q else []
    if not units:
        return TextQuery(NOTHING if q.strip() else EVERYTHING, None, Marks(), None)
    return _TextPlan(vocabulary, analyser, synonyms, language).text_query(q, units)


def settled(query: SearchQuery, text: TextQuery) -> SearchQuery:
    """The query in an order there is: no relevance without words, no distance without a place."""
    sort = query.sort
    if sort == "distance" and not query.position:
        sort = "relevance"
    if sort == "relevance" and text.strict == EVERYTHING:
        sort = "name"
    return replace(query, sort=sort)


class _TextPlan:
    """Turns the units of one question into clauses, knowing what the index holds."""

    def __init__(
        self, vocabulary: Vocabulary, analyser: Analyser, synonyms: Synonyms, language: str
    ):
        self._vocabulary, self._analyser, self._synonyms = vocabulary, analyser, synonyms
        self._language = language
        weight = 1.0 if language == "en" else OTHER_LANGUAGE
        self._english_fields = {name: boost * weight for name, boost in ENGLISH.items()}
        self._german: set[str] = set()
        self._english: set[str] = set()
        self._corrected: list[tuple[Word, Correction]] = []
        self._meant: dict[Word, tuple[Word, ...]] = {}
        self._unknown = 0

    def text_query(self, q: str, units: list[Unit]) -> TextQuery:
        """The query for the units of `q`, of which there is at least one."""
        neighbours = dict(plan.neighbours(units, self._analyser))
        self._vocabulary.look_up(self._stems([*units, *neighbours.values()]))
        units = list(self._written(units, neighbours))
        counted = [unit for unit in units if not self._is_noise(unit)] or units
        wanted = [self._unit(unit) for unit in counted]
        strict: Clause = NOTHING
        if None not in wanted:
            strict = AllOf(tuple(clause for clause in wanted if clause is not None))
        relaxed = self._some(wanted, counted)
        marks = Marks(frozenset(self._german), frozenset(self._english))
        return TextQuery(strict, relaxed, marks, self._did_you_mean(q))

    def _written(self, units: list[Unit], neighbours: dict[int, Unit]) -> Iterator[Unit]:
        """The units, two of them as one where records write them as one word."""
        place = 0
        while place < len(units):
            both = neighbours.get(place)
            if both and both.joined and any(self._terms(both.joined.stem, GERMAN)):
                yield both
                place += 2
            else:
                yield units[place]
                place += 1

    def _some(self, wanted: list[Clause | None], units: list[Unit]) -> Clause | None:
        """About a third of the words, or one that is much rarer than the others.

        Of a compound that is wanted, a part alone will do; of a single one not the last, which
        only says of which kind it is. What answers a long question often shares two of its words.
        """
        found = []
        for clause, unit in zip(wanted, units, strict=True):
            for choice, single in self._singles(clause, unit):
                choices = [choice] if choice is not None else []
                for part in self._parts_alone(single, with_last=len(units) > 1):
                    choices.append(weighted(part, PART_ALONE))
                if (either := any_of(choices)) is not None:
                    found.append((either, self._telling(single), self._rarity_of(single)))
        if not found or (len(found) == 1 and found[0][0] == wanted[0]):
            return None
        clauses = tuple(weighted(either, worth) for either, worth, _ in found)
        rarities = [worth * rarity for _, worth, rarity in found]
        limit = sum(rarities) / len(rarities) + math.log(TELLING)
        telling = (
            clause for clause, rarity in zip(clauses, rarities, strict=True) if rarity > limit
        )
        return Most(clauses, max(1, len(clauses) // 3), tuple(telling))

    def _telling(self, unit: Unit) -> float:
        """How much of a word's rarity to believe: of a word of everyday language not all.

        A small index holds few of them by mere chance.
        """
        words = [meant for word in unit.words for meant in self._meant.get(word, (word,))]
        zipf = min(word_list().zipf(word.token.normal) for word in words)
        return max(LEAST, 1.0 - LESS * max(0.0, zipf - EVERYDAY))

    def _singles(self, clause: Clause | None, unit: Unit) -> Iterator[tuple[Clause | None, Unit]]:
        """The words of a phrase one by one, each with what stands for it and for the phrase."""
        if len(unit.words) == 1 or unit.joined:
            yield clause, unit
            return
        for word in unit.words:
            phrases = dict.fromkeys((*self._synonyms.of(word.stem), *unit.phrases))
            single = Unit((word,), tuple(phrases))
            yield any_of(self._known(single)), single

    def _parts_alone(self, unit: Unit, *, with_last: bool) -> Iterator[Clause]:
        if len(unit.words) == 1:
            for word in self._meant.get(unit.words[0], unit.words):
                for part in word.parts if with_last else word.parts[:-1]:
                    yield from self._terms(part, GERMAN | PARTS)
                for span in word.spans:
                    yield from self._terms(span, GERMAN | PARTS)

    def _stems(self, units: Iterable[Unit]) -> Iterator[str]:
        """Everything that may be looked up for these units."""
        for unit in units:
            for word in (*unit.words, *([unit.joined] if unit.joined else [])):
                yield from (word.token.normal, word.stem, *word.parts, *word.spans, *word.english)
                yield from kin(word.stem)
                stems = (word.stem, *word.parts)
                wordings = [wording for stem in stems for wording in self._synonyms.of(stem)]
                for wording in (*unit.phrases, *wordings):
                    yield from (stem for _, stem in (*wording.german, *wording.english))

    def _is_noise(self, unit: Unit) -> bool:
        """A stop word of the other language that the index does not know as a word of its own."""
        if not unit.is_weak:
            return False
        if self._language == "en":
            return not unit.words[0].english or not any(self._known_english(unit.words[0]))
        return not any(self._terms(unit.words[0].stem, GERMAN))

    def _unit(self, unit: Unit) -> Clause | None:
        """What the index knows of it, or of what it may have meant; None where that is nothing."""
        choices = self._known(unit)
        if not choices:
            choices = [clause for word in unit.words for clause in self._corrections(word)]
        return any_of(choices)

    def _known(self, unit: Unit) -> list[Clause]:
        """All its words or one of the phrases that mean the same."""
        words = [any_of(list(self._word(word))) for word in unit.words]
        choices = [] if None in words else [all_of([w for w in words if w is not None])]
        choices += self._word(unit.joined) if unit.joined else []
        return choices + self._wordings(unit.phrases, self._rarity_of(unit))

    def _word(self, word: Word) -> Iterator[Clause]:
        """Every way to meet a word that is spelled as the index knows it."""
        self._german |= {word.stem, *word.parts} - {""}
        self._english |= set(word.english)
        if word.stem:
            yield from self._exact(word)
            yield from self._terms(word.stem, GERMAN | PARTS)
        if word.parts and (parts := self._all_parts(word.parts)):
            own = self._rarity([word.stem])
            weight = own / sum(self._rarity([part]) for part in word.parts)
            yield AllOf(parts, SPLIT * min(1.0, weight))
        yield from self._kin(word.stem)
        yield from self._known_english(word)

    def _kin(self, stem: str) -> Iterator[Clause]:
        for other in kin(stem):
            if terms := list(self._terms(other, GERMAN | PARTS)):
                self._german.add(other)
                worth = KIN * min(1.0, self._rarity([stem]) / self._rarity([other]))
                yield from (weighted(term, worth) for term in terms)

    def _exact(self, word: Word) -> Iterator[Clause]:
        """The form that was typed; it is rarer than its stem, but for that worth no more."""
        for name, boost in EXACT.items():
            if own := self._vocabulary.frequency(name, word.token.normal):
                stem_worth = self._worth(self._frequency(STEM_OF[name], word.stem))
                yield Term(name, word.token.normal, boost * min(1.0, stem_worth / self._worth(own)))

    def _all_parts(self, parts: tuple[str, ...]) -> tuple[Clause, ...]:
        """A clause for each part; none where a part is unknown."""
        found = []
        for part in dict.fromkeys(parts):
            choices: list[Clause] = [*self._terms(part, GERMAN | PARTS)]
            choices += self._wordings(self._synonyms.of(part), self._rarity([part]))
            found.append(any_of(choices))
        known = tuple(clause for clause in found if clause is not None)
        return known if len(known) == len(found) else ()

    def _known_english(self, word: Word) -> Iterator[Clause]:
        stems = [any_of(list(self._terms(stem, self._english_fields))) for stem in word.english]
        known = [clause for clause in stems if clause is not None]
        if known and len(known) == len(stems):
            yield all_of(known)

    def _rarity_of(self, unit: Unit) -> float:
        return sum(self._rarity([word.stem, *word.english]) for word in unit.words)

    def _rarity(self, stems: Iterable[str]) -> float:
        """What a hit of the most frequent of these stems is worth.

        Another way to say it is never worth more than the words that were typed.
        """
        fields = (*GERMAN, *PARTS, *ENGLISH)
        counts = (self._frequency(fields, stem) for stem in stems if stem)
        return self._worth(max(counts, default=0))

    def _frequency(self, fields: Iterable[str], stem: str) -> int:
        return max(self._vocabulary.frequency(name, stem) for name in fields)

    def _worth(self, frequency: int) -> float:
        """BM25's idf."""
        rest = max(0, self._vocabulary.count - frequency)
        return math.log(1 + (rest + 0.5) / (frequency + 0.5))

    def _wordings(self, wordings: Iterable[Wording], rarity: float) -> list[Clause]:
        """The wordings that the index knows, for words of the given rarity."""
        found: list[Clause] = []
        for wording in wordings:
            stems = wording.german or wording.english
            own = sum(self._rarity([stem]) for _, stem in stems)
            weight = SYNONYM * min(1.0, rarity / own) if own else SYNONYM
            german = GERMAN | PARTS if len(wording.german) == 1 else GERMAN
            matches = [
                *self._wording(wording.german, german),
                *self._wording(wording.english, self._english_fields),
            ]
            found += [weighted(clause, weight) for clause in matches]
            if matches:
                self._german |= {stem for _, stem in wording.german}
                self._english |= {stem for _, stem in wording.english}
        return found

    def _wording(
        self, words: tuple[tuple[int, str], ...], fields: Mapping[str, float]
    ) -> Iterator[Clause]:
        if len(words) == 1:
            yield from self._terms(words[0][1], fields)
        elif words:
            # Side by side: the index leaves no gaps where stop words stood.
            in_order = tuple(stem for _, stem in words)
            for name, boost in fields.items():
                if all(self._vocabulary.frequency(name, stem) for stem in in_order):
                    yield Phrase(name, in_order, boost)

    def _terms(self, stem: str, fields: Mapping[str, float]) -> Iterator[Clause]:
        """The stem in every field that has it; a field without it would only cost time."""
        for name, boost in fields.items():
            if self._vocabulary.frequency(name, stem):
                yield Term(name, stem, boost)

    def _corrections(self, word: Word) -> Iterator[Clause]:
        rarest = math.inf  # a rare word is no better a guess than the first one
        self._unknown += 1
        close = self._close_to(word.token.normal) if self._unknown <= MISTYPED else []
        readings = [(correction, self._reading(correction.text)) for correction in close]
        self._vocabulary.look_up(self._stems(Unit(words) for _, words in readings))
        guess = 1.0
        for correction, words in readings:
            choices = [clause for meant in words for clause in self._meaning(meant)]
            if choices:
                if rarest == math.inf:
                    self._corrected.append((word, correction))
                    self._meant[word] = words
                own = self._rarity([stem for w in words for stem in (w.stem, *w.english)])
                rarest = min(rarest, own)
                weight = guess * CORRECTED[correction.errors] * rarest / own
                guess *= NEXT_GUESS
                yield from (weighted(choice, weight) for choice in choices)

    def _meaning(self, word: Word) -> Iterator[Clause]:
        """The word, and what else it can be called."""
        yield from self._word(word)
        yield from self._wordings(self._synonyms.of(word.stem), math.inf)

    def _reading(self, text: str) -> tuple[Word, ...]:
        stems = tuple(token.stem for token in english.query(text))
        tokens = self._analyser.query(text)
        return tuple(
            Word(token, token.stem, token.parts, stems, spans=token.spans) for token in tokens
        )

    def _close_to(self, normal: str) -> list[Correction]:
        """Words of the index, then words of the language, of which it may know a part or a form.

        What stands in the dictionary is spelled as it was meant, or wrong by one letter at most.
        """
        found = [*self._vocabulary.close_to(normal), *dictionary.close_to(normal)]
        is_known = self._analyser.is_known(normal)
        if not is_known and not any(c.errors == 1 for c in found):
            found += mistyped.compounds(normal, self._analyser)
        first: dict[str, Correction] = {}
        for correction in sorted(found, key=lambda c: c.errors):
            if correction.errors == 1 or not is_known:
                first.setdefault(correction.normal, correction)
        return list(first.values())[:CORRECTIONS]

    def _did_you_mean(self, q: str) -> str | None:
        """The question with its mistyped words replaced."""
        if not self._corrected:
            return None
        for word, correction in sorted(self._corrected, key=lambda c: -c[0].token.start):
            q = q[: word.token.start] + correction.text + q[word.token.end :]
        return q
