"""A hub that really runs: set up the way `make run` does it, on a port of its own."""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection

from tests import migrated

SET_UP = (
    "migrate --verbosity 0",
    "set_up_hub",
    "load_demo",
    "rebuild_index",
    "collectstatic --noinput --verbosity 0",
)


def free_port():
    """One that nobody uses, below those that the system gives to connections."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


class RunningHub:
    """The address, the folder, and manage.py with the same settings."""

    def __init__(self, folder, **settings):
        self.folder, self.port, self.mail_port = folder, free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "HUB_VAR": str(folder),
            "HUB_URL": self.address,
            "DATABASE_URL": "",
            "HUB_MAIL_HOST": "127.0.0.1",
            "HUB_MAIL_PORT": str(self.mail_port),
            **settings,
        }
        self.supervisor = None

    def set_up(self, commands=SET_UP):
        """What the first start does; on SQLite with the tables that are kept."""
        if not self.environment["DATABASE_URL"] and (kept := migrated.path()).exists():
            shutil.copy(kept, self.folder / "hub.sqlite3")
        for command in commands:
            done = self.manage(command)
            assert done.returncode == 0, done.stderr

    def manage(self, command):
        return subprocess.run(
            [sys.executable, "manage.py", *command.split()],
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def shell(self, code):
        """What a line of Python prints that runs with the settings of the hub."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def session_of_administrator(self):
        """The key of a session that may do everything in the admin."""
        read = "from tests.signed_in import session_of_administrator as key; print(key())"
        return self.shell(read).split()[-1]

    def start(self):
        command = [sys.executable, "manage.py", "run_hub", "--bind", f"127.0.0.1:{self.port}"]
        self.supervisor = subprocess.Popen(command, env=self.environment)
        self.wait()

    def wait(self, seconds=180):
        """Until the web server answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
            finally:
                connection.close()
        raise AssertionError("the hub does not answer")

    def child(self, name):
        """The pid of the supervisor's child whose command line holds a name."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.supervisor.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        for line in listed.stdout.splitlines():
            pid, arguments = line.strip().split(" ", 1)
            if name in arguments:
                return int(pid)
        return None


@contextmanager
def running_hub(folder, **settings):
    """A hub with the demo content; `settings` are variables of its environment."""
    hub = RunningHub(folder, **settings)
    hub.set_up()
    try:
        hub.start()
        yield hub
    finally:
        hub.supervisor.terminate()
        hub.supervisor.wait(timeout=30)
