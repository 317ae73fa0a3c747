"""What tests ask for when they need a real Elasticsearch; they carry the marker of that name."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator

import pytest

from search.engines.elastic.address import parse
from search.engines.elastic.engine import ElasticEngine
from search.german import Analyser
from tests.elasticsearch import home, server


@pytest.fixture(scope="session")
def elasticsearch_hosts() -> Iterator[str]:
    """Hosts as in SEARCH_URL: of one node for all tests, or those in ELASTICSEARCH_HOSTS."""
    if given := os.environ.get("ELASTICSEARCH_HOSTS"):
        yield given
        return
    if missing := home.obstacle():
        pytest.skip(missing)
    with server.own_folder() as folder, server.running(folder) as cluster:
        yield cluster.hosts


@pytest.fixture(scope="module")
def elastic_engines(elasticsearch_hosts) -> Iterator[Callable[[str, Analyser], ElasticEngine]]:
    """Makes engines by name and analysis, each name with a prefix of its own; drops all at last."""
    prefixes: dict[str, str] = {}
    numbers = itertools.count()
    made: list[ElasticEngine] = []

    def make(name: str, analyser: Analyser) -> ElasticEngine:
        prefix = prefixes.setdefault(name, f"test-{os.getpid()}-{next(numbers)}")
        address = parse(f"http://{elasticsearch_hosts}/{prefix}")
        made.append(ElasticEngine(address, analyser))
        return made[-1]

    yield make
    for engine in made:
        engine.drop()
        engine.close()
