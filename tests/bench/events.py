"""How fast calendars go out and come in: 10,000 events with 20,000 dates, a file of 5,000.

python -m tests.bench.events [events]      default 10000
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.figures import Figures, p50, p95, report
from tests.bench.visitors import PORT, resident_mb, run_step, served

FEED = "/veranstaltungen/kalender.ics"
ROUNDS, PAGES = 5, 200
AUDIENCES = ("sme", "craft", "founder", "startup", "industry")


def main(count="10000"):
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BENCH_DIR"] = folder
        print(f"{count} events, {run('fill', count).strip()} dates", flush=True)
        core = {min(os.sched_getaffinity(0))}
        with served(core) as pids:
            feed(figures, pids[0], int(count))
        with served(core):
            months(figures)
        imports(figures, Path(folder) / "partner.ics")
    seconds, dates = run("expand", "1000").split()
    figures.at_most(f"1,000 rules over two years, {dates} dates, s", float(seconds), 2)
    return figures.missed


def run(step, *arguments):
    return run_step("event_steps", step, *arguments)


def ask(connection, address, **headers):
    """Milliseconds, status, headers and body of one whole answer."""
    started = time.perf_counter()
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    body = response.read()
    milliseconds = (time.perf_counter() - started) * 1000
    return milliseconds, response.status, response.headers, body


def feed(figures, pid, count):
    """The calendar of all events whole, and asked for again."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
    ask(connection, FEED)  # maps the index and fills the caches of the process
    before = resident_mb(pid)
    answers = [ask(connection, FEED) for _round in range(ROUNDS)]
    times, body = [answer[0] for answer in answers], answers[0][3]
    assert body.count(b"BEGIN:VEVENT") == count
    report(f"the calendar of {count} events, {len(body) / 1e6:.1f} MB", times)
    figures.at_most("whole calendar, s", p50(times) / 1000, 2)
    figures.at_most("more resident memory after five more, MB", resident_mb(pid) - before, 20)
    known = {"If-None-Match": answers[0][2]["ETag"]}
    again = [ask(connection, FEED, **known) for _round in range(PAGES)]
    assert {answer[1] for answer in again} == {304}
    report("asked for again, 304", [answer[0] for answer in again])
    figures.at_most("304: p50, ms", p50([answer[0] for answer in again]), 5)


def months(figures):
    """Pages of a month, the choice of the visitor and the month drawn at random."""
    connection, chance = HTTPConnection("127.0.0.1", PORT, timeout=60), random.Random(3)
    kinds = {
        "of a topic": lambda: f"?topic=thema-{chance.randrange(20)}",
        "for an audience": lambda: f"?audience={chance.choice(AUDIENCES)}",
        "of all events": lambda: "",
    }
    for kind, draw in kinds.items():
        times = []
        for number in range(PAGES + 50):
            day = date.today() + timedelta(days=chance.randrange(390))
            answer = ask(connection, f"/veranstaltungen/monat/{day:%Y-%m}/{draw()}")
            assert answer[1] == 200, answer
            if number >= 50:
                times.append(answer[0])
        report(f"month {kind}", times)
        if kind != "of all events":
            figures.at_most(f"month {kind}: p50, ms", p50(times), 30)
        assert p95(times) < 1000


def imports(figures, file):
    """A partner's calendar, and the same once more; seconds and the memory of the process."""
    run("write_calendar", str(file), "5000")
    for label, seconds, megabytes in (("5,000 events", 60, 200), ("again, unchanged", 5, 200)):
        taken, memory, said = command("import_events", str(file), "--organisation", "kammer")
        print(said.splitlines()[-1] if said else "")
        figures.at_most(f"import of {label}, s", taken, seconds)
        figures.at_most(f"import of {label}, resident MB", memory, megabytes)
    for label, limit, line in zip(
        ("of 5,000 by the worker", "unchanged, in other bytes, by the worker"),
        (60, 5),
        run("source", str(file)).splitlines(),
        strict=True,
    ):
        seconds, events, unchanged = line.split()
        figures.at_most(
            f"import {label}: {events} events, {unchanged} unchanged, s", float(seconds), limit
        )


def command(*arguments):
    """Seconds and peak of memory (MB) of a command of manage.py, and what it prints."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments], env=environment, stdout=out
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{arguments[0]} failed")
        out.seek(0)
        return taken, usage.ru_maxrss / 1024, out.read()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
