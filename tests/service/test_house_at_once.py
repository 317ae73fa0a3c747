"""A form sent twice, and a record changed by two, at the very same moment."""

import pytest
from django.core.management import call_command

from directory.models import Membership, Trust
from events.models import Event
from tests.directory.own_area.house import NEW, TYPED, page
from tests.directory.own_area.sending import opened
from tests.factories import make_event, make_member, make_organisation
from tests.service.at_once import at_once
from tests.signed_in import SignedInClient

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    call_command("set_up_review")
    house = make_organisation(title="Kammer")
    Trust.objects.create(organisation=house, level=Trust.Level.PROVEN)
    clients = [SignedInClient(), SignedInClient()]
    for client in clients:
        client.force_login(make_member(house))
    return clients


def test_a_form_sent_twice_at_one_moment_makes_one_record(people, shared_database):
    sent = opened(people[0], NEW) | TYPED
    shared_database()
    answers = at_once(lambda number: people[0].post(NEW, sent).url, range(2))
    assert len(set(answers)) == 1
    assert at_once(lambda _number: Event.objects.count(), range(1)) == [1]


def test_of_two_changes_at_one_moment_the_second_is_shown_both(people, shared_database):
    event = make_event(owner=Membership.objects.first().organisation, summary="Alt.")
    address = page(event, "aendern/")
    sent = [
        opened(client, address) | {"summary": f"Von {number}."}
        for number, client in enumerate(people)
    ]
    shared_database()
    answers = at_once(lambda number: people[number].post(address, sent[number]), range(2))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    shown = next(answer for answer in answers if answer.status_code == 200).content.decode()
    assert "Von 0." in shown
    assert "Von 1." in shown
