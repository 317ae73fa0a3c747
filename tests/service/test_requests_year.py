"""A year of requests by the clock: absences, silence, mailboxes that are gone, a spam wave, an
institution that leaves and a fallback desk that falls silent. None is stuck, none gets lost, and
every company was told of every promise that was broken. The clock is an argument.

    REQUESTS_OF_THE_YEAR=5000 make test-service

plays as many; a thousand by itself, because each takes some 80 queries.
"""

import os
import re
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from advisory.models import AdviceRequest, Assignment, RequestEvent
from advisory.requests import following
from hub.mailbox.models import BouncedAddress
from tests.service.requests_year import (
    BOUNCES,
    DAYS,
    LEAVES,
    OPERATOR_AWAY,
    START,
    SWITCHED_OFF,
    WAVE_DAY,
    Region,
    moment,
    refused,
    works,
)

COUNT = int(os.environ.get("REQUESTS_OF_THE_YEAR", "1000"))
TOLD = {
    "nicht rechtzeitig": "broken",
    "neuen Stelle": "left",
    "angekommen": "sent",
    "Hat es geholfen": "closed",
    "niemand beantwortet": "ended",
}
NUMBER = re.compile(r"Anliegen (\d+)")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.CAN_SEND_MAIL = True
    settings.EMAIL_BACKEND = "tests.service.requests_year.RefusingBackend"
    refused.clear()
    yield
    refused.clear()


class Books:
    """What was told to whom, counted by request; days on which the operator got a mail."""

    def __init__(self):
        self.told, self.operator_days, self.rounds = Counter(), set(), Counter()
        self.owed_days = set()

    def read(self, mails, region, day):
        for to, subject, text, _key in mails:
            if to == region.operator.email:
                self.operator_days.add(day)
                continue
            kind = next((kind for words, kind in TOLD.items() if words in subject), None)
            if kind:
                self.told[kind, int(NUMBER.search(subject)[1])] += 1
                assert "/beratung/anliegen/" in text

    def count(self, done):
        for name in ("left", "broken", "reminded", "closed", "asked_again", "failed"):
            self.rounds[name] += getattr(done, name)


def test_a_year_of_requests():
    began = time.monotonic()
    region, books = Region(COUNT), Books()
    for day in range(DAYS):
        region.happen(day)
        morning(region, books, day)
        books.read(region.post(day, 7), region, day)
        region.arrive(day)
        region.review(day)
        if works(day):
            region.answer(day)
        region.companies(day)
        books.read(region.post(day, 21), region, day)
        if day % 7 == 0:
            DBTaskResult.objects.all().delete()  # the worker did them
    report(books, time.monotonic() - began)
    assert AdviceRequest.objects.filter(sent_at__isnull=False).count() == COUNT
    every_request_has_an_end_or_a_desk()
    every_broken_promise_was_told(books)
    the_events_of_the_year_happened(region, books)
    the_operator_was_told(books)


def morning(region, books, day):
    """The clock; a second time on some days, as after a restart."""
    for _ in range(2 if day % 10 == 0 else 1):
        books.count(following.look_after(at=moment(day, 5, 40)))
    at = moment(day, 6, 10)
    stuck = Counter(following.stuck(at=at).values_list("state", flat=True))
    assert following.check_stuck(at=at) == stuck["held"] == stuck.total()
    assert not stuck or day in range(OPERATOR_AWAY.start, OPERATOR_AWAY.stop + 3)
    at_one_desk_each(day)
    held = AdviceRequest.objects.filter(state="held").exists()
    yesterday = moment(day, 5) - timedelta(hours=1)
    ended = Assignment.objects.filter(ended_at__gt=yesterday, ended_at__lte=moment(day, 6))
    lost = ended.filter(end="left").exists()
    if works(day) and (held or lost or ended.filter(end="broken", desk=region.lotse).exists()):
        books.owed_days.add(day)


def at_one_desk_each(day):
    """What is open lies at one desk, whose promise is not over on any working day."""
    current = Assignment.objects.current().values_list(
        "request", "desk", "due_on", "request__state"
    )
    waiting = {request: (desk, due_on, state) for request, desk, due_on, state in current}
    assert len(waiting) == len(current)
    open_ = dict(AdviceRequest.objects.open().values_list("pk", "desk"))
    assert {request: desk for request, (desk, _due, _state) in waiting.items()} == open_
    today = START + timedelta(days=day)
    if works(day):
        late = [r for r, (_d, due, state) in waiting.items() if state == "waiting" and due < today]
        assert late == []


def every_request_has_an_end_or_a_desk():
    at = moment(DAYS - 1, 23)
    oldest = {"waiting": 45, "taken": 95, "asked": 35, "held": 10}
    for state, days in oldest.items():
        rows = AdviceRequest.objects.filter(state=state)
        assert not rows.filter(changed_at__lt=at - timedelta(days=days)).exists(), state
    ended = AdviceRequest.objects.filter(state__in=AdviceRequest.OVER)
    last = ended.exclude(assignments=None).values_list("pk", "state", "assignments__end")
    closed = {pk for pk, state, end in last if end == state}
    # One that was held and thrown away never had a desk.
    assert closed == set(ended.exclude(assignments=None).values_list("pk", flat=True))
    assert not AdviceRequest.objects.exclude(
        state__in=["closed", "withdrawn", "waiting", "taken", "asked", "held"]
    ).exists()


def every_broken_promise_was_told(books):
    for kind in ("broken", "left"):
        ends = Assignment.objects.filter(end=kind).order_by().values_list("request", flat=True)
        assert {r: n for (k, r), n in books.told.items() if k == kind} == Counter(ends), kind
    # Whoever was not held heard that it arrived, once.
    asked = Assignment.objects.order_by().values_list("request", flat=True).distinct()
    assert {r: n for (k, r), n in books.told.items() if k == "sent"} == dict.fromkeys(asked, 1)


def the_events_of_the_year_happened(region, books):
    """So that the year cannot become an easy one unnoticed."""
    ends = Counter(Assignment.objects.values_list("end", flat=True))
    assert ends["broken"] > COUNT * 0.06
    assert ends["passed_on"] > COUNT * 0.04
    for desk, day in ((region.leaving, LEAVES), (region.closing, SWITCHED_OFF)):
        rows = Assignment.objects.filter(desk=desk)
        assert rows.filter(end="left", ended_at__gt=moment(day, 0)).exists()
        assert rows.filter(since__gt=moment(day + 1, 0)).count() == 0
        assert not rows.current().exists()
    mine = Assignment.objects.filter(desk=region.bouncing)
    assert mine.filter(end="left", ended_at__gt=moment(BOUNCES[0], 0)).exists()
    assert mine.filter(since__gt=moment(BOUNCES[-1] + 8, 0)).exists()  # it is back
    assert not BouncedAddress.objects.filter(email=region.bouncing.email).exists()
    reasons = Counter(
        reason.get("because") for reason in Assignment.objects.values_list("reason", flat=True)
    )
    assert reasons["away"] > 5
    assert reasons["full"] > 5
    assert books.rounds["failed"] == 0
    held = RequestEvent.objects.filter(
        kind="held", at__date=timezone.localdate(moment(WAVE_DAY, 9))
    )
    assert held.count() >= 40
    assert AdviceRequest.objects.filter(state="held").count() < 20


def the_operator_was_told(books):
    assert set(OPERATOR_AWAY) & books.owed_days
    assert books.operator_days == books.owed_days
    assert len(books.owed_days) < DAYS / 2


def report(books, seconds):
    """The counts."""
    print(f"{COUNT} requests in {DAYS} days, {seconds:.0f} s")
    for field in ("state", "outcome", "held_because"):
        print(f"{field}:", dict(Counter(AdviceRequest.objects.values_list(field, flat=True))))
    print("assignments:", dict(Counter(Assignment.objects.values_list("end", flat=True))))
    late = sum(row.is_late for row in Assignment.objects.all())
    print(f"broken promises: {late} of {Assignment.objects.count()}")
    print("clock:", dict(books.rounds))
    print("told:", dict(Counter(kind for kind, _n in books.told.elements())))
    print("mails to the operator:", len(books.operator_days))
