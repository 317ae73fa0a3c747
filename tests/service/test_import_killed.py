"""A worker is killed in mid-run, and two others find its work at the same moment."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.db import connection

COUNT = 400  # a batch is 50
# What is written together with a public event, one row each.
BELONGING = (
    "SELECT count(*), count(DISTINCT event_id) FROM events_occurrence",
    "SELECT count(*), count(DISTINCT event_id) FROM events_calendarentry",
    "SELECT count(*), count(DISTINCT event_id) FROM events_importedevent",
    "SELECT count(*), count(DISTINCT event_id) FROM events_importentry",
    "SELECT count(*), count(*) FROM search_indexrequest WHERE document_id LIKE 'event:%'",
)


@pytest.fixture
def database(transactional_db, tmp_path):
    """A file with the tables of the test's database, for processes of their own."""
    if connection.vendor != "sqlite":
        pytest.skip("the row that is the lock is the same on every database")
    path = tmp_path / "hub.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    return path


def worker(database, *arguments):
    environment = {
        **os.environ,
        "HUB_VAR": str(database.parent),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }
    command = [sys.executable, "-m", "tests.service.import_worker", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def ask(database, sql):
    with closing(sqlite3.connect(database, timeout=20)) as file:
        row = file.execute(sql).fetchone()
        file.commit()
        return row


def wait_for_the_first_batch(database):
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if ask(database, "SELECT count(*) FROM events_importedevent")[0]:
            return
        time.sleep(0.01)
    raise AssertionError("nothing was imported")


def nothing_is_half_written(database, count):
    for sql in BELONGING:
        assert ask(database, sql) == (count, count), sql


def test_after_kill_9_nothing_is_lost_and_nothing_double(database):
    prepared = worker(database, "prepare", COUNT)
    pk = int(prepared.communicate(timeout=120)[0])
    killed = worker(database, "perform", pk)
    wait_for_the_first_batch(database)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    found, state = ask(
        database, "SELECT count(*), (SELECT state FROM events_importrun) FROM events_event"
    )
    assert 0 < found < COUNT
    assert found % 50 == 0  # whole batches
    assert state == "running"
    nothing_is_half_written(database, found)

    ask(database, "UPDATE events_importrun SET beat_at = '2020-01-01 00:00:00' RETURNING id")
    both = [worker(database, "perform", pk) for _number in range(2)]
    for one in both:
        one.communicate(timeout=120)
        assert one.returncode == 0
    assert ask(database, "SELECT state, attempt FROM events_importrun") == ("done", 2)
    assert ask(database, "SELECT count(*), count(DISTINCT external_id) FROM events_event") == (
        COUNT,
        COUNT,
    )
    assert ask(database, "SELECT count(*), count(DISTINCT uid) FROM events_importentry") == (
        COUNT,
        COUNT,
    )
    assert ask(database, "SELECT count(*) FROM events_importfile") == (0,)
