"""What every test of advice needs."""

import pytest

from advisory import territory


@pytest.fixture(autouse=True)
def fresh_register(monkeypatch):
    """The register of places is read once for a process, and every test has its own."""
    monkeypatch.setattr(territory, "_register", {})
