"""Corrections of mistyped words from the words of the language, whatever an index holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.engines.vocabulary import Correction, corrections, errors_allowed
from search.spelling import fold, plain
from search.synonyms import shipped
from search.word_list import word_list

RAREST = 0.001  # Zipf frequency of what only the synonyms know


class Words(NamedTuple):
    """Folded words by first letter and length; those that are folded → the commonest of them."""

    by_beginning: Mapping[tuple[str, int], Sequence[str]]
    unfolded: Mapping[str, str]


@lru_cache(maxsize=1)
def _words() -> Words:
    known = word_list()
    unfolded: dict[str, str] = {}
    by_beginning: dict[tuple[str, int], dict[str, None]] = {}
    rare = {word: RAREST for word in _of_synonyms() if not known.zipf(word)}
    for word, zipf in chain(known.nouns.items(), known.others.items(), rare.items()):
        normal = fold(word)
        if normal != word and zipf >= known.zipf(unfolded.get(normal, normal)):
            unfolded[normal] = word
        by_beginning.setdefault((normal[0], len(normal)), {})[normal] = None
    return Words({key: tuple(words) for key, words in by_beginning.items()}, unfolded)


def _of_synonyms() -> set[str]:
    """What people may ask for by another name than the records have."""
    texts = (text for group in shipped() for text in (*group.asked, *group.found))
    return {plain(text) for text in texts if text.isalpha()}


@lru_cache(maxsize=1024)
def close_to(normal: str) -> tuple[Correction, ...]:
    """Words that a mistyped one may have meant, the best first, in plain letters."""
    allowed = errors_allowed(normal)
    by_beginning, unfolded = _words()
    zipf = word_list().zipf
    lengths = range(len(normal) - allowed, len(normal) + allowed + 1)
    known = (by_beginning.get((normal[0], length), ()) for length in lengths)
    close = process.extract(
        normal, list(chain(*known)), scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    words = ((found, unfolded.get(found, found)) for found, _, _ in close)
    return tuple(corrections(normal, ((n, w, int((zipf(w) or RAREST) * 1000)) for n, w in words)))
