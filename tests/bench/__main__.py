"""Fills a database, builds the index, asks a real server; prints figures and ratios of this run.

python -m tests.bench [small large]      default 10000 100000
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

PORT = 18431
ASKED = 200
FIRST = [
    "Beratung",
    "Kurs",
    "Förderung",
    "Schulung",
    "Seminar",
    "Netzwerk",
    "Planung",
    "Messe",
    "Prüfung",
    "Zuschuss",
]
SECOND = [
    "Digitalisierung",
    "Energie",
    "Handwerk",
    "Export",
    "Gründung",
    "Datenschutz",
    "Fachkräfte",
    "Pflege",
    "Nachfolge",
    "Maschinenbau",
    "Logistik",
    "Tourismus",
    "Einkauf",
    "Personal",
]


def main():
    small, large = (int(n) for n in (sys.argv[1:3] or ("10000", "100000")))
    core = min(os.sched_getaffinity(0))
    print(f"one core (number {core}), {ASKED} questions each, two words and one facet, no cache")
    with tempfile.TemporaryDirectory() as folder:
        answers = {}
        for count in (small, large):
            os.environ["BENCH_DIR"] = str(Path(folder) / str(count))
            Path(os.environ["BENCH_DIR"]).mkdir()
            run("fill", str(count))
            answers[count] = ask_server(core)
            report(f"whole HTTP answer, {count:>7} records", answers[count])
            if count == small:
                theirs = [float(t) for t in run("wagtail", capture=True).split()]
                report(f"Wagtail's own search, {count} records", theirs)
    ratio = statistics.median(theirs) / statistics.median(answers[small])
    growth = statistics.median(answers[large]) / statistics.median(answers[small])
    print(f"Wagtail's own search / whole HTTP answer at {small}: {ratio:.0f} times (wanted >= 100)")
    print(f"growth {small} -> {large}: {growth:.1f} times (wanted <= 3)")


def run(step, *arguments, capture=False):
    """Each step in a process of its own, so that none inherits another's caches."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    command = [sys.executable, "-m", "tests.bench.steps", step, *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=capture, text=True)
    return done.stdout


def questions(seed=3):
    chance = random.Random(seed)
    for _number in range(ASKED):
        words = f"{chance.choice(FIRST)} {chance.choice(SECOND)}"
        facet = chance.choice([("audience", "sme"), ("type", "event"), ("format", "online")])
        yield "/suche/?" + urlencode([("q", words), facet])


def ask_server(core):
    """Milliseconds of whole answers from one web process on one core."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    command = [sys.executable, "-m", "gunicorn", "hub.wsgi:application", "--workers", "1"]
    command += ["--bind", f"127.0.0.1:{PORT}", "--keep-alive", "30", "--threads", "1"]
    server = subprocess.Popen(
        command, env=environment, preexec_fn=lambda: os.sched_setaffinity(0, {core})
    )
    try:
        connection = wait_for_server()
        times = []
        for number, address in enumerate([*questions(seed=1), *questions()]):
            started = time.perf_counter()
            connection.request("GET", address)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise SystemExit(f"{address} answered {response.status}")
            if number >= ASKED:  # the first round warms up
                times.append((time.perf_counter() - started) * 1000)
    finally:
        server.terminate()
        server.wait()
    return times


def wait_for_server():
    for _attempt in range(200):
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return connection
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def report(label, times):
    times = sorted(times)
    p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{label}: p50 {p50:8.1f} ms   p95 {p95:8.1f} ms   ({len(times)} questions)", flush=True)


if __name__ == "__main__":
    main()
