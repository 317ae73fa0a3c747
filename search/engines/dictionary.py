"""Corrections of mistyped words from the words of the language, whatever an index holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from search.engines.vocabulary import Correction, corrections, errors_allowed
from search.spelling import fold
from search.word_list import word_list


@lru_cache(maxsize=1)
def _words() -> Mapping[tuple[str, int], dict[str, tuple[str, int]]]:
    """First letter and length → folded word → (word, how common it is)."""
    words: dict[tuple[str, int], dict[str, tuple[str, int]]] = {}
    for word, zipf in word_list().frequency.items():
        normal = fold(word)
        words.setdefault((normal[0], len(normal)), {})[normal] = word, int(zipf * 1000)
    return words


@lru_cache(maxsize=1024)
def close_to(normal: str) -> tuple[Correction, ...]:
    """Words that a mistyped one may have meant, the best first, in plain letters."""
    allowed = errors_allowed(normal)
    lengths = range(len(normal) - allowed, len(normal) + allowed + 1)
    known = (_words().get((normal[0], length), {}).items() for length in lengths)
    entries = ((key, word, count) for words in known for key, (word, count) in words)
    return tuple(corrections(normal, entries))
