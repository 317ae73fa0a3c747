"""Corrections of mistyped words from the words of an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.spelling import beginning


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
    allowed, entries = errors_allowed(typed), [entry for entry in words if entry[0] != typed]
    if not allowed:
        return []
    forms = [_bare(normal) for normal, _, _ in entries]
    close = process.extract(
        _bare(typed), forms, scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    errors: dict[str, int] = {}
    frequency: Counter[str] = Counter()
    shown: dict[str, tuple[int, str]] = {}
    for _, distance, place in close:
        normal, text, documents = entries[place]
        errors[normal] = distance
        frequency[normal] += documents
        shown[normal] = max(shown.get(normal, (0, "")), (documents, text))
    ranked = sorted(errors, key=lambda normal: (errors[normal], -frequency[normal], normal))
    return [Correction(normal, shown[normal][1], errors[normal]) for normal in ranked[:count]]


def _bare(normal: str) -> str:
    """Without the umlauts that `fold` keeps: “Födreung” is as close to Förderung as others are."""
    return beginning(normal) if "oe" in normal or "ue" in normal else normal
