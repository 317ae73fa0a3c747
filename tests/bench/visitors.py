"""A real web server on chosen cores, and people who ask it."""

import os
import random
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

PORT = 18431
ASKED = 200
FIRST = (
    "Beratung", "Kurs", "Förderung", "Schulung", "Seminar", "Netzwerk", "Planung", "Messe",
)  # fmt: skip
SECOND = (
    "Digitalisierung", "Energie", "Handwerk", "Export", "Gründung", "Datenschutz", "Fachkräfte",
    "Pflege", "Nachfolge", "Maschinenbau", "Logistik", "Tourismus", "Einkauf", "Personal",
)  # fmt: skip
PLACES = ("Kassel", "Baunatal", "Fritzlar", "Eschwege", "Korbach", "Melsungen", "Hofgeismar")
COMPLETION = "/suche/vorschlaege/?"
SORTS = ("name", "newest", "date")


def addresses(kind, seed=3):
    """Endless addresses of one kind; the same for the same seed."""
    chance = random.Random(seed)
    while True:
        words = f"{chance.choice(FIRST)} {chance.choice(SECOND)}"
        yield {
            "words": lambda w=words: _page(q=w, **dict([_facet(chance)])),
            "browse": lambda: _page(sort=chance.choice(SORTS), page=chance.randrange(1, 10)),
            "nearby": lambda: _page(near=chance.choice(PLACES), radius=25, sort="distance"),
            "typo": lambda w=words: _page(q=_mistyped(chance, w)),
            "completion": lambda w=words: COMPLETION + urlencode({"q": _begun(chance, w)}),
        }[kind]()


def _page(**parameters):
    return "/suche/?" + urlencode(parameters)


def _facet(chance):
    return chance.choice([("audience", "sme"), ("type", "event"), ("format", "online")])


def _mistyped(chance, words):
    """Two neighbours swapped in the second word, behind its first letter."""
    first, second = words.split()
    at = chance.randrange(1, len(second) - 2)
    return f"{first} {second[:at]}{second[at + 1]}{second[at]}{second[at + 2 :]}"


def _begun(chance, words):
    word = chance.choice(words.split())
    return word[: chance.randrange(2, len(word))]


@contextmanager
def served(cores, workers=1, **environment):
    """Pids of the web processes, as run_hub starts them, while they answer on 127.0.0.1:PORT."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings", **environment}
    env.setdefault("MALLOC_ARENA_MAX", "1")
    command = [sys.executable, "-m", "gunicorn", "hub.wsgi:application"]
    command += ["--workers", str(workers), "--bind", f"127.0.0.1:{PORT}"]
    command += ["--keep-alive", "30", "--threads", "4", "--no-control-socket"]
    command += ["--log-level", "warning"]
    server = subprocess.Popen(command, env=env, preexec_fn=lambda: os.sched_setaffinity(0, cores))
    try:
        _wait()
        yield children_of(server.pid)
    finally:
        server.terminate()
        server.wait()


def run_step(module, step, *arguments):
    """What a step prints that needs Django, in a process of its own."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    command = [sys.executable, "-m", f"tests.bench.{module}", step, *arguments]
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout


def children_of(pid):
    """Pids of the processes that a process has started."""
    stats = (entry.read_text() for entry in Path("/proc").glob("[0-9]*/stat"))
    fields = ((stat.split(" ", 1)[0], stat.rpartition(")")[2].split()) for stat in stats)
    return [int(child) for child, rest in fields if int(rest[1]) == pid]


def _wait():
    for _attempt in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
            connection.request("GET", "/healthz")  # which waits until a process is warm
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def ask(kind, count=ASKED, *, warm=True, seed=3):
    """Milliseconds of whole answers, one after the other."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    if warm:
        for address in islice(addresses(kind, seed=1), count):
            get(connection, address)
    times = []
    for address in islice(addresses(kind, seed), count):
        started = time.perf_counter()
        get(connection, address)
        times.append((time.perf_counter() - started) * 1000)
    return times


def get(connection, address):
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"{address} answered {response.status}")
    return body


def pages_a_second(visitors=20, seconds=15):
    """How many result pages so many people get who ask all the time."""
    counts = [0] * visitors
    ends = time.perf_counter() + seconds

    def visit(number):
        connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        for address in addresses("words", seed=number):
            if time.perf_counter() > ends:
                return
            try:
                get(connection, address)
            except (HTTPException, OSError):
                connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
                get(connection, address)
            counts[number] += 1

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def resident_mb(pid):
    """Resident memory of a process, mapped pages of the index included."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
