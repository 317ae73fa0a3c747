"""How far a company is with digital work, by its own answers; pure, and the same in the browser.

The six dimensions are those of the Digital Maturity Assessment for SMEs with which the European
Digital Innovation Hubs work (European Commission, Joint Research Centre). Statements, scale
and sums are our own, so the points cannot be compared with those of that tool.

Units: a value is 0 (not yet) to 3 (throughout); points are whole numbers from 0 to 100, halves
rounded up. `hub/static/hub/js/digital_check.js` computes the same; a browser test compares both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST = 3  # the highest value
NOT_OURS = -1  # “does not concern us”: counts neither for nor against
WEAK_BELOW = 75  # points
MOST_WEAK = 3  # dimensions for which offers are proposed
LOW = 1  # “a little” and less is where to begin
MOST_BEGINNINGS = 2  # such statements of a dimension


class Stage(StrEnum):
    BEGINNING = "beginning"
    UNDER_WAY = "under_way"
    ADVANCED = "advanced"
    LEADING = "leading"


FROM = ((75, Stage.LEADING), (50, Stage.ADVANCED), (25, Stage.UNDER_WAY), (0, Stage.BEGINNING))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a company stands in one dimension.

    Without enough answers `points` and `stage` are None: what is not known is not nought.
    `beginnings` are keys of the statements that were rated lowest, none that hold mostly.
    """

    dimension: str
    points: int | None
    stage: Stage | None
    beginnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """All dimensions in the order of their first question, and what follows from them.

    `points` is the mean of the dimensions, None as long as one has none. `weakest` are at most
    three dimensions below 75 points, the lowest first.
    """

    standings: tuple[Standing, ...]
    points: int | None
    weakest: tuple[str, ...]
    open: int  # questions without an answer


def assess(questions: Sequence[tuple[str, str]], answers: Mapping[str, int]) -> Result:
    """Judge answers (key → value) to questions, given as (key, dimension).

    Answers to other questions and values outside of the scale are no answers.
    """
    known = {
        key: answers[key] for key, _ in questions if answers.get(key) in range(NOT_OURS, MOST + 1)
    }
    dimensions = tuple(dict.fromkeys(dimension for _, dimension in questions))
    standings = tuple(
        _standing(name, [key for key, dimension in questions if dimension == name], known)
        for name in dimensions
    )
    rated = [each.points for each in standings if each.points is not None]
    weak = [each for each in standings if each.points is not None and each.points < WEAK_BELOW]
    weak.sort(key=lambda each: each.points or 0)
    return Result(
        standings=standings,
        points=_rounded(sum(rated), len(rated)) if rated and len(rated) == len(standings) else None,
        weakest=tuple(each.dimension for each in weak[:MOST_WEAK]),
        open=len(questions) - len(known),
    )


def points_of(values: Iterable[int], *, asked: int) -> int | None:
    """Points of the answered ones of `asked` questions; None where fewer than half of those
    that concern the company are answered, or none does."""
    given = list(values)
    rated = [value for value in given if value != NOT_OURS]
    concerning = asked - (len(given) - len(rated))
    if not rated or 2 * len(rated) < concerning:
        return None
    return _rounded(100 * sum(rated), MOST * len(rated))


def stage_of(points: int) -> Stage:
    return next(stage for least, stage in FROM if points >= least)


def _standing(dimension: str, keys: Sequence[str], known: Mapping[str, int]) -> Standing:
    values = {key: known[key] for key in keys if key in known}
    points = points_of(values.values(), asked=len(keys))
    low = sorted((key for key in values if NOT_OURS < values[key] <= LOW), key=values.__getitem__)
    return Standing(
        dimension=dimension,
        points=points,
        stage=None if points is None else stage_of(points),
        beginnings=tuple(low[:MOST_BEGINNINGS]),
    )


def _rounded(sum_: int, count: int) -> int:
    return (2 * sum_ + count) // (2 * count)
