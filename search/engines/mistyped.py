"""What a word may have meant that neither the index nor the lists of words know.

A compound of which one part is mistyped: “Staplerschien”, “Gleisanschlus”, “lehwmand”; or two words
of which the first is a short one, without a blank: “furhandwerk”.
"""

from __future__ import annotations

from collections.abc import Iterator

from search.engines import dictionary
from search.engines.vocabulary import Correction
from search.german import NOT_ASKED, Analyser
from search.word_list import SHORTEST_PART, word_list

COUNT = 3  # corrections of a word
SHORTEST, LONGEST = 4, 40  # letters of a mistyped part, and of a word that is taken apart
TRIED = 5  # places to take a word apart at, the longest correct parts first
LINKS = ("", "s", "n", "es")


def compounds(word: str, analyser: Analyser) -> list[Correction]:
    """Compounds that are one typing error away from a folded word, the best first."""
    if not word.isalpha() or len(word) > LONGEST:
        return []
    found: dict[str, Correction] = {}
    for correction in (*_swapped(word, analyser), *_one_part(word, analyser)):
        found.setdefault(correction.normal, correction)
    return list(found.values())[:COUNT]


def _swapped(word: str, analyser: Analyser) -> Iterator[Correction]:
    """Two neighbours in the wrong order, of which each may be in another part."""
    for n in range(1, len(word) - 1):
        if word[n] != word[n + 1 : n + 2]:
            other = word[:n] + word[n + 1 : n + 2] + word[n] + word[n + 2 :]
            if analyser.is_compound(other):
                yield Correction(other, other, 1)


def _one_part(word: str, analyser: Analyser, *, deeper: bool = True) -> Iterator[Correction]:
    known, places = word_list(), range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    ends = [(len(word) - n, n, True) for n in places if _may_end(word[n:], analyser)]
    starts = [(n, n, False) for n in places if _may_begin(word[:n], analyser)]
    for _, place, is_end in sorted([*ends, *starts], reverse=True)[:TRIED]:
        left, right = word[:place], word[place:]
        if not is_end:
            for part in _close_to(right, analyser, deeper=deeper):
                if _may_end(part.normal, analyser):
                    yield Correction(left + part.normal, left + part.text, 1)
            continue
        for link in ("", "s") if left[-1] == "s" else ("",):
            for part in _close_to(left.removesuffix(link), analyser, deeper=deeper):
                if _may_begin(part.normal, analyser):
                    yield Correction(part.normal + link + right, part.text + link + right, 1)
    for n in places:
        if word[:n] in NOT_ASKED and word[n:] in known.nouns:
            yield Correction(word[n:], word[n:], 1)


def _close_to(part: str, analyser: Analyser, *, deeper: bool) -> Iterator[Correction]:
    if len(part) >= SHORTEST:
        yield from (close for close in dictionary.close_to(part) if close.errors == 1)
        if deeper:
            yield from _one_part(part, analyser, deeper=False)


def _may_end(part: str, analyser: Analyser) -> bool:
    known = word_list()
    return (part in known.nouns and bool(known.head(part))) or analyser.is_compound(part)


def _may_begin(part: str, analyser: Analyser) -> bool:
    """Whether a compound can begin so, with what links it to its next part."""
    modifiers = word_list().modifiers
    roots = [part.removesuffix(link) for link in LINKS if part.endswith(link)]
    return any(root in modifiers or analyser.is_compound(root) for root in roots)
