"""What only the embedded engine has: files, a lock, and circles made of cells."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime
from itertools import product

import pytest

from search.documents import Document
from search.engines.base import IndexBusy, IndexUnavailable
from search.engines.circle import EARTH_RADIUS_KM, cells, cover, distance_km, spot
from search.engines.embedded.engine import EmbeddedEngine
from search.german import Analyser
from search.query import SearchQuery

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANALYSER = Analyser()
DOCUMENTS = [
    Document(id=f"course:{n}", type="course", title=f"Titel {n}", url="/x") for n in range(9)
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "own"


def test_one_writer_at_a_time(path):
    engine, other = EmbeddedEngine(path, ANALYSER), EmbeddedEngine(path, ANALYSER)
    engine.rebuild(DOCUMENTS[:1])

    def documents():
        for write in (other.update, other.rebuild):
            with pytest.raises(IndexBusy):
                write([])
        assert other.ids() == {"course:0"}
        yield DOCUMENTS[2]

    engine.rebuild(documents())
    other.update([], [DOCUMENTS[3]])
    assert engine.ids() == {"course:2", "course:3"}


@pytest.mark.parametrize("ending", ["records", ".store", ".idx", ".fast", ".term", "meta.json"])
def test_damaged_files_are_unavailable_and_a_rebuild_heals(path, ending):
    EmbeddedEngine(path, ANALYSER).rebuild(DOCUMENTS)
    generation = path / (path / "current").read_text().strip()
    for file in generation.iterdir():
        if file.name.endswith(ending):
            half = file.read_bytes()[: file.stat().st_size // 2]
            file.unlink()
            file.write_bytes(half)
    engine = EmbeddedEngine(path, ANALYSER)
    assert not engine.is_ready()
    with pytest.raises(IndexUnavailable):
        engine.search(SearchQuery(), now=NOW)
    engine.rebuild(DOCUMENTS)
    assert engine.search(SearchQuery(), now=NOW).total == len(DOCUMENTS)
    assert len([entry for entry in path.iterdir() if entry.is_dir()]) == 1


@pytest.mark.parametrize("pointer", ["", "0123456789ab-1", "../elsewhere", "\udcff", "x" * 999])
def test_an_outdated_or_broken_pointer_is_unavailable(path, pointer):
    engine = EmbeddedEngine(path, ANALYSER)
    engine.rebuild(DOCUMENTS[1:2])
    (path / "current").write_text(pointer, errors="surrogateescape")
    assert not engine.is_ready()
    engine.rebuild(DOCUMENTS[1:2])
    assert engine.ids() == {"course:1"}


MIDDLES = [(51.3, 9.5), (0.0, 0.0), (-45.0, 179.99), (69.0, -179.9)]
POLES = [(89.9, 20.0), (-90.0, 0.0)]


@pytest.mark.parametrize(
    ("centre", "km"), [*product(MIDDLES, (5, 100)), *((pole, 5) for pole in POLES)]
)
def test_the_cells_of_a_circle_hold_all_of_it_and_the_inner_ones_nothing_else(centre, km):
    pick = random.Random(5)  # noqa: S311
    inner, rim = (set(part) for part in cover(centre, km))
    kinds = set()
    for _ in range(600):
        away, bearing = math.sqrt(pick.uniform(0, 2)) * km, pick.uniform(0, 2 * math.pi)
        point = moved(centre, away, bearing)
        own = set(cells(point))
        is_inside = distance_km(centre, point) <= km
        assert len(own & (inner | rim)) <= 1
        assert is_inside or not own & inner
        assert not is_inside or own & (inner | rim)
        kinds.add((is_inside, bool(own & inner), bool(own & rim)))
    assert {(True, True, False), (False, False, False)} <= kinds


def test_a_circle_needs_few_cells():
    inner, rim = cover((51.3127, 9.4797), 25)
    assert len(inner) + len(rim) < 450


@pytest.mark.parametrize("corner", [*MIDDLES, *POLES, (90.0, 180.0), (-90.0, -180.0)])
def test_every_record_has_a_number_of_its_own_where_it_stands(corner):
    numbers = {spot(corner, uid) for uid in (0, 1, 2**63 - 1)}
    assert len(numbers) == 3
    assert all(0 <= number < 2**64 for number in numbers)
    assert spot(moved(corner, 30, 0.0 if corner[0] < 0 else math.pi), 1) not in numbers


def moved(start, km, bearing):
    """The point that lies so far away in this direction (radians from the north)."""
    angle, latitude = km / EARTH_RADIUS_KM, math.radians(start[0])
    sine = math.sin(latitude) * math.cos(angle)
    sine += math.cos(latitude) * math.sin(angle) * math.cos(bearing)
    sine = max(-1.0, min(1.0, sine))
    east = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(latitude),
        math.cos(angle) - math.sin(latitude) * sine,
    )
    longitude = start[1] + math.degrees(east)
    return math.degrees(math.asin(sine)), (longitude + 180) % 360 - 180
