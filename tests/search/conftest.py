"""Every engine, for the tests that all of them pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search.engines.base import Engine
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.engines import ANALYSER
from tests.search.saved import BadServer


@pytest.fixture(
    scope="module",
    params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)],
)
def new_engine(request, tmp_path_factory) -> Callable[[str], Engine]:
    """Engine objects by the name of their index; one name twice is two objects on one index."""
    if request.param == "elasticsearch":
        make = request.getfixturevalue("elastic_engines")
        return lambda name: make(name, ANALYSER)
    folder = tmp_path_factory.mktemp(request.param)
    return lambda name: EmbeddedEngine(folder / name, ANALYSER)


@pytest.fixture
def bad_server(settings):
    """A mail server that behaves as `BadServer.does` says, and notes the ids of messages."""
    settings.EMAIL_BACKEND = "tests.search.saved.BadServer"
    BadServer.does, BadServer.ids = None, []
    return BadServer
