"""No file can stop the process that reads it, or take more than its share."""

import os
import signal
import socket
import threading
import time

import pytest
from django.utils import translation

from hub.bounded import Bound, Exceeded, Raised, run_bounded
from tests.hub import hungry


def bound(function, argument=b"", **limits):
    with pytest.raises(Exceeded) as caught:
        run_bounded(function, argument, **limits)
    return caught.value.bound


def test_a_result_comes_back_as_json():
    assert run_bounded(hungry.count, b"a b") == {"bytes": 3, "words": ["a", "b"]}


def test_a_large_file_is_handed_over_whole():
    assert run_bounded(hungry.count, b"a" * 10_000_000, output_bytes=11_000_000)["bytes"] == 10**7


def test_memory_is_bounded():
    assert bound(hungry.swell, b"400000000") is Bound.MEMORY
    assert run_bounded(hungry.swell, b"100000000") == 100_000_000
    assert run_bounded(hungry.grow_quietly, b"", memory_mb=200) < 20


def test_computing_time_is_bounded():
    started = time.monotonic()
    assert bound(hungry.turn, cpu_seconds=1) is Bound.CPU
    assert time.monotonic() - started < 10


def test_the_time_on_the_clock_is_bounded():
    started = time.monotonic()
    assert bound(hungry.sleep, wall_seconds=0.3) is Bound.WALL
    assert time.monotonic() - started < 5


def test_the_answer_is_bounded():
    assert bound(hungry.talk) is Bound.OUTPUT


def test_what_is_printed_is_no_answer():
    assert run_bounded(hungry.print_much, b"") == "quiet"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_child_that_dies_is_told_as_such(number):
    assert bound(hungry.end, str(int(number)).encode()) is Bound.ENDED


def test_a_child_that_leaves_without_an_answer_is_told_as_such():
    assert bound(hungry.leave) is Bound.ENDED
    assert bound(hungry.close_and_sleep) is Bound.ENDED


@pytest.mark.parametrize(
    "forged",
    [
        b"",
        b"\x80\x04\x95",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"raised": 1}',
        b'{"raised": ["a"]}',
        b'{"exceeded": "moon"}',
        b"9" * 5000,
    ],
)
def test_a_forged_answer_does_no_harm(forged):
    assert bound(hungry.forge, forged) is Bound.ENDED


def test_an_error_of_the_function_comes_over_as_text():
    with pytest.raises(Raised) as caught:
        run_bounded(hungry.fail, b"no calendar")
    assert caught.value.kind == "ValueError"
    assert caught.value.text.startswith("no calendar")
    assert len(caught.value.text) == 500


@pytest.mark.parametrize(
    ("function", "kind"),
    [(hungry.return_a_set, "TypeError"), (hungry.nest, "RecursionError"), (hungry.open_many, None)],
)
def test_every_other_error_comes_over_too(function, kind):
    with pytest.raises(Raised) as caught:
        run_bounded(function, b"")
    assert caught.value.kind == (kind or "OSError")


def test_nothing_can_be_written(tmp_path):
    path = tmp_path / "file"
    with pytest.raises(Raised):
        run_bounded(hungry.write_a_file, str(path).encode())
    assert not path.exists() or path.stat().st_size == 0


def test_nothing_of_ours_is_handed_on(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    with socket.socket() as kept:
        os.set_inheritable(kept.fileno(), True)
        seen = run_bounded(hungry.surroundings, b"")
    assert set(seen["environment"]) <= {"PATH", "LC_ALL", "PYTHONUTF8"}
    assert seen["django"] == []
    assert seen["descriptors"] <= 6  # in, out, error, answer, nothing, and the folder looked at
    assert seen["limits"] == [0, 2]
    assert not seen["ignored"]
    assert seen["group"]


def test_grandchildren_end_with_the_call():
    grandchild = run_bounded(hungry.leave_a_child, b"")
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and alive(grandchild):
        time.sleep(0.01)
    assert not alive(grandchild)


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_threads_can_call_at_the_same_time():
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(run_bounded(hungry.count, b"a")["bytes"]))
        for _number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1, 1, 1, 1]


def test_only_what_another_process_can_import_is_called():
    with pytest.raises(ValueError, match="cannot be imported"):
        run_bounded(lambda data: data, b"")


def test_every_bound_is_a_sentence_in_german():
    with translation.override("de"):
        assert str(Exceeded(Bound.OUTPUT)) == "Diese Datei enthält zu viel."
        assert all(bound.label.endswith(".") for bound in Bound)
