"""A circle on the globe as cells of a grid, for indexes that know terms but no positions.

On each of three levels the grid divides latitude and longitude into the same number of parts. Every
position lies in one cell a level; a circle is covered by a few hundred cells, large ones inside and
small ones along its rim.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
LEVELS = (10, 12, 14)  # 2**level parts: cells 19.5, 4.9 and 1.2 km high
_OWN = 64 - 2 * LEVELS[-1]  # bits that tell records of one cell apart
_MARGIN = 1e-6  # kilometres: rounding never loses a point on the rim

Position = tuple[float, float]
Cell = tuple[int, int, int]  # level, row from the south pole, column from 180 degrees west


class Cover(NamedTuple):
    """Numbers of cells: those of `inner` lie within the circle, its rim runs through the others."""

    inner: tuple[int, ...]
    rim: tuple[int, ...]


def distance_km(a: Position, b: Position) -> float:
    """Great-circle distance of two (latitude, longitude) pairs in degrees (haversine)."""
    return distances_km(a, [b[0]], [b[1]])[0]


def distances_km(
    centre: Position, latitudes: Iterable[float], longitudes: Iterable[float]
) -> list[float]:
    """As `distance_km`, for many points at a third of the cost."""
    radians, sin, cos, asin, sqrt = math.radians, math.sin, math.cos, math.asin, math.sqrt
    here, start = radians(centre[0]), centre[1]
    narrowing, found = cos(here), []
    for latitude, longitude in zip(latitudes, longitudes, strict=True):
        there = radians(latitude)
        up, across = sin((there - here) / 2), sin(radians(longitude - start) / 2)
        half = up * up + narrowing * cos(there) * across * across
        found.append(2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half))))
    return found


def cells(position: Position) -> list[int]:
    """The numbers of the cells in which a position lies, one a level."""
    return [_number(_cell_at(position, level)) for level in LEVELS]


def spot(position: Position, uid: int) -> int:
    """64 bits for one record, near those of its neighbours.

    A dictionary reads its terms in blocks: a set of neighbours costs a third of a scattered one.
    """
    level, row, column = _cell_at(position, LEVELS[-1])
    return (((row << level) + column) << _OWN) + (uid & ((1 << _OWN) - 1))


@lru_cache(maxsize=128)
def cover(position: Position, km: float) -> Cover:
    """The cells that a circle needs."""
    inner: list[Cell] = []
    cut = list(_around(position, km))
    for level in LEVELS:
        if level != LEVELS[0]:
            cut = [child for cell in cut for child in _children(cell, level)]
        reached = [(cell, *_reach(cell, position)) for cell in cut]
        inner += [cell for cell, _, farthest in reached if farthest <= km - _MARGIN]
        cut = [cell for cell, near, far in reached if near <= km + _MARGIN and far > km - _MARGIN]
    return Cover(tuple(map(_number, inner)), tuple(map(_number, cut)))


def _number(cell: Cell) -> int:
    level, row, column = cell
    return (level << 32) + (row << 16) + column


def _cell_at(position: Position, level: int) -> Cell:
    parts = 1 << level
    row = math.floor((position[0] + 90) / 180 * parts)
    column = math.floor((position[1] + 180) / 360 * parts)
    return level, max(0, min(parts - 1, row)), column % parts


def _around(position: Position, km: float) -> Iterable[Cell]:
    """The largest cells of the rectangle around the circle; all the way round near a pole."""
    level, angle = LEVELS[0], km / EARTH_RADIUS_KM
    parts = 1 << level
    latitude, longitude = position
    sine = math.sin(angle) / max(1e-9, math.cos(math.radians(latitude)))
    half = math.degrees(math.asin(sine)) if sine < 1 else 180.0
    south, north = latitude - math.degrees(angle), latitude + math.degrees(angle)
    _, low, _ = _cell_at((south, longitude), level)
    _, high, _ = _cell_at((north, longitude), level)
    first = math.floor((longitude - half + 180) / 360 * parts) - 1
    count = min(parts, math.ceil(half / 180 * parts) + 3)
    columns = (column % parts for column in range(first, first + count))
    return ((level, row, column) for row, column in product(range(low, high + 1), columns))


def _children(cell: Cell, level: int) -> Iterable[Cell]:
    above, row, column = cell
    count = 1 << (level - above)
    for down, right in product(range(count), repeat=2):
        yield level, row * count + down, column * count + right


def _reach(cell: Cell, position: Position) -> tuple[float, float]:
    """Kilometres from a position to the nearest and to the farthest point of a cell."""
    level, row, column = cell
    parts, here = 1 << level, position[0]
    south, north = row * 180 / parts - 90, (row + 1) * 180 / parts - 90
    half = 180 / parts
    away = abs(((2 * column + 1) * half - position[1]) % 360 - 180)  # of its middle, in degrees
    gap = max(0.0, away - half)
    # Of a meridian so far away the nearest latitude lies towards the pole.
    sine, cosine = math.sin(math.radians(here)), math.cos(math.radians(here))
    nearest = math.degrees(math.atan2(sine, cosine * math.cos(math.radians(gap))))
    start = (here, 0.0)
    widest = min(180.0, away + half)
    return (
        distance_km(start, (max(south, min(north, nearest)), gap)),
        max(distance_km(start, (south, widest)), distance_km(start, (north, widest))),
    )
