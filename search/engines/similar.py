"""Records that are about the same as one record, found by the words that tell it from others."""

from __future__ import annotations

from collections import Counter
from math import log

from search.engines.clauses import NOTHING, AnyOf, Clause, Most, Term
from search.engines.fields import GERMAN
from search.engines.text_plan import Vocabulary
from search.german import Analyser

WORDS = 16  # that stand for a record
AT_LEAST = 3  # of them another record has to share
WEIGHTS = {"title": 3, "summary": 2, "body": 1}


def clause(texts: dict[str, str], analyser: Analyser, vocabulary: Vocabulary) -> Clause:
    """What shares the most telling words of the German texts title, summary and body."""
    weights: Counter[str] = Counter()
    for name, weight in WEIGHTS.items():
        for _, word in analyser.words(texts[name]):
            for stem in {word.stem, *word.parts}:
                weights[stem] += weight
    vocabulary.look_up(weights)
    telling = []
    for stem, weight in weights.items():
        common = max(vocabulary.frequency(name, stem) for name in GERMAN)
        if 1 < common <= max(4, vocabulary.count // 5):
            telling.append(((1 + log(weight)) * log(vocabulary.count / common), stem))
    best = [stem for _, stem in sorted(telling, reverse=True)[:WORDS]]
    if len(best) < AT_LEAST:
        return NOTHING
    words = tuple(AnyOf(tuple(Term(name, s, w) for name, w in GERMAN.items())) for s in best)
    return Most(words, AT_LEAST)
