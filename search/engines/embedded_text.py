"""Clauses as queries of the embedded index, and what that index knows about its terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tantivy import Occur, Query, Schema, Searcher

from search.engines.clauses import TIE, AllOf, AnyOf, Clause, Most, Phrase, Term
from search.engines.fields import SEPARATOR, WORD, vocabulary_group
from search.engines.vocabulary import Correction, corrections, errors_allowed


class EmbeddedVocabulary:
    """The terms of one view of the index; frequencies cost a microsecond and need no fetching."""

    def __init__(self, searcher: Searcher):
        self._searcher = searcher
        self.count = searcher.num_docs

    def look_up(self, stems: Iterable[str]) -> None:
        """Nothing to fetch."""

    def frequency(self, field: str, stem: str) -> int:
        return self._searcher.doc_freq(field, stem)

    def close_to(self, normal: str) -> list[Correction]:
        """Words with the same first letter; failing that, with the second one typed as first."""
        allowed = errors_allowed(normal)
        if not allowed:
            return []
        lengths = range(len(normal) - allowed, len(normal) + allowed + 1)
        for first in (normal[0], normal[1]):
            groups = [vocabulary_group(first, length) + SEPARATOR for length in lengths]
            found = (self._searcher.terms_with_prefix(WORD, group) for group in groups)
            entries = [(*term.split(SEPARATOR)[1:], n) for terms in found for term, n in terms]
            if best := corrections(normal, entries):
                return best
        return []


def query(schema: Schema, clause: Clause) -> Query:
    """The clause in the index's own terms."""
    match clause:
        case Term(field, stem, boost):
            return _boosted(Query.term_query(schema, field, stem), boost)
        case Phrase(field, stems, boost):
            return _boosted(Query.phrase_query(schema, field, list(stems)), boost)
        case AnyOf(clauses, boost):
            return _boosted(_any([query(schema, inner) for inner in clauses]), boost)
        case AllOf(clauses, boost):
            return _boosted(_all([query(schema, inner) for inner in clauses]), boost)
        case Most():
            return _most(schema, clause)


def _boosted(inner: Query, boost: float) -> Query:
    return inner if boost == 1.0 else Query.boost_query(inner, boost)


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.disjunction_max_query(queries, TIE) if queries else Query.empty_query()


def _all(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    both = [(Occur.Must, inner) for inner in queries]
    return Query.boolean_query(both) if both else Query.all_query()


def _most(schema: Schema, clause: Most) -> Query:
    scored = [(Occur.Should, query(schema, inner)) for inner in clause.clauses]
    enough = Query.boolean_query(scored, minimum_number_should_match=clause.at_least)
    if clause.at_least < 2 or not clause.telling:
        return enough
    # What has one telling word scores by all of its words, as what has enough of them does.
    telling = Query.boolean_query([(Occur.Should, query(schema, t)) for t in clause.telling])
    either = Query.boolean_query([(Occur.Should, enough), (Occur.Should, telling)])
    return Query.boolean_query([(Occur.Must, Query.const_score_query(either, 0.0)), *scored])
