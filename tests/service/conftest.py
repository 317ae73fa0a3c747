"""What tests of several at once need."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection, connections


@pytest.fixture
def shared_database(tmp_path, monkeypatch):
    """Threads meet in a file: SQLite's memory locks tables instead of waiting."""
    if connection.vendor != "sqlite":
        return lambda: None

    def move():
        path = tmp_path / "race.sqlite3"
        other = {**connections.settings["default"], "NAME": str(path)}
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        with closing(sqlite3.connect(path)) as copy:
            copy.execute("PRAGMA journal_mode=WAL")  # twelve at once would fail
        monkeypatch.setitem(connections.settings, "default", other)

    return move
