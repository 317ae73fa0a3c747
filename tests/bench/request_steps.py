"""The steps of the bench of requests that need Django, each run in a process of its own."""

import json
import random
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from advisory.models import AdviceDesk, AdviceRequest, Assignment, Subject  # noqa: E402
from advisory.requests import promises, report  # noqa: E402
from directory.models import Organisation  # noqa: E402
from tests.bench.figures import seconds_of_a_loop  # noqa: E402

HOUSES = 60
BATCH = 5000


def prepare(count):
    """Requests of a year at sixty institutions, most of them answered in time and closed."""
    call_command("migrate", verbosity=0)
    subject = Subject.objects.create(slug="geld", title="Geld", title_en="Money")
    desks = []
    for number in range(HOUSES):
        house = Organisation(title=f"Haus {number}", summary="Kurz.", kind="chamber")
        house.save()
        desks.append(AdviceDesk.objects.create(name=f"Stelle {number}", organisation=house))
    chance, now = random.Random(7), timezone.now()
    for _ in range(int(count) // BATCH):
        pairs = [one(chance, now, subject, chance.choice(desks)) for _ in range(BATCH)]
        AdviceRequest.objects.bulk_create([request for request, _mine in pairs])
        Assignment.objects.bulk_create([mine for _request, mine in pairs])


def one(chance, now, subject, desk):
    at = now - timedelta(minutes=chance.randrange(60, 340 * 24 * 60))
    answered = at + timedelta(minutes=chance.randrange(30, 6 * 24 * 60))
    request = AdviceRequest(
        subject=subject,
        desk=desk,
        state="closed",
        outcome=chance.choice(AdviceRequest.Outcome.values),
        help=chance.choice(["", *AdviceRequest.Help.values]),
        sent_at=at,
        closed_at=answered,
    )
    due_on = timezone.localdate(at) + timedelta(days=5)
    mine = Assignment(request=request, desk=desk, since=at, due_on=due_on)
    mine.since_on, mine.ended_at, mine.end = timezone.localdate(at), answered, "closed"
    mine.answer(answered)
    return request, mine


def measure():
    """Seconds, the best of three."""
    desks, now = AdviceDesk.objects.all(), timezone.now()
    rows = report.rows(desks=desks, at=now)
    found = {
        "report": best(lambda: report.rows(desks=desks, at=now)),
        "report as XLSX": best(lambda: report.xlsx_bytes(report.rows(desks=desks, at=now))),
        "public page, not kept": best(lambda: promises._tallies(now)),
    }
    print(json.dumps(found | {"loop": seconds_of_a_loop(), "rows": len(rows)}))


def best(act):
    times = []
    for _ in range(3):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    {"prepare": prepare, "measure": measure}[sys.argv[1]](*sys.argv[2:])
