"""Corrections of mistyped words from the words of an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA


@dataclass(frozen=True, slots=True)
class Correction:
    """A known word close to a typed one: folded form, form to show, and typing errors between."""

    normal: str
    text: str
    errors: int


def errors_allowed(word: str) -> int:
    """Short words are too close to each other to guess at."""
    if len(word) < 4:
        return 0
    return 1 if len(word) < 8 else 2


def corrections(
    typed: str, words: Iterable[tuple[str, str, int]], count: int = 3
) -> list[Correction]:
    """The closest known words, the most frequent first among equals.

    `words` are (folded form, form to show, number of documents); errors are insertions, deletions,
    replacements and swaps of neighbours (optimal string alignment).
    """
    allowed = errors_allowed(typed)
    frequency: Counter[str] = Counter()
    shown: dict[str, tuple[int, str]] = {}
    for normal, text, documents in words:
        if abs(len(normal) - len(typed)) <= allowed and normal != typed:
            frequency[normal] += documents
            shown[normal] = max(shown.get(normal, (0, "")), (documents, text))
    if not allowed or not frequency:
        return []
    close = process.extract(
        typed, list(frequency), scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    ranked = sorted((errors, -frequency[normal], normal) for normal, errors, _ in close)
    return [Correction(normal, shown[normal][1], errors) for errors, _, normal in ranked[:count]]
