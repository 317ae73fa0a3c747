"""Which subjects typed words may mean, by the German analysis of the search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisory.models import Subject
from search.engines import current_analyser
from search.german import Analyser

SHOWN = 6
OWN, HINTED = 3.0, 1.0  # points of a word in the title or the synonyms, and in the hint
PART, BEGUN = 0.5, 0.4  # the share of them for a part of a compound, and for a word that is begun
LEAST_BEGUN = 4  # letters


@dataclass(slots=True)
class _Words:
    """Stems of a text, those of its compound parts, and its words as they are folded."""

    stems: set[str]
    parts: set[str]
    normals: set[str]


def propose(text: str, subjects: Iterable[Subject], *, count: int = SHOWN) -> list[Subject]:
    """Subjects in which the words occur, the best first; of two equals the more particular one."""
    analyser = current_analyser()
    tokens = analyser.query(text)
    scored = []
    for subject in subjects:
        own = _words(f"{subject.title} {subject.title_en} {subject.synonyms}", analyser)
        hinted = _words(f"{subject.hint} {subject.hint_en}", analyser)
        points = sum(max(OWN * _share(t, own), HINTED * _share(t, hinted)) for t in tokens)
        if points:
            scored.append((-points, subject.parent_id is None, subject.sort_order, subject))
    return [subject for *_key, subject in sorted(scored, key=lambda row: row[:3])][:count]


def _words(text: str, analyser: Analyser) -> _Words:
    found = _Words(set(), set(), set())
    for _surface, word in analyser.words(text):
        found.stems.add(word.stem)
        found.normals.add(word.normal)
        found.parts.update(word.parts)
    return found


def _share(token, words: _Words) -> float:
    """How well a word is met, from 0 to 1."""
    asked: Sequence[str] = [token.stem] + ([token.whole.stem] if token.whole else [])
    if any(stem in words.stems for stem in asked):
        return 1.0
    if words.parts.intersection(asked) or words.stems.intersection(token.parts):
        return PART
    begun = token.normal
    if len(begun) >= LEAST_BEGUN and any(normal.startswith(begun) for normal in words.normals):
        return BEGUN
    return 0.0
