"""What rules leave open, and where several say the same: for whoever keeps them in order.

Pure, like `advisory.routing`; quick for thousands of rules, as each is looked at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import product

from advisory.routing import Feature, Rule

EVERYWHERE = ""  # a subject or an area that a rule does not ask for
_FURTHER = (Feature.INDUSTRY, Feature.LEGAL_FORM, Feature.SIZE, Feature.AGE, Feature.LANGUAGE)


class Cover(IntEnum):
    """How far rules reach: nobody but the fallback desk, some companies or places, all."""

    NOBODY = 0
    SOME = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rules that ask for the same, with what they share; the load of the desks decides."""

    rules: tuple[int, ...]
    desks: tuple[int, ...]
    subjects: tuple[str, ...]
    areas: tuple[str, ...]


def covers(
    subjects: Mapping[str, Sequence[str]], counties: Iterable[str], rules: Iterable[Rule]
) -> dict[tuple[str, str], Cover]:
    """(subject, county) → how far rules reach. `subjects` holds the path of each, as in a case."""
    counties = list(counties)
    best: dict[tuple[str, str], Cover] = {}
    for rule in rules:
        some = any(rule.asks(feature) for feature in _FURTHER)
        for slug, county in product(rule.subjects or {EVERYWHERE}, counties):
            found = Cover.SOME if some else _reach(rule, county)
            if _reach(rule, county) and found > best.get((slug, county), Cover.NOBODY):
                best[slug, county] = found
    return {
        (slug, county): max(best.get((each, county), Cover.NOBODY) for each in (*path, EVERYWHERE))
        for slug, path in subjects.items()
        for county in counties
    }


def overlaps(rules: Iterable[Rule]) -> list[Overlap]:
    """Rules that decide nothing among themselves, because they ask for exactly the same of some
    subject and area."""
    same: dict[tuple[object, ...], list[Rule]] = {}
    for rule in rules:
        further = tuple(getattr(rule, name) for name in _CONDITIONS)
        subjects, areas = rule.subjects or {EVERYWHERE}, set(rule.territory) or {EVERYWHERE}
        for slug, area in product(subjects, areas):
            same.setdefault((slug, area, *further), []).append(rule)
    found: dict[tuple[int, ...], list[tuple[str, str]]] = {}
    desks: dict[tuple[int, ...], tuple[int, ...]] = {}
    for (slug, area, *_rest), group in same.items():
        if len(group) > 1:
            key = tuple(sorted(rule.key for rule in group))
            found.setdefault(key, []).append((str(slug), str(area)))
            desks[key] = tuple(sorted({rule.desk for rule in group}))
    return [
        Overlap(
            key,
            desks[key],
            tuple(sorted({slug for slug, _area in pairs})),
            tuple(sorted({area for _slug, area in pairs})),
        )
        for key, pairs in sorted(found.items())
    ]


def _reach(rule: Rule, county: str) -> Cover:
    if not rule.territory or county.startswith(rule.territory):
        return Cover.ALL
    return Cover.SOME if any(key.startswith(county) for key in rule.territory) else Cover.NOBODY


_CONDITIONS = ("industries", "legal_forms", "employees", "age", "languages")
