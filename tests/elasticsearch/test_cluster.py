"""Three nodes, and one of them killed with -9 while people search and save."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection

import pytest
from elasticsearch import Elasticsearch

from tests.elasticsearch import home, server
from tests.running import RunningHub, running_hub

pytestmark = pytest.mark.elasticsearch
VISITORS = 2
RECORDS, KILL_AT = 150, 50  # saved in all, and before the kill
PAGES = ("/suche/?q=beratung", "/suche/?q=Ausfallprobe", "/verzeichnis/", "/veranstaltungen/")
# Saves one organisation after the other and says which are committed.
SAVER = f"""
import time
from directory.models import Organisation
for number in range({RECORDS}):
    Organisation(title=f"Ausfallprobe {{number}}", summary="Gespeichert.", kind="company",
                 live=True).save()
    print(number, flush=True)
    time.sleep(0.05)
"""


@pytest.fixture
def cluster():
    if missing := home.obstacle():
        pytest.skip(missing)
    with server.own_folder() as folder, server.running(folder, nodes=3, heap="400m") as cluster:
        yield cluster


@pytest.fixture
def hub(cluster, tmp_path):
    settings = {"SEARCH_URL": f"http://{cluster.hosts}/hub", "SEARCH_REPLICAS": "1"}
    with running_hub(tmp_path, **settings) as hub:
        yield hub


class Visitor(threading.Thread):
    """Asks for one page after the other and remembers what came back."""

    def __init__(self, port: int):
        super().__init__()
        self.port, self.stopped = port, threading.Event()
        self.answered, self.failed, self.from_database = 0, [], 0
        self.longest = 0.0

    def run(self) -> None:
        chance = random.Random(self.port)
        while not self.stopped.is_set():
            page = chance.choice(PAGES)
            started = time.monotonic()
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
                connection.request("GET", page)
                response = connection.getresponse()
                text = response.read().decode()
                connection.close()
            except OSError as error:
                self.failed.append((page, repr(error)))
                continue
            self.longest = max(self.longest, time.monotonic() - started)
            self.answered += 1
            self.from_database += 'class="notice warning"' in text
            if response.status != 200:
                self.failed.append((page, response.status))


def holder_of_the_primary(cluster: server.Cluster) -> server.Node:
    """The node whose loss costs most: every change goes through it."""
    with cluster.client() as es:
        shards = es.cat.shards(index="hub-*", format="json")
    (name,) = {s["node"] for s in shards if s["prirep"] == "p" and "desk" not in s["index"]}
    return next(node for node in cluster.nodes if node.name == name)


def documents(es: Elasticsearch) -> int:
    return es.count(index="hub-*,-hub-desk*")["count"]


def saving(hub: RunningHub) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", SAVER]
    return subprocess.Popen(command, env=hub.environment, stdout=subprocess.PIPE, text=True)


def test_a_node_is_killed_while_people_search_and_save(cluster, hub, capsys):
    cluster.wait("green")
    with cluster.client() as es:
        before = documents(es)
    visitors = [Visitor(hub.port) for _ in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    saved = asked_before = 0
    with saving(hub) as saver:
        for saved, _line in enumerate(saver.stdout, start=1):
            if saved == KILL_AT:
                victim = holder_of_the_primary(cluster)
                asked_before = sum(visitor.answered for visitor in visitors)
                victim.kill()
    time.sleep(5)
    for visitor in visitors:
        visitor.stopped.set()
        visitor.join()

    cluster.wait("yellow")  # the missing copies come back after a minute
    deadline = time.monotonic() + 60
    while (checked := hub.manage("check_index")).returncode and time.monotonic() < deadline:
        time.sleep(1)
    with cluster.client() as es:
        es.indices.refresh(index="hub-*")
        after = documents(es)
    asked = sum(visitor.answered for visitor in visitors)
    failed = [failure for visitor in visitors for failure in visitor.failed]
    from_database = sum(visitor.from_database for visitor in visitors)
    longest = max(visitor.longest for visitor in visitors)
    with capsys.disabled():
        print(f"\n{victim.name}, which held the primary shard, was killed with -9.")
        print(f"Pages before {asked_before}, after {asked - asked_before}; failed {len(failed)},")
        print(f"from the database {from_database}, longest {longest:.1f} s.")
        print(f"Documents before {before}, saved {saved}, after {after}.\n{checked.stdout}")
    assert failed == []
    assert asked > asked_before > 0
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert after == before + saved
    assert saved == RECORDS
