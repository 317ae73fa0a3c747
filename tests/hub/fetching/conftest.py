"""Servers that end with the test."""

import pytest

from tests.hub.fetching.evil import serving


@pytest.fixture
def serve():
    with serving() as serve:
        yield serve
