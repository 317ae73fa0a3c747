"""What the engine on a cluster does beyond the contract of all engines; needs a real one."""

from __future__ import annotations

import time
from functools import partial

import pytest
from elasticsearch import Elasticsearch

from search.engines.base import EngineDown, IndexBusy, IndexUnavailable
from search.engines.elastic import bulk, desk, schema
from tests.search.engines import ANALYSER, ask, document, found

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def new_engine(elastic_engines, request):
    """Engines on an index of this test; each call is another machine."""
    return lambda: elastic_engines(request.node.name, ANALYSER)


@pytest.fixture
def engine(new_engine):
    return new_engine()


@pytest.fixture
def cluster(elasticsearch_hosts):
    with Elasticsearch([f"http://{h}" for h in elasticsearch_hosts.split(",")]) as client:
        yield client


def titles(engine):
    return {hit.id: hit.title for hit in ask(engine, sort="name", size=99).hits}


def versions(cluster, engine):
    found = cluster.search(index=engine._generations.serving, version=True, size=99)
    return {hit["_id"]: hit["_version"] for hit in found["hits"]["hits"]}


# --- Writers ------------------------------------------------------------------------------------
def test_an_older_state_never_follows_a_newer_one(new_engine):
    slow, quick = new_engine(), new_engine()
    slow.rebuild([])

    def read_long_ago():
        quick.update([], [document(1, title="Neu")])
        yield document(1, title="Alt")

    slow.update([], read_long_ago())
    assert titles(quick) == {"course:1": "Neu"}


def test_what_was_removed_does_not_come_back_with_a_slow_writer(new_engine):
    slow, quick = new_engine(), new_engine()
    slow.rebuild([document(1)])

    def read_long_ago():
        quick.update(["course:1", "course:2"])
        yield from (document(1), document(2))

    slow.update([], read_long_ago())
    assert quick.ids() == set()


def test_one_refused_document_does_not_stop_the_others(engine, caplog):
    wrong = document(1, latitude=95.0, longitude=9.0)
    assert engine.rebuild([wrong, document(2)]) == 2
    engine.update([], [wrong, document(3)])
    assert engine.ids() == {"course:2", "course:3"}
    assert "course:1 is refused" in caplog.text


def test_a_removed_index_never_comes_back_without_its_mapping(engine, cluster):
    engine.rebuild([document(1)])
    cluster.indices.delete(index=f"{engine._generations.serving}-1")
    for attempt in (partial(engine.update, [], [document(2)]), partial(ask, engine), engine.ids):
        with pytest.raises(IndexUnavailable) as raised:
            attempt()
        assert not isinstance(raised.value, EngineDown)
    assert not engine.is_ready()
    assert list(engine._generations.all()) == []
    engine.rebuild([document(2)])
    assert found(engine) == ["course:2"]


def test_a_lost_desk_is_no_index(engine, cluster):
    engine.rebuild([document(1)])
    cluster.indices.delete(index=engine._desk.index)
    assert not engine.is_ready()
    with pytest.raises(IndexUnavailable):
        engine.update([], [document(2)])
    engine.rebuild([document(1, title="Neu")])
    engine.update([], [document(2)])
    assert titles(engine) == {"course:1": "Neu", "course:2": "Titel 2"}


def test_a_full_disk_stops_changes_but_no_question(engine, cluster):
    engine.rebuild([document(1)])
    block = partial(cluster.indices.put_settings, index=engine._generations.serving)
    block(settings={"index.blocks.read_only_allow_delete": True})
    with pytest.raises(EngineDown, match="read-only or disk full"):
        engine.update([], [document(2)])
    assert found(engine) == ["course:1"]
    block(settings={"index.blocks.read_only_allow_delete": None})
    engine.update([], [document(2)])
    assert len(found(engine)) == 2


def test_pages_far_beyond_the_end_are_empty(engine):
    engine.rebuild([document(n) for n in range(3)])
    for page, size in ((500, 20), (500, 500), (9999, 500)):
        result = ask(engine, page=page, size=size)
        assert (result.total, result.hits) == (3, [])


# --- Rebuilding ---------------------------------------------------------------------------------
def test_changes_during_a_rebuild_reach_the_new_index(new_engine):
    builder, other = new_engine(), new_engine()
    builder.rebuild([document(n) for n in range(4)])

    def documents():
        yield from (document(1), document(2))
        other.update(["course:2", "course:3"], [document(1, title="Neu"), document(4)])
        assert titles(other) == {
            "course:0": "Titel 0",
            "course:1": "Neu",
            "course:4": "Titel 4",
        }, "the old index serves and changes meanwhile"
        yield document(3)  # as it was read before
        yield document(0)

    builder.rebuild(documents())
    assert titles(other) == {"course:0": "Titel 0", "course:1": "Neu", "course:4": "Titel 4"}


def test_an_interrupted_rebuild_goes_on(engine, cluster, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    engine.rebuild([document(9)])

    def power_cut():
        yield from (document(n) for n in range(1, 5))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(power_cut())
    assert found(engine) == ["course:9"]
    indexes = set(engine._generations.all())
    assert len(indexes) == 2

    later = [document(1), document(2), document(3, title="Geändert"), document(5)]
    assert engine.rebuild(later) == 4
    assert set(engine._generations.all()) < indexes, "the half-built index was used"
    assert titles(engine) == {d.id: d.title for d in later}
    before, after = versions(cluster, engine)["course:1"], versions(cluster, engine)["course:3"]
    assert before < after, "what had not changed was not written again"


def test_only_one_process_builds(new_engine):
    first, second = new_engine(), new_engine()

    def documents():
        with pytest.raises(IndexBusy):
            second.rebuild([])
        yield document(1)

    assert first.rebuild(documents()) == 1
    assert second.rebuild([document(1), document(2)]) == 2


def test_a_builder_that_died_is_replaced_soon(new_engine, monkeypatch):
    monkeypatch.setattr(desk, "LEASE", 0.5)
    dead, living = new_engine(), new_engine()
    dead.rebuild([])
    started = dead._desk.building()
    started.__enter__()
    with pytest.raises(IndexBusy):
        living.rebuild([])
    living.update([], [document(1)])  # nobody else waits for it
    time.sleep(0.6)
    assert living.rebuild([document(2)]) == 1


def test_a_builder_that_was_only_slow_does_no_harm(new_engine, monkeypatch):
    monkeypatch.setattr(desk, "LEASE", 0.0)
    slow, quick = new_engine(), new_engine()
    slow.rebuild([])

    def documents():
        yield document(1, title="Alt")
        quick.rebuild([document(1, title="Neu"), document(2)])

    with pytest.raises(IndexBusy):
        slow.rebuild(documents())
    assert titles(quick) == {"course:1": "Neu", "course:2": "Titel 2"}
    quick.update([], [document(3)])
    assert len(found(quick)) == 3


def test_the_index_of_another_version_stays_for_machines_not_yet_upgraded(
    engine, cluster, monkeypatch
):
    old = engine._generations.serving.rpartition("-")[0] + "-0123456789ab-7"
    cluster.indices.create(index=old)
    engine.rebuild([document(1)])
    assert cluster.indices.exists(index=old)
    monkeypatch.setattr("search.engines.elastic.generations.OTHER_VERSIONS", 0.0)
    engine.rebuild([document(1)])
    assert not cluster.indices.exists(index=old)


def test_an_unknown_field_is_refused(engine, cluster):
    engine.rebuild([document(1)])
    mapping = cluster.indices.get_mapping(index=engine._generations.serving)
    (properties,) = (given["mappings"] for given in mapping.values())
    assert properties["dynamic"] == "strict"
    assert properties["properties"].keys() == schema.mappings()["properties"].keys()


def test_dropping_leaves_nothing(new_engine, cluster):
    engine, other = new_engine(), new_engine()
    engine.rebuild([document(1)])
    engine.drop()
    engine.drop()
    prefix = engine._generations.serving.rpartition("-")[0]
    assert list(cluster.indices.get(index=f"{prefix}*")) == []
    assert not other.is_ready()
