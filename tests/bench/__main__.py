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
    answers, figures = {}, Figures()
    with tempfile.TemporaryDirectory() as folder:
        for count in (small, large):
            os.environ["BENCH_DIR"] = str(Path(folder) / str(count))
            Path(os.environ["BENCH_DIR"]).mkdir()
            rate = float(run("fill", str(count)))
            figures.at_least(f"rebuild of {count} records, documents a second", rate, 1000)
            answers[count] = sorted(ask_server(core))
            report(f"whole HTTP answer, {count} records", answers[count])
            if count == small:
                theirs = sorted(float(t) for t in run("wagtail").split())
                report(f"Wagtail's own search, {count} records", theirs)
        one, fifty = (int(n) for n in run("queries").split())
    figures.at_most("p50 at the larger number, ms", statistics.median(answers[large]), 30)
    figures.at_most("p95 at the larger number, ms", p95(answers[large]), 80)
    ratio = statistics.median(theirs) / statistics.median(answers[small])
    figures.at_least("Wagtail's own search takes so many times as long", ratio, 100)
    growth = statistics.median(answers[large]) / statistics.median(answers[small])
    figures.at_most(f"growth of p50 from {small} to {large}, times", growth, 3)
    figures.at_most("database queries of a page with 50 hits", fifty, 6)
    figures.at_most("more of them than with 1 hit", fifty - one, 0)
    sys.exit(figures.missed)


class Figures:
    """Prints each figure beside its target and counts those that miss it."""

    missed = 0

    def at_most(self, label, figure, target):
        self._say(label, figure, "<=", target, figure <= target)

    def at_least(self, label, figure, target):
        self._say(label, figure, ">=", target, figure >= target)

    def _say(self, label, figure, sign, target, reached):
        self.missed += not reached
        verdict = "reached" if reached else "MISSED"
        print(f"{label}: {figure:.1f} (wanted {sign} {target}) {verdict}", flush=True)


def run(step, *arguments):
    """What a step prints; each in a process of its own, so that none inherits another's caches."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    command = [sys.executable, "-m", "tests.bench.steps", step, *arguments]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
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


def p95(times):
    return times[int(len(times) * 0.95)]


def report(label, times):
    p50 = statistics.median(times)
    print(
        f"{label}: p50 {p50:.1f} ms, p95 {p95(times):.1f} ms ({len(times)} questions)", flush=True
    )


if __name__ == "__main__":
    main()
