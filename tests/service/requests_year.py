"""A made-up region with its habits, for the year of requests."""

import itertools
import random
from datetime import UTC, date, datetime, time, timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Count, Q

from advisory.models import AdviceDesk, AdviceRequest, Assignment
from advisory.requests import actions, answering
from hub.mailbox.models import BouncedAddress, OutgoingMail
from hub.mailbox.sending import prune, send_due
from hub.working_days import is_working_day
from tests.advisory.requests.factories import make_desk, make_draft, make_rule, make_subject
from tests.factories import make_municipality, make_person

START, DAYS = date(2027, 1, 4), 365
COUNTIES = ("06611", "06631", "06632", "06633", "06634", "06635")
WAVE_DAY, OPERATOR_AWAY = 90, range(88, 97)
LEAVES, SWITCHED_OFF, BOUNCES = 150, 200, range(100, 136)
FALLBACK_SILENT = range(240, 257)
# How likely a desk answers what waits on a working day.
HABITS = (0.8, 0.7, 0.6, 0.8, 0.5, 0.7, 0.35, 0.6, 0.8, 0.7, 0.0, 0.6)
refused: set[str] = set()


class RefusingBackend(BaseEmailBackend):
    """A server that knows no mailbox among `refused`."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] in refused:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return len(messages)


def moment(day, hour, minute=0):
    return datetime.combine(START + timedelta(days=day), time(hour, minute), tzinfo=UTC)


def works(day):
    return is_working_day(START + timedelta(days=day), state=settings.STATE)


class Region:
    """Subjects, towns, twenty-four desks with rules, one fallback desk and an operator."""

    def __init__(self, count):
        self.draw = random.Random(20270104)
        self.limits = [None, max(1, 12 * count // 5000), max(1, 30 * count // 5000)]
        self.operator = make_person(is_superuser=True, email="betrieb@example.org")
        branches = [make_subject() for _ in range(3)]
        self.subjects = [make_subject(parent=branch) for branch in branches for _ in range(4)]
        self.towns = [make_municipality(ags=f"{c}001", postcodes=f"{c[:5]}") for c in COUNTIES]
        self.lotse = make_desk(name="Lotse", is_fallback=True, email="lotse@example.org")
        self.desks = [self.make_desk(number, branches) for number in range(24)]
        self.habits = {desk.pk: HABITS[n % len(HABITS)] for n, desk in enumerate(self.desks)}
        self.bouncing, self.leaving, self.closing = self.desks[13], None, None
        self.coming, self.numbers = self.arrivals(count), itertools.count()

    def make_desk(self, number, branches):
        draw = self.draw
        fields = {"most_open": draw.choice(self.limits), "answer_within_days": 1 + number % 5}
        if number % 4 == 1:
            fields["deputy"] = AdviceDesk.objects.order_by("-pk").first()
        desk = make_desk(**fields)
        for _ in range(1 + number % 3):
            subjects = draw.sample([*branches, *self.subjects], 2)
            area = draw.sample(COUNTIES, draw.choice([1, 2, 6]))
            limit = {"employees_max": draw.choice([None, None, 49])}
            make_rule(desk, *subjects, territory=area, **limit)
        return desk

    def arrivals(self, count):
        """Moments at which requests come, by day: mostly on working days, and one wave."""
        found = {day: [] for day in range(DAYS)}
        days = [day for day in found for _ in range(5 if works(day) else 1)]
        found[WAVE_DAY] = [moment(WAVE_DAY, 9, n % 50) for n in range(80)]
        for _ in range(count - 80):
            day = self.draw.choice(days)
            found[day].append(moment(day, self.draw.randrange(8, 20), self.draw.randrange(60)))
        return {day: sorted(moments) for day, moments in found.items()}

    def arrive(self, day):
        for at in self.coming[day]:
            number = next(self.numbers)
            name = "gone" if number % 50 == 49 else "firma"
            if name == "gone":
                refused.add(f"gone{number}@example.com")
            place = self.draw.choice(COUNTIES) if number % 33 else "99999"
            draft = make_draft(
                self.draw.choice(self.subjects),
                at=at,
                postcode=place,
                size=self.draw.choice(["", "micro", "medium"]),
                typed={"text": f"Anliegen {number}", "email": f"{name}{number}@example.com"},
            )
            actions.send(request=draft, at=at)

    def happen(self, day):
        """Absences all year; one house leaves, one desk is switched off, one mailbox is gone."""
        for number, desk in enumerate(self.desks):
            if day in {20 + 9 * number, 140 + 8 * number}:
                away = {
                    "away_from": START + timedelta(day),
                    "away_until": START + timedelta(day + 13),
                }
                AdviceDesk.objects.filter(pk=desk.pk).update(**away)
        if day == LEAVES:
            self.leaving = self.busiest()
            self.leaving.organisation.delete()
        if day == SWITCHED_OFF:
            self.closing = self.busiest()
            AdviceDesk.objects.filter(pk=self.closing.pk).update(is_active=False)
        if day == BOUNCES[0]:
            refused.add(self.bouncing.email)
        if day == BOUNCES[-1]:
            refused.discard(self.bouncing.email)

    def busiest(self):
        """The desk with most to do just now."""
        others = Q(pk__in=[self.lotse.pk, self.bouncing.pk])
        waiting = Count("assignments", filter=Q(assignments__ended_at=None))
        desks = AdviceDesk.objects.exclude(others).annotate(waiting=waiting)
        return desks.order_by("-waiting", "pk").first()

    def answer(self, day):
        """What desks do in the afternoon of a working day."""
        at, today = moment(day, 14), START + timedelta(days=day)
        rows = Assignment.objects.current().select_related("request__subject", "desk")
        for row in rows.order_by("pk"):
            desk, luck = row.desk, self.draw.random()
            chance = self.habits.get(desk.pk, 0.0 if day in FALLBACK_SILENT else 0.9)
            is_away = desk.away_until and desk.away_from <= today <= desk.away_until
            if is_away or not chance or desk.email in refused:
                continue
            if row.request.state == "waiting" and luck < chance:
                self.first_answer(row, at)
            elif row.request.state == "taken" and luck < 0.25 and row.request_id % 37:
                answering.close(assignment=row, outcome="advised", text="Viel Erfolg!", at=at)

    def first_answer(self, row, at):
        luck = self.draw.random()
        if luck < 0.75:
            answering.take(assignment=row, at=at)
        elif luck < 0.87:
            answering.ask_back(assignment=row, text="Wann?", at=at)
        elif luck < 0.93:
            answering.pass_on(assignment=row, desk=None, reason="Kein Fall für uns.", at=at)
        elif luck < 0.95:
            other = self.draw.choice(self.desks[10:12])
            answering.pass_on(assignment=row, desk=other, reason="Eher dort.", at=at)
        else:
            answering.close(assignment=row, outcome="referred", at=at)

    def companies(self, day):
        at = moment(day, 17)
        for request in AdviceRequest.objects.filter(state="asked").exclude(pk__in=self.silent):
            if self.draw.random() < 0.3:
                actions.add(request=request, text="Im Mai.", at=at)
        rows = AdviceRequest.objects.filter(state="waiting", sent_at__lt=moment(day, 0))
        for request in rows.order_by("pk"):
            luck = self.draw.random()
            if luck < 0.004:
                actions.withdraw(request=request, at=at)
            elif luck < 0.005:
                actions.erase(request=request, at=at)

    @property
    def silent(self):
        """Companies that never answer a question."""
        return range(0, 10_000, 8)

    def review(self, day):
        if day in OPERATOR_AWAY or not works(day):
            return
        at = moment(day, 11)
        for request in AdviceRequest.objects.filter(state="held"):
            if request.pk % 3:
                actions.release(request=request, by=self.operator, at=at)
            else:
                actions.erase(request=request, at=at)

    def post(self, day, hour):
        """The mails since the last time, sent; those to mailboxes that are gone come back."""
        at = moment(day, hour)
        found = list(OutgoingMail.objects.waiting().values_list("to", "subject", "text", "key"))
        again = refused | set(BouncedAddress.objects.values_list("email", flat=True))
        OutgoingMail.objects.waiting().exclude(to__in=again).finish(sent_at=at)
        while send_due(at=at):
            pass
        prune(at=at)
        return found
