"""Commands that two processes start at the same moment."""

import os
import subprocess
import sys

import pytest

MIGRATE = "migrate --verbosity 0"


@pytest.fixture
def manage(tmp_path):
    """Starts manage.py on a fresh installation without waiting for it."""
    environment = {**os.environ, "HUB_VAR": str(tmp_path), "DATABASE_URL": ""}

    def start(command):
        return subprocess.Popen(
            [sys.executable, "manage.py", *command.split()],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def twice_at_once(manage, command):
    """The return codes and outputs of two processes that are started together."""
    processes = [manage(command), manage(command)]
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    return [process.returncode for process in processes], outputs


def once(manage, command):
    process = manage(command)
    output = process.communicate(timeout=300)[0]
    assert process.returncode == 0, output
    return output


def test_two_migrations_of_a_fresh_database_wait_for_each_other(manage):
    codes, outputs = twice_at_once(manage, MIGRATE)
    assert codes == [0, 0], outputs
    assert once(manage, "migrate --check") == ""


def test_two_rebuilds_leave_a_usable_index(manage):
    for command in (MIGRATE, "set_up_hub", "load_demo"):
        once(manage, command)
    codes, outputs = twice_at_once(manage, "rebuild_index")
    assert 0 in codes, outputs
    for code, output in zip(codes, outputs, strict=True):
        assert "Traceback" not in output
        assert code == 0 or "Another process is writing the index" in output
    assert "Database and index agree." in once(manage, "check_index")
