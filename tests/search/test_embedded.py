"""What only the embedded engine has: files, a lock, and circles made of stripes."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from search.documents import Document
from search.engines.base import IndexBusy, IndexUnavailable
from search.engines.circle import distance_km, stripes
from search.engines.embedded import EmbeddedEngine
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


@pytest.mark.parametrize("ending", [".store", ".idx", ".fast", ".term", "meta.json"])
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


@pytest.mark.parametrize("latitude", [51.3, 0.0, -45.0, 69.0])
@pytest.mark.parametrize("km", [5, 100])
def test_stripes_hold_the_circle_and_their_inner_part_lies_within_it(latitude, km):
    pick = random.Random(5)  # noqa: S311
    for stripe in stripes(latitude, km):
        for _ in range(200):
            at = pick.uniform(stripe.south, stripe.north)
            away = pick.uniform(0, 1.3) * stripe.outer
            distance = distance_km((latitude, 9.5), (at, 9.5 + away))
            assert away <= stripe.outer or distance > km
            assert away >= stripe.inner or distance <= km
