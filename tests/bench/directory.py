"""How fast the own area, reviews and the admin are at 20,000 organisations and 500 open reviews.

python -m tests.bench.directory [organisations]      default 20000

With DATABASE_URL of a PostgreSQL everything is measured there once more, in a database of its own.
"""

import json
import os
import random
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from hub.management.commands.run_hub import WEB_WORKERS
from tests.bench.figures import Figures, p50, p95, report, seconds_of_a_loop
from tests.bench.visitors import PORT, run_step, served

ROUNDS, WARM, KEYS, PEOPLE, SAVES = 60, 10, 200, 50, 4
TOKEN = "b" * 32  # against forged forms: the same in the cookie and the head of a request
LISTING = "/mein/eintragen/"


def main(count="20000"):
    figures = Figures()
    given = os.environ.get("DATABASE_URL", "")
    for url in ("", given) if given.startswith("postgres") else ("",):
        print(f"-- {'PostgreSQL' if url else 'SQLite'}", flush=True)
        os.environ["DATABASE_URL"] = url
        if url:
            import psycopg

            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("DROP DATABASE IF EXISTS hub_bench")
                connection.execute("CREATE DATABASE hub_bench")
        with tempfile.TemporaryDirectory() as folder:
            os.environ["BENCH_DIR"] = folder
            measure(figures, count)
    return figures.missed


def measure(figures, count):
    world = json.loads(run_step("directory_steps", "fill", count).splitlines()[-1])
    print(f"the clock's look at {count}: {world['clock']:.1f} s")
    print(f"ten million additions: {seconds_of_a_loop():.2f} s", flush=True)
    check(figures)
    core = {min(os.sched_getaffinity(0))}
    with served(core, HUB_PROXIES="1"):
        typing(figures, world)
        own_pages(figures, world)
        decisions(figures, world)
        admin(figures, world)
    with served(os.sched_getaffinity(0), workers=WEB_WORKERS, HUB_PROXIES="1"):
        together(figures, world)
    print(f"ten million additions: {seconds_of_a_loop():.2f} s", flush=True)


def check(figures):
    """The check for duplicates alone, in a process."""
    first, again, *times = map(float, run_step("directory_steps", "check").split())
    print(f"reading all entries when a process starts: {first:.0f} ms", flush=True)
    report("check for duplicates alone", times)
    figures.at_most("check for duplicates alone: p95, ms", p95(times), 30)
    figures.at_most("reading what has changed, once a minute, ms", again, 150)


class Person:
    """A browser of somebody who is signed in, behind an address of their own."""

    def __init__(self, session, number=0):
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "X-Forwarded-For": f"10.1.1.{number}",
        }

    def ask(self, address, fields=None, **headers):
        """Milliseconds, status, headers and text of one whole answer."""
        headers = self.headers | headers
        body = None
        if fields is not None:
            body = urlencode(fields, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", address, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        milliseconds = (time.perf_counter() - started) * 1000
        return milliseconds, response.status, response.headers, text.decode()

    def times(self, addresses):
        """Milliseconds of whole pages, after some that nobody counts."""
        answers = [self.ask(address) for address in [*addresses[:WARM], *addresses]]
        assert {answer[1] for answer in answers} == {200}, {answer[1] for answer in answers}
        return [answer[0] for answer in answers[min(WARM, len(addresses)) :]]


def shown(figures, label, times, wanted):
    report(label, times)
    figures.at_most(f"{label}: p50, ms", p50(times), wanted)


def own_pages(figures, world):
    """What a member, a moderator and an operator see below /mein/."""
    member = Person(world["sessions"]["member"])
    for label, address in world["own"].items():
        shown(figures, label, member.times([address] * ROUNDS), 60)
    for name, session in world["sessions"].items():
        shown(figures, f"tasks of a {name}", Person(session).times([world["tasks"]] * ROUNDS), 60)


def decisions(figures, world):
    """The page of a link that a mail brings, by somebody who is not signed in."""
    shown(figures, "decision page by link", Person("").times(world["links"]), 60)


def admin(figures, world):
    for name in ("operator", "moderator", "publisher"):
        person = Person(world["sessions"][name])
        for label, address in world["admin"].items():
            times = person.times([address] * (ROUNDS // 3))
            shown(figures, f"admin, {label}, {name}", times, 300)


def typing(figures, world):
    """A form that is saved while somebody types, and the entries alike that come with it."""
    person, chance = Person(world["sessions"]["member"]), random.Random(5)
    first, status, headers, _text = save(person, LISTING, form_of("Werkst"))
    assert status == 200
    figures.at_most("the first check of a process, ms", first, 300)
    address, times, found = headers["HX-Replace-Url"], [], 0
    for title in chance.sample(world["titles"], KEYS):
        typed = title[: chance.randrange(4, len(title) + 1)]
        taken, status, _headers, text = save(person, address, form_of(typed))
        assert status == 200
        times.append(taken)
        found += "/uebernehmen/" in text
    report(f"form saved while typing, {found} times with an entry alike", times)
    figures.at_most("form saved while typing: p95, ms", p95(times), 30)


def save(person, address, fields):
    return person.ask(address, fields, **{"HX-Request": "true"})


def form_of(title, **further):
    return {
        "title": title,
        "kind": "company",
        "summary": "Wir reparieren Fahrräder und Lastenräder, auch am selben Tag und bei Ihnen.",
        "website": "https://werkstatt.example",
        "street": "Weg 17",
        "postcode": "34117",
        "contact_email": "info@werkstatt.example",
        **further,
    }


def together(figures, world):
    """Fifty people save at the same moments, and then all hand in."""
    gate = threading.Barrier(PEOPLE)
    saved, handed_in, errors = [], [], []

    def work(number, session):
        person, address = Person(session, number), LISTING
        fields = form_of(f"Zusammen {number} {session[:6]}")
        for turn in range(SAVES):
            gate.wait()
            fields["summary"] += " Und noch ein Wort."
            taken, status, headers, text = save(person, address, fields)
            address = headers.get("HX-Replace-Url", address)
            saved.append(taken)
            if status != 200:
                errors.append((turn, status, text[:200]))
        gate.wait()
        taken, status, _headers, text = person.ask(address, {**fields, "do": "submit"})
        handed_in.append(taken)
        if status != 302:
            errors.append(("submit", status, text[:200]))

    def tried(*arguments):
        try:
            work(*arguments)
        except (HTTPException, OSError, threading.BrokenBarrierError) as error:
            errors.append(repr(error))
            gate.abort()

    threads = [
        threading.Thread(target=tried, args=pair) for pair in enumerate(world["people"], start=1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(*errors[:3], sep="\n", end="\n" if errors else "")
    report(f"{PEOPLE} people save at once", saved)
    report(f"{PEOPLE} people hand in at once", handed_in)
    figures.at_most("errors among them", len(errors), 0)
    figures.at_most("saving at once: p95, s", p95(saved) / 1000, 1.5)
    figures.at_most("handing in at once: p95, s", p95(handed_in) / 1000, 1.5)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
