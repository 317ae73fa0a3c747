"""People who take the last place at the same moment, each with a connection of their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event, Registration
from events.registration import actions, dates
from tests.factories import make_event
from tests.service.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("engine")]
PEOPLE, PLACES = 12, 5


def register(pk, email, at=None):
    return actions.register(
        bookable=dates.find(Event.objects.get(pk=pk), None),
        email=email,
        details={"name": email, "organisation": "", "answers": []},
        consent="Ja.",
        language="de",
        at=at,
    )


def statuses(_nothing):
    return sorted(Registration.objects.values_list("status", flat=True))


def make_evening(**fields):
    return make_event(registration_mode="once", **fields).pk


def test_the_last_places_go_to_exactly_as_many_people(shared_database):
    pk = make_evening(registration_places=PLACES)
    shared_database()
    emails = [f"p{number}@example.org" for number in range(PEOPLE)]
    outcomes = at_once(lambda email: register(pk, email), emails)
    assert outcomes.count("place") == PLACES
    assert outcomes.count("waiting_list") == PEOPLE - PLACES
    (found,) = at_once(statuses, [""])
    assert found == ["asked"] * (PEOPLE - PLACES) + ["held"] * PLACES


def test_two_forms_of_one_person_make_one_row(shared_database):
    pk = make_evening(registration_places=PLACES)
    shared_database()
    outcomes = at_once(lambda _n: register(pk, "anna@example.org"), list(range(6)))
    assert outcomes == ["place"] * 6
    (found,) = at_once(statuses, [""])
    assert found == ["held"]


def test_a_place_given_back_by_two_at_once_is_offered_as_often_as_it_is_free(shared_database):
    pk = make_evening(registration_places=2)
    earlier = timezone.now() - timedelta(minutes=5)
    for number in range(6):
        email = f"p{number}@example.org"
        register(pk, email, at=earlier)
        actions.confirm(registration=Registration.objects.get(email=email))
    shared_database()

    def cancel(number):
        row = Registration.objects.get(email=f"p{number}@example.org")
        actions.cancel(registration=row)

    assert at_once(cancel, [0, 1, 2]) == [None, None, None]
    (found,) = at_once(statuses, [""])
    # 0 and 1 had the places; 2 was the first in line, or had just been offered one.
    assert found == ["cancelled"] * 3 + ["offered"] * 2 + ["waiting"]
