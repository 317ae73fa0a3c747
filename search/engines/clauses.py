"""What a question comes down to, for any engine: conditions on fields of terms, with weights.

Every engine turns these into its own query. Terms are scored by BM25 (k1 = 1.2, b = 0.75).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

TIE = 0.2  # what the other clauses of an AnyOf add to its best one


@dataclass(frozen=True, slots=True)
class Term:
    """The field holds this term."""

    field: str
    stem: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """The field holds these terms side by side."""

    field: str
    stems: tuple[str, ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one; scored as the best one and a fifth of the others. None of none."""

    clauses: tuple[Clause, ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one; scores add up. Everything where there is none."""

    clauses: tuple[Clause, ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Most:
    """At least so many, or one that is `telling` on its own; scores add up."""

    clauses: tuple[Clause, ...]
    at_least: int
    telling: tuple[Clause, ...] = ()


Clause = Term | Phrase | AnyOf | AllOf | Most
EVERYTHING = AllOf(())
NOTHING = AnyOf(())


def weighted(clause: Clause, boost: float) -> Clause:
    """The clause, worth so many times as much."""
    return clause if boost == 1.0 else replace(clause, boost=clause.boost * boost)


def any_of(clauses: Iterable[Clause]) -> Clause | None:
    """The shortest clause for any of these; None for none.

    One level is enough and half the work: the tie of a tie would be a twenty-fifth. What comes
    twice counts once, as the better of them.
    """
    best: dict[Clause, Clause] = {}
    for clause in _alternatives(clauses):
        same = replace(clause, boost=1.0)
        if same not in best or best[same].boost < clause.boost:
            best[same] = clause
    found = tuple(best.values())
    if len(found) < 2:
        return found[0] if found else None
    return AnyOf(found)


def all_of(clauses: list[Clause]) -> Clause:
    """The shortest clause for all of these."""
    return clauses[0] if len(clauses) == 1 else AllOf(tuple(clauses))


def _alternatives(clauses: Iterable[Clause]) -> Iterator[Clause]:
    for clause in clauses:
        if isinstance(clause, AnyOf):
            for inner in _alternatives(clause.clauses):
                yield weighted(inner, clause.boost)
        else:
            yield clause
