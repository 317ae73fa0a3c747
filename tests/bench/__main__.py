"""Fills databases, builds indexes, asks real servers; prints figures and ratios of this run.

python -m tests.bench [small middle large]      default 10000 100000 200000
"""

import os
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.figures import Figures, p50, p95, report
from tests.bench.visitors import PORT, ask, get, pages_a_second, resident_mb, served
from tests.elasticsearch import home
from tests.elasticsearch.server import AS_IN_PRODUCTION, running

KINDS = {  # what is asked: (label, wanted p50, wanted p95) of whole HTTP answers, ms
    "words": ("two words, a facet, six facets counted, marks", 30, 80),
    "browse": ("browsing without words", 40, None),
    "nearby": ("within 25 km, by distance", 40, None),
    "typo": ("a typing error, did you mean", 40, None),
    "completion": ("completion", None, 10),
}


def main():
    small, middle, large = (int(n) for n in (sys.argv[1:4] or ("10000", "100000", "200000")))
    core = {min(os.sched_getaffinity(0))}
    print(f"whole HTTP answers of one web process on one core ({core}), nothing cached")
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        at = {count: Path(folder) / str(count) for count in (small, middle, large)}
        words = {}
        for count in (small, middle, large):
            print(f"\n== {count} records", flush=True)
            use(at[count])
            rate = float(run("fill", str(count)))
            figures.at_least("rebuild, documents a second", rate, 1000)
            with served(core):
                words[count] = ask("words")
                report(KINDS["words"][0], words[count])
            if count == small:
                compare_with_wagtail(figures, words[small])
        growth = p50(words[large]) / p50(words[small])
        figures.at_most(f"growth of p50 from {small} to {large}, times", growth, 4)
        use(at[middle])
        engine(figures, core, f"embedded, {middle} records")
        while_rebuilding(figures, core)
        many_visitors(figures)
        queries(figures)
        with_elasticsearch(figures, core, middle)
    alone_too = ("gold", "events", "courses", "funding", "routing", "requests")
    figures.missed += sum(map(alone, alone_too))
    sys.exit(figures.missed)


def use(folder):
    """Everything from now on works in this folder."""
    folder.mkdir(exist_ok=True)
    os.environ["BENCH_DIR"] = str(folder)


def run(step, *arguments):
    """What a step prints; each in a process of its own, so that none inherits another's caches."""
    process = start(step, *arguments)
    said = process.communicate()[0]
    if process.returncode:
        raise SystemExit(f"{step} failed")
    return said


def start(step, *arguments):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    command = [sys.executable, "-m", "tests.bench.steps", step, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def compare_with_wagtail(figures, ours):
    theirs = [float(t) for t in run("wagtail").split()]
    report("Wagtail's own search, two words and two facets", theirs)
    figures.at_least("Wagtail's search takes so many times as long", p50(theirs) / p50(ours), 100)


def engine(figures, core, label, page=KINDS["words"][1]):
    """Every kind of question, and how soon a saved record is found."""
    print(f"\n== {label}", flush=True)
    with served(core) as pids:
        for kind, (what, middle, high) in KINDS.items():
            times = ask(kind)
            report(what, times)
            middle = page if kind == "words" else middle
            if middle:
                figures.at_most(f"{what}: p50, ms", p50(times), middle)
            if high:
                figures.at_most(f"{what}: p95, ms", p95(times), high)
        figures.at_most("saved record found by the web process after, s", saved(), 1)
        figures.at_most("resident memory of the web process, MB", resident_mb(pids[0]), 250)


def saved():
    """Seconds from the save in another process until the web process finds the record."""
    saving = start("save")
    word = saving.stdout.readline().strip()
    began = float(saving.stdout.readline())
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    while word.encode() not in get(connection, f"/suche/?q={word}").partition(b'id="results"')[2]:
        if time.time() - began > 30:
            raise SystemExit("the saved record was never found")
    seconds = time.time() - began
    saving.wait()
    return seconds


def while_rebuilding(figures, core):
    print("\n== while the index is built anew", flush=True)
    with served(core):
        before = ask("words")
        rebuild = start("rebuild")
        meanwhile = []
        while rebuild.poll() is None:
            meanwhile += ask("words", 50, warm=False, seed=len(meanwhile))
        rate = float(rebuild.stdout.read())
    report("before", before)
    report("meanwhile", meanwhile)
    figures.at_least("rebuild while the site answers, documents a second", rate, 1000)
    figures.at_most("p95 meanwhile against before, times", p95(meanwhile) / p95(before), 2)


def many_visitors(figures):
    print("\n== twenty visitors at once, two web processes, both cores", flush=True)
    with served(os.sched_getaffinity(0), workers=2) as pids:
        pages_a_second(seconds=5)
        figures.at_least("result pages a second", pages_a_second(), 80)
        for pid in pids:
            figures.at_most("resident memory of a web process, MB", resident_mb(pid), 250)


def queries(figures):
    one, fifty = (int(n) for n in run("queries").split())
    figures.at_most("database queries of a page with 50 hits", fifty, 6)
    figures.at_most("more of them than with 1 hit", fifty - one, 0)


def with_elasticsearch(figures, core, count):
    if reason := home.obstacle():
        print(f"\nElasticsearch left out: {reason}")
        return
    with running(
        Path(os.environ["BENCH_DIR"]) / "elasticsearch", heap="2g", java=AS_IN_PRODUCTION
    ) as cluster:
        os.environ["SEARCH_URL"] = f"http://{cluster.hosts}/bench"
        rate = float(run("rebuild"))
        figures.at_least("Elasticsearch: rebuild, documents a second", rate, 1000)
        engine(figures, core, f"Elasticsearch, {count} records", page=50)
        del os.environ["SEARCH_URL"]


def alone(name):
    """How many figures are missed by a part that also runs by itself."""
    return subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode


if __name__ == "__main__":
    main()
