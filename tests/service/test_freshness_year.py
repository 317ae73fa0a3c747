"""A year of freshness: 1,000 records of all kinds, some confirmed at once, some late, some never.

The clock is an argument; nothing but that drives it. Mails and states are counted.
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from directory.freshness.actions import confirm
from directory.freshness.clock import look_after
from directory.freshness.rhythm import State, Step
from directory.models import Organisation, Reminder, Renewal
from hub.mailbox.models import OutgoingMail
from tests.factories import (
    make_course,
    make_event,
    make_member,
    make_organisation,
    make_programme,
    make_service,
)

START = timezone.localdate()
HOUSES, YEAR = 100, 365
KINDS = ((make_organisation, 0), (make_service, 4), (make_course, 3), (make_programme, 1))
# How a house answers: on the day of the first mail, on the due day, after it has stepped back.
HABITS = {0: Step.MONTH, 1: Step.DAY, 2: Step.STEPPED_BACK}  # the others never do
LATE = {Step.MONTH: 0, Step.DAY: 0, Step.STEPPED_BACK: 3}


def make_houses():
    """A hundred houses with ten records each, last checked within a month."""
    houses = {}
    for number in range(HOUSES):
        first = timezone.now() - timedelta(days=1 + number % 28)
        dates = {"first_published_at": first, "last_published_at": first}
        house = make_organisation(**dates)
        user = make_member(house)
        records = [make(owner=house, **dates) for make, count in KINDS for _n in range(count)]
        records.append(make_event(owner=house, **dates))
        houses[user.pk] = (number, user, [house, *records])
    return houses


@pytest.mark.django_db
def test_a_year_of_a_thousand_records(capsys):
    houses = make_houses()
    records = [record for _n, _u, found in houses.values() for record in found]
    assert len(records) == 1000
    steps, people_and_days, states, stepped_back = Counter(), set(), Counter(), 0
    promised = {}  # what is to be confirmed on which day
    for day in range(YEAR):
        today = START + timedelta(days=day)
        stepped_back += look_after(today=today).stepped_back
        for reminder in Reminder.objects.filter(sent_on=today).select_related("renewal"):
            number, user, _records = houses[reminder.user_id]
            steps[reminder.step] += 1
            people_and_days.add((user.pk, today))
            habit = HABITS.get(number % 4)
            if reminder.step == habit:
                on = today + timedelta(days=LATE[habit])
                promised.setdefault(on, []).append((reminder.renewal, user))
        for renewal, user in promised.pop(today, ()):
            confirm(record=renewal.record, user=user, today=today)
        if day % 73 == 0 or day == YEAR - 1:
            states[day] = Counter(Renewal.objects.values_list("state", flat=True))
    report(steps, states, stepped_back)
    # One mail for a person and a day, however much is due; events are never asked about.
    assert OutgoingMail.objects.count() == len(people_and_days)
    assert Renewal.objects.count() == 900
    end = states[YEAR - 1]
    check_punctual(houses)
    # Whoever never answers lost everything that came due at least 60 days before the end.
    silent = [found for number, _u, found in houses.values() if number % 4 == 3]
    assert {r.live for found in silent for r in reloaded(found) if is_long_due(r)} == {False}
    # Nobody is asked twice for the same day; who is told the end was given notice before.
    assert steps[Step.MONTH] >= steps[Step.WEEK] >= steps[Step.LAST] >= steps[Step.STEPPED_BACK]
    assert steps[Step.STEPPED_BACK] == stepped_back
    assert end[State.STEPPED_BACK] == Renewal.objects.stepped_back().count() > 0
    assert sum(end.values()) == 900


def report(steps, states, stepped_back):
    print("mails asked:", {step.value: steps[step] for step in Step}, "back:", stepped_back)
    for day, found in sorted(states.items()):
        print(f"day {day}:", {state.value: found[state] for state in State})


def reloaded(found):
    return [type(record)._base_manager.get(pk=record.pk) for record in found]


def is_long_due(record):
    last = START + timedelta(days=YEAR - 1)
    return record.term is not None and record.term.due_on + timedelta(days=60) <= last


def check_punctual(houses):
    """Houses that answer the first mail are never overdue, and have one mail for a due day."""
    punctual = [(user, found) for number, user, found in houses.values() if number % 4 == 0]
    for user, found in punctual:
        assert all(record.live for record in reloaded(found))
        asked = Reminder.objects.filter(user=user)
        assert set(asked.values_list("step", flat=True)) == {Step.MONTH.value}
    live = Organisation.objects.filter(pk__in=[found[0].pk for _u, found in punctual])
    assert not any(record.is_overdue(START + timedelta(days=YEAR - 1)) for record in live)
