import os
import signal
import subprocess
import sys
import time

import pytest

from hub.supervisor import Child

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def child():
    child = Child("sleeper", SLEEPER)
    child.look_after()
    yield child
    child.signal(signal.SIGKILL)
    if child.process:
        child.process.wait()


def test_a_killed_process_is_started_again(child):
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    deadline = time.monotonic() + 5
    while (child.process is None or child.process.pid == first) and time.monotonic() < deadline:
        child.look_after()
        time.sleep(0.05)
    assert child.process.pid != first
    assert child.process.poll() is None


def test_a_process_that_keeps_failing_waits_longer_each_time():
    child = Child("broken", [sys.executable, "-c", "raise SystemExit(1)"])
    pauses = []
    for _attempt in range(3):
        child.start()
        child.process.wait()
        child.look_after()
        pauses.append(child.pause)
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[2]


def test_a_missing_secret_stops_the_start_with_one_sentence(tmp_path):
    code = "import dotenv; dotenv.load_dotenv = lambda *a: None; import hub.settings"
    environment = {"PATH": os.environ["PATH"], "HUB_VAR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode != 0
    assert "SECRET_KEY is not set" in run.stderr.splitlines()[-1]
