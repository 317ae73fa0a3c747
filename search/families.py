"""Words of a family that the stemmer keeps apart: Übernahme, übernehmen; Export, exportieren.

They are looked for beside the word that was typed and are worth less, for some have gone their own
way. Everything is a stem as inflection.py gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from search.inflection import noun_stem
from search.word_list import word_list

SHORTEST = 4  # letters of what two words share
# Endings of stems that may stand for each other; -ieren is "i".
ENDINGS = tuple(
    tuple(line.split())
    for line in """
    izi ikation ikat
    i ation ator ateur or
    isch ik iker
    ist ismus istisch istik
    ent enz
    nehm nahm
    geb gab
    """.strip().splitlines()
)
# Endings that a stem may also lack. The word list says whether there is such a word.
ADDED = ("i", "eur", "isch", "itat", "heit", "ing")
ABSTRACT = ("heit", "itat")
UNSTEMMED = ("", "e", "en", "eren")
CACHED = 20_000


@lru_cache(maxsize=CACHED)
def kin(stem: str) -> tuple[str, ...]:
    """Stems of the same family, of which there may be words."""
    return tuple(dict.fromkeys(found for found in _kin(stem) if found != stem))


def _kin(stem: str) -> Iterator[str]:
    for group in ENDINGS:
        for ending in group:
            root = stem.removesuffix(ending)
            if root != stem and len(stem) > SHORTEST + 1:
                yield from (root + other for other in group)
    for ending in ADDED:
        root = stem.removesuffix(ending)
        if len(root) >= SHORTEST:
            yield from (word for word in (root, root + ending) if _is_known(word))
        if root != stem and ending in ABSTRACT:
            yield root
    if stem.endswith("bar") and len(stem) > SHORTEST + 3:
        yield noun_stem(stem.removesuffix("bar") + "en")


def _is_known(stem: str) -> bool:
    known = word_list()
    return any(known.zipf(stem + rest) for rest in UNSTEMMED)
