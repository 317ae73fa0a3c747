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

COUNT, BATCH = 400, 50


# Where a kind of record and its runs are, and what is written with each record, one row each.
EVENTS = {
    "record": "event",
    "records": "events_event",
    "runs": "events_importrun",
    "imported": "events_importedevent",
    "entries": "events_importentry",
    "files": "events_importfile",
    "belonging": ("events_occurrence", "events_calendarentry"),
}
COURSES = {
    "record": "course",
    "records": "courses_course",
    "runs": "courses_courseimport",
    "imported": "courses_importedcourse",
    "entries": "courses_courseimportentry",
    "files": "courses_courseimportfile",
    "belonging": ("courses_courserun",),
}


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


def worker(database, kind, *arguments):
    environment = {
        **os.environ,
        "HUB_VAR": str(database.parent),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }
    words = [kind["record"], *map(str, arguments)]
    command = [sys.executable, "-m", "tests.service.import_worker", *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def ask(database, sql, kind):
    """The first row of an answer; the query names tables by what they are of this kind."""
    with closing(sqlite3.connect(database, timeout=20)) as file:
        row = file.execute(sql.format_map(kind)).fetchone()
        file.commit()
        return row


def wait_for_the_first_batch(database, kind):
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if ask(database, "SELECT count(*) FROM {imported}", kind)[0]:
            return
        time.sleep(0.01)
    raise AssertionError("nothing was imported")


def nothing_is_half_written(database, kind, count):
    for table in (*kind["belonging"], kind["imported"], kind["entries"]):
        named = {**kind, "table": table}
        found = ask(database, "SELECT count(*), count(DISTINCT {record}_id) FROM {table}", named)
        assert found == (count, count), table
    asked = "SELECT count(*) FROM search_indexrequest WHERE document_id LIKE '{record}:%'"
    assert ask(database, asked, kind) == (count,)


@pytest.mark.parametrize("kind", [EVENTS, COURSES], ids=["events", "courses"])
def test_after_kill_9_nothing_is_lost_and_nothing_double(kind, database):
    prepared = worker(database, kind, "prepare", COUNT)
    pk = int(prepared.communicate(timeout=120)[0])
    killed = worker(database, kind, "perform", pk)
    try:
        wait_for_the_first_batch(database, kind)
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    (found,) = ask(database, "SELECT count(*) FROM {records}", kind)
    assert 0 < found < COUNT
    assert found % BATCH == 0  # whole batches
    assert ask(database, "SELECT state FROM {runs}", kind) == ("running",)
    nothing_is_half_written(database, kind, found)

    ask(database, "UPDATE {runs} SET beat_at = '2020-01-01 00:00:00' RETURNING id", kind)
    both = [worker(database, kind, "perform", pk) for _number in range(2)]
    for one in both:
        one.communicate(timeout=120)
        assert one.returncode == 0
    assert ask(database, "SELECT state, attempt FROM {runs}", kind) == ("done", 2)
    for sql in (
        "SELECT count(*), count(DISTINCT external_id) FROM {records}",
        "SELECT count(*), count(DISTINCT uid) FROM {entries}",
    ):
        assert ask(database, sql, kind) == (COUNT, COUNT)
    assert ask(database, "SELECT count(*) FROM {files}", kind) == (0,)
