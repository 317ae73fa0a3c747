"""Verbs in two pieces put together again: “Wie melde ich ein Gewerbe an?” asks about anmelden.

The particle of a German main clause stands at its end, the verb itself near its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Protocol

from search.inflection import infinitive_of, stem
from search.word_list import word_list, word_set

FARTHEST = 12  # words between a verb and its particle
LEAST_COMMON = 2.5  # Zipf frequency of a verb that is put together
PARTICLES = word_set(
    """
    ab an auf aus bei durch ein fest fort frei her hin los mit nach statt teil um unter vor weg
    weiter wieder zu zuruck zusammen
    """
)
CLAUSE_ENDS = word_set(
    """
    aber damit dass denn nachdem ob obwohl oder sobald und wahrend weil wenn
    """
)


class Placed(Protocol):
    """A word of a text."""

    @property
    def text(self) -> str:
        """As it is written."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def normal(self) -> str:
        """Its folded form."""


def verbs(text: str, words: Sequence[Placed]) -> Iterator[tuple[int, int, str]]:
    """(place of the verb, of its particle, folded infinitive) for every verb in two pieces."""
    clause = 0
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        rest = text[word.end : following.start if following else len(text)]
        ends = not following or following.normal in CLAUSE_ENDS or bool(rest.strip())
        if ends and word.normal in PARTICLES:
            first = max(clause, place - FARTHEST)
            nearest_first = range(place - 1, first - 1, -1)
            found = ((n, place, _together(word.normal, words[n])) for n in nearest_first)
            yield from islice((verb for verb in found if verb[2]), 1)
        if ends:
            clause = place + 1


def _together(particle: str, word: Placed) -> str:
    """The infinitive, if there is such a verb; nouns are written with a capital."""
    if not word.text.islower() and word.start:
        return ""
    readings = (infinitive_of(word.normal), f"{stem(word.normal)}en")
    verbs = (particle + reading for reading in readings if reading)
    return next((verb for verb in verbs if word_list().zipf(verb) >= LEAST_COMMON), "")
