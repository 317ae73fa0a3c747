"""Industries (WZ 2025) for a business that somebody describes in own words."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from directory import industries
from search.german import Token, analyser
from search.word_list import word_set

WORDS = Path(__file__).with_name("industry_words.txt")
CLASS_LENGTH = 5  # 62.10: what people know; its subclasses lend their words
# How much a word says about a class by where it stands.
EVERYDAY, OWN, BELOW, ABOVE = 3.0, 2.0, 1.0, 0.5
PART = 0.5  # a part of a compound instead of the whole word
MOST_CHARACTERS = 2000
# Words of titles that tell no business from another.
EMPTY = word_set(
    "herstell herstellung sonstig erbring dienstleist tatig betrieb ahnlich ang verbund"
)


@dataclass(frozen=True, slots=True)
class Industry:
    """A class of WZ 2025."""

    code: str
    title: str


def find_industries(text: str, count: int = 5) -> list[Industry]:
    """Classes that fit the German words best, the best first; none where no word is known."""
    weights, rarity = _index()
    scores: dict[str, float] = defaultdict(float)
    for stem, factor in _stems(analyser(frozenset()).query(text[:MOST_CHARACTERS])).items():
        for code, weight in weights.get(stem, {}).items():
            scores[code] += factor * weight * rarity[stem]
    best = sorted(scores, key=lambda code: (-scores[code], code))[:count]
    least = scores[best[0]] / 3 if best else 0
    return [Industry(code, industries.title(code)) for code in best if scores[code] >= least]


def _stems(tokens: list[Token]) -> dict[str, float]:
    """Stems with how much they count; a word that is said twice counts once."""
    stems: dict[str, float] = {}
    for token in tokens:
        for part in token.parts:
            if len(part) > 2:
                stems.setdefault(part, PART)
    stems |= {token.stem: 1.0 for token in tokens}
    return {stem: factor for stem, factor in stems.items() if stem not in EMPTY}


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Stem → class → weight, and how rare a stem is; takes a process some time, once."""
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    classification = industries.classification()
    everyday = _everyday()
    codes = [code for code in classification.get_all_codes() if len(code) == CLASS_LENGTH]
    for code in codes:
        entry = classification.get(code)
        texts = [(everyday.get(code, ""), EVERYDAY), (entry.title, OWN)]
        texts += [(below.title, BELOW) for below in entry.descendants]
        texts += [(above.title, ABOVE) for above in entry.ancestors]
        for text, weight in texts:
            for stem, factor in _title_stems(text).items():
                known = weights[stem].get(code, 0)
                weights[stem][code] = max(known, weight * factor)
    rarity = {stem: math.log(1 + len(codes) / len(found)) for stem, found in weights.items()}
    return dict(weights), rarity


@cache
def _title_stems(title: str) -> dict[str, float]:
    """A title stands above many classes."""
    text = title.partition(", ohne ")[0].partition(" (ohne ")[0]
    return _stems(analyser(frozenset()).tokens(text))


def _everyday() -> dict[str, str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return dict(pairs)
