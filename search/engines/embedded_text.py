"""The words of a question as a query of the embedded index."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tantivy import Occur, Query, Schema, Searcher

from search import english
from search.engines.embedded_schema import ENGLISH, GERMAN, PARTS, SEPARATOR
from search.engines.plan import Unit, Word
from search.engines.stored import Marks
from search.engines.vocabulary import Correction, corrections, errors_allowed
from search.german import Analyser
from search.synonyms import Phrase, Synonyms

SPLIT = 0.6  # all parts of a compound, somewhere in the text
SYNONYM = 0.7
CORRECTED = {1: 0.4, 2: 0.2}  # by the number of typing errors
OTHER_LANGUAGE = 0.5
TIE = 0.1  # what fields other than the best one add to a word's score


@dataclass(slots=True)
class TextQuery:
    """What a question came down to: `strict` wants every unit, `relaxed` about half of them."""

    strict: Query
    relaxed: Query | None
    marks: Marks
    did_you_mean: str | None


class TextPlan:
    """Turns the units of one question into queries, knowing what the index holds."""

    def __init__(
        self,
        searcher: Searcher,
        schema: Schema,
        analyser: Analyser,
        synonyms: Synonyms,
        language: str,
    ):
        self._searcher, self._schema = searcher, schema
        self._analyser, self._synonyms = analyser, synonyms
        self._language = language
        weight = 1.0 if language == "en" else OTHER_LANGUAGE
        self._english_fields = {name: boost * weight for name, boost in ENGLISH.items()}
        self._german: set[str] = set()
        self._english: set[str] = set()
        self._corrected: list[tuple[Word, Correction]] = []

    def text_query(self, q: str, units: list[Unit]) -> TextQuery:
        """The query for the units of `q`, of which there is at least one."""
        counted = [unit for unit in units if not self._is_noise(unit)] or units
        queries = [self._unit(unit) for unit in counted]
        known = [query for query in queries if query is not None]
        strict = Query.empty_query()
        if len(known) == len(queries):
            strict = Query.boolean_query([(Occur.Must, query) for query in known])
        relaxed = None
        if len(queries) > 1 and known:
            relaxed = Query.boolean_query(
                [(Occur.Should, query) for query in known],
                minimum_number_should_match=(len(known) + 1) // 2,
            )
        marks = Marks(frozenset(self._german), frozenset(self._english))
        return TextQuery(strict, relaxed, marks, self._did_you_mean(q))

    def _is_noise(self, unit: Unit) -> bool:
        """A stop word of the other language that the index does not know as a word of its own."""
        if not unit.is_weak:
            return False
        if self._language == "en":
            return not unit.words[0].english or not any(self._known_english(unit.words[0]))
        return not any(self._terms(unit.words[0].stem, GERMAN))

    def _unit(self, unit: Unit) -> Query | None:
        """All its words or one of the phrases that mean the same; None where all is unknown."""
        words = [_any(list(self._word(word))) for word in unit.words]
        choices = [] if None in words else [_all(words)]
        rarity = sum(self._rarity([word.stem, *word.english]) for word in unit.words)
        choices += self._phrases(unit.phrases, rarity)
        if not choices:
            choices = [q for word in unit.words for q in self._corrections(word)]
        return _any(choices)

    def _word(self, word: Word) -> Iterator[Query]:
        """Every way to meet a word that is spelled as the index knows it."""
        self._german |= {word.stem, *word.parts} - {""}
        self._english |= set(word.english)
        if word.stem:
            yield from self._terms(word.stem, GERMAN | PARTS)
        if word.parts and (parts := self._all_parts(word.parts)):
            own = self._rarity([word.stem])
            weight = own / sum(self._rarity([part]) for part in word.parts)
            yield Query.boost_query(parts, SPLIT * min(1.0, weight))
        yield from self._known_english(word)

    def _all_parts(self, parts: tuple[str, ...]) -> Query | None:
        found = []
        for part in dict.fromkeys(parts):
            choices = [*self._terms(part, GERMAN | PARTS)]
            choices += self._phrases(self._synonyms.of(part), self._rarity([part]))
            found.append(_any(choices))
        return None if None in found else _all(found)

    def _known_english(self, word: Word) -> Iterator[Query]:
        stems = [_any(list(self._terms(stem, self._english_fields))) for stem in word.english]
        if stems and None not in stems:
            yield _all(stems)

    def _rarity(self, stems: Iterable[str]) -> float:
        """What a hit of the most frequent of these stems is worth (BM25's idf).

        Another way to say it is never worth more than the words that were typed.
        """
        fields = (*GERMAN, *PARTS, *ENGLISH)
        count = max(self._searcher.doc_freq(name, s) for name in fields for s in stems if s)
        return math.log(1 + (max(0, self._searcher.num_docs - count) + 0.5) / (count + 0.5))

    def _phrases(self, phrases: Iterable[Phrase], rarity: float) -> list[Query]:
        """The phrases that the index knows, for words of the given rarity."""
        found = []
        for phrase in phrases:
            stems = phrase.german or phrase.english
            own = sum(self._rarity([stem]) for _, stem in stems)
            weight = SYNONYM * min(1.0, rarity / own) if own else SYNONYM
            german = GERMAN | PARTS if len(phrase.german) == 1 else GERMAN
            matches = [
                *self._phrase(phrase.german, german),
                *self._phrase(phrase.english, self._english_fields),
            ]
            found += [Query.boost_query(query, weight) for query in matches]
            if matches:
                self._german |= {stem for _, stem in phrase.german}
                self._english |= {stem for _, stem in phrase.english}
        return found

    def _phrase(
        self, words: tuple[tuple[int, str], ...], fields: Mapping[str, float]
    ) -> Iterator[Query]:
        if len(words) == 1:
            yield from self._terms(words[0][1], fields)
        elif words:
            for name, boost in fields.items():
                if all(self._searcher.doc_freq(name, stem) for _, stem in words):
                    # Side by side: the index leaves no gaps where stop words stood.
                    in_order = [stem for _, stem in words]
                    query = Query.phrase_query(self._schema, name, in_order)
                    yield Query.boost_query(query, boost)

    def _terms(self, stem: str, fields: Mapping[str, float]) -> Iterator[Query]:
        """The stem in every field that has it; a field without it would only cost time."""
        for name, boost in fields.items():
            if self._searcher.doc_freq(name, stem):
                yield Query.boost_query(Query.term_query(self._schema, name, stem), boost)

    def _corrections(self, word: Word) -> Iterator[Query]:
        typed = word.token.normal
        if not errors_allowed(typed):
            return
        found = self._searcher.terms_with_prefix("word", typed[0])
        words = ((*term.split(SEPARATOR, 1), count) for term, count in found)
        best = corrections(typed, words)
        if best:
            self._corrected.append((word, best[0]))
        for correction in best:
            choices = []
            for token in self._analyser.query(correction.text):
                stems = tuple(t.stem for t in english.query(correction.text))
                choices += self._word(Word(token, token.stem, token.parts, stems))
            if choices:
                yield Query.boost_query(_any(choices), CORRECTED[correction.errors])

    def _did_you_mean(self, q: str) -> str | None:
        """The question with its mistyped words replaced."""
        if not self._corrected:
            return None
        for word, correction in sorted(self._corrected, key=lambda c: -c[0].token.start):
            q = q[: word.token.start] + correction.text + q[word.token.end :]
        return q


def _any(queries: list[Query]) -> Query | None:
    if len(queries) < 2:
        return queries[0] if queries else None
    return Query.disjunction_max_query(queries, TIE)


def _all(queries: list[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Must, query) for query in queries])
