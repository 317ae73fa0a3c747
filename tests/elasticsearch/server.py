"""A real Elasticsearch on free ports of this machine: one node or several, stopped by pid."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from elasticsearch import ApiError, Elasticsearch, TransportError

from tests.elasticsearch.home import HERE, HOME, lay_out

START_SECONDS = 90
STOP_SECONDS = 20
QUICK_TO_START = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
AS_IN_PRODUCTION = ("-XX:+UseG1GC",)  # for measuring


@dataclass
class Node:
    """One process with its own folder and ports."""

    name: str
    folder: Path
    settings: dict[str, str]
    heap: str = "512m"
    java: tuple[str, ...] = QUICK_TO_START
    http: int = field(default_factory=lambda: free_port())
    transport: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = {
            "cluster.name": "hub-tests",
            "node.name": self.name,
            "network.host": "127.0.0.1",
            "http.port": str(self.http),
            "transport.port": str(self.transport),
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            # A full disk of the developer is no reason to fail.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **self.settings,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [
            "java",
            *self.java,
            f"-Xms{self.heap}",
            f"-Xmx{self.heap}",
            "-cp",
            f"{HOME / 'lib'}/*",
        ]
        command += [str(HERE / "TestNode.java"), str(HOME)]
        command += [f"{name}={value}" for name, value in settings.items()]
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output)

    def kill(self) -> None:
        """As a power cut does it."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self.process is None:
            return
        os.kill(self.process.pid, number)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def listens(self) -> bool:
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.http)) == 0

    def said(self) -> str:
        return (self.folder / "output").read_text(errors="replace")[-3000:]


@dataclass
class Cluster:
    """Some nodes that know each other."""

    nodes: list[Node]

    @property
    def hosts(self) -> str:
        """As they stand in SEARCH_URL."""
        return ",".join(f"127.0.0.1:{node.http}" for node in self.nodes)

    def client(self) -> Elasticsearch:
        hosts = [f"http://127.0.0.1:{node.http}" for node in self.nodes if node.process]
        return Elasticsearch(hosts, request_timeout=30, retry_on_timeout=True)

    def wait(self, status: str = "green", seconds: float = START_SECONDS) -> None:
        """Until all running nodes have found each other and the shards their places."""
        running = sum(node.process is not None for node in self.nodes)
        deadline = time.monotonic() + seconds
        with self.client() as client:
            while time.monotonic() < deadline:
                for node in self.nodes:
                    if node.process and node.process.poll() is not None:
                        raise RuntimeError(f"{node.name} ended:\n{node.said()}")
                try:
                    if all(node.listens() for node in self.nodes if node.process):
                        client.cluster.health(
                            wait_for_status=status, wait_for_nodes=str(running), timeout="5s"
                        )
                        return
                except (TransportError, ApiError):
                    pass
                time.sleep(0.2)
        raise RuntimeError(f"no {status} cluster:\n{self.nodes[0].said()}")


@contextmanager
def running(
    folder: Path,
    nodes: int = 1,
    heap: str = "512m",
    java: tuple[str, ...] = QUICK_TO_START,
    **settings: str,
) -> Iterator[Cluster]:
    """A green cluster below `folder`; `settings` with __ for the dots in their names."""
    lay_out()
    given = {name.replace("__", "."): value for name, value in settings.items()}
    members = [Node(f"n{i}", folder / f"n{i}", given, heap, java) for i in range(1, nodes + 1)]
    for node in members:
        if nodes == 1:
            node.settings = {"discovery.type": "single-node", **given}
        else:
            seeds = ",".join(f"127.0.0.1:{n.transport}" for n in members)
            names = ",".join(n.name for n in members)
            node.settings = {
                "discovery.seed_hosts": seeds,
                "cluster.initial_master_nodes": names,
                **given,
            }
    cluster = Cluster(members)
    try:
        for node in members:
            node.start()
        cluster.wait()
        yield cluster
    finally:
        for node in members:
            node.stop()


@contextmanager
def own_folder() -> Iterator[Path]:
    """In memory where that is possible: making an index is mostly waiting for the disk."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]
