"""Requests in the own area: the inbox of a desk, its absence, and what is held."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advisory.models import AdviceDesk, AdviceRequest, RequestEvent
from tests.advisory.requests.factories import TYPED, make_draft, make_sent
from tests.advisory.requests.test_journey import text
from tests.factories import make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
OWN = "/mein/anliegen/"


@pytest.fixture
def adviser(bank):
    return make_member(bank.organisation)


@pytest.fixture
def operator():
    return make_person(is_superuser=True)


def test_members_of_the_institution_see_and_answer_with_their_name(client, adviser, bank, grants):
    sent = make_sent(grants)
    client.force_login(adviser)
    assert "Zuschuss finden" in text(client.get(OWN))
    address = f"{OWN}{sent.assignments.get().pk}/"
    assert TYPED["text"] in text(client.get(address))
    client.post(address, {"do": "take"})
    assert RequestEvent.objects.get(kind="taken").by == adviser
    assert RequestEvent.objects.get(kind="viewed").by == adviser


def test_others_see_nothing(client, bank, grants):
    sent = make_sent(grants)
    address = f"{OWN}{sent.assignments.get().pk}/"
    assert client.get(address).status_code == 302
    client.force_login(make_member())
    assert client.get(address).status_code == 404
    assert client.get(f"{OWN}stellen/{bank.pk}/").status_code == 404
    assert "Zuschuss finden" not in text(client.get(OWN))


def test_an_absence_sends_new_requests_elsewhere(client, adviser, bank, grants, lotse):
    client.force_login(adviser)
    address = f"{OWN}stellen/{bank.pk}/"
    today = timezone.localdate()
    late = {"away_from": today, "away_until": today - timedelta(days=1)}
    assert client.post(address, late).context["form"].errors
    client.post(address, {"away_from": today, "away_until": today + timedelta(days=3)})
    assert AdviceDesk.objects.get(pk=bank.pk).away_until == today + timedelta(days=3)
    assert make_sent(grants).desk == lotse


def test_who_runs_the_hub_lets_go_or_deletes_what_is_held(client, adviser, operator, bank, grants):
    held = [
        make_sent(grants, created_at=timezone.now(), typed={"text": f"Text {number}"})
        for number in range(2)
    ]
    client.force_login(adviser)
    assert client.post(f"{OWN}held/{held[0].pk}/", {"do": "release"}).status_code == 404
    client.force_login(operator)
    page = text(client.get(OWN))
    assert "Text 0" in page
    assert "2 Anliegen werden zurückgehalten" in text(client.get("/mein/aufgaben/"))
    client.post(f"{OWN}held/{held[0].pk}/", {"do": "release"})
    client.post(f"{OWN}held/{held[1].pk}/", {"do": "discard"})
    let_go, deleted = AdviceRequest.objects.order_by("pk")
    assert let_go.desk == bank
    assert (deleted.state, deleted.sealed) == ("withdrawn", "")


def test_answers_that_are_due_stand_among_the_tasks_of_the_day(client, adviser, bank, grants):
    make_sent(grants)
    make_draft(grants)
    client.force_login(adviser)
    page = client.get("/mein/aufgaben/")
    assert text(page).count("Zuschuss finden") >= 1


@pytest.mark.parametrize("count", [1, 10])
def test_the_inbox_costs_the_same_however_full(
    client, adviser, grants, django_assert_max_num_queries, count
):
    for number in range(count):
        make_sent(grants, typed={"text": f"Text {number}"})
    client.force_login(adviser)
    client.get(OWN)
    with django_assert_max_num_queries(14):
        client.get(OWN)
