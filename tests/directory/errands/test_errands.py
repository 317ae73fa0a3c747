from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.errands.day import day_of
from directory.freshness.actions import confirm
from directory.freshness.clock import look_after
from directory.models import Moderator
from directory.moderation.actions import submit
from hub.models import HubSettings
from tests.directory.freshness.asking import TODAY, due_in
from tests.factories import make_member, make_organisation, make_person, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def workflow(db):
    call_command("set_up_hub", verbosity=0)


def words(user, **options):
    return [errand.words for errand in day_of(user, today=TODAY, **options).errands]


def hand_in(organisation, title="Neuer Titel"):
    author = make_member(organisation)
    organisation.title = title
    submit(record=organisation, revision=organisation.save_revision(user=author), user=author)
    return author


def test_what_is_due_longest_comes_first_and_what_is_not_due_is_no_errand():
    organisation = due_in(-1, title="Gestern")
    user = make_member(organisation)
    for days, title in ((-20, "Lange"), (5, "Bald"), (9, "Später")):
        due_in(days, make_service, owner=organisation, title=title)
    due_in(-90, title="Von anderen")
    look_after(today=TODAY)
    assert words(user) == ["Lange", "Gestern", "Bald"]


def test_five_a_day_and_more_only_on_request():
    organisation = due_in(-9)
    user = make_member(organisation)
    records = [due_in(-n, make_service, owner=organisation) for n in range(8)]
    look_after(today=TODAY)
    day = day_of(user, today=TODAY)
    assert (len(day.errands), day.has_more, day.done) == (5, True, 0)
    for record in records[:4]:
        confirm(record=record, user=user)
    assert len(day_of(user, today=TODAY).errands) == 1
    confirm(record=records[4], user=user)
    day = day_of(user, today=TODAY)
    assert (day.errands, day.has_more, day.done) == ([], True, 5)
    assert len(day_of(user, today=TODAY, more=True).errands) == 4


def test_records_without_members_are_errands_of_whoever_runs_the_hub():
    alone, kept = due_in(-1, title="Allein"), due_in(-1, title="Betreut")
    make_member(kept)
    operator = make_person(is_superuser=True)
    look_after(today=TODAY)
    assert words(operator) == ["Allein"]
    confirm(record=alone, user=operator)
    alone.refresh_from_db()
    assert alone.confirmed_by == HubSettings.load().title
    assert words(operator) == []


def test_a_review_waits_for_those_who_may_decide_it_and_for_nobody_else(workflow):
    moderator = make_person()
    Moderator.objects.create(user=moderator)
    author = hand_in(make_organisation(), title="Neuer Titel")
    (errand,) = day_of(moderator, today=TODAY).errands
    assert errand.words == "Neuer Titel"
    assert TODAY < errand.due_on <= TODAY + timedelta(days=9)  # three working days
    assert words(author) == words(make_person()) == []


def test_the_button_of_a_review_opens_the_page_of_the_decision(workflow, client):
    moderator = make_person()
    Moderator.objects.create(user=moderator)
    author = hand_in(make_organisation(), title="Neuer Titel")
    address = day_of(moderator, today=TODAY).errands[0].url
    client.force_login(author)
    assert client.post(address).status_code == 404
    client.force_login(moderator)
    assert client.get(address).status_code == 405
    page = client.post(address, follow=True)
    assert page.redirect_chain[0][0].startswith("/pruefung/") or page.redirect_chain
    assert "Neuer Titel" in page.content.decode()


def test_changes_that_are_asked_for_are_an_errand_of_the_own_team(workflow):
    organisation = make_organisation(title="Muster GmbH")
    author = hand_in(organisation)
    colleague = make_member(organisation)
    state = organisation.current_workflow_state
    state.current_task_state.reject(user=make_person(is_superuser=True), comment="Bitte kürzer")
    for user in (author, colleague):
        assert words(user) == ["Muster GmbH"]
    assert words(make_person(is_superuser=True)) == []


def test_the_page_shows_one_button_for_each_and_then_that_all_is_done(client):
    organisation = due_in(0, title="Muster GmbH")
    client.force_login(make_member(organisation))
    look_after(today=TODAY)
    html = client.get("/mein/aufgaben/").content.decode()
    assert html.count("Stimmt noch<span") == 1
    address = f"/mein/aufgaben/organisation/{organisation.pk}/bestaetigen/"
    assert address in html
    assert client.get(address).status_code == 405
    html = client.post(address, follow=True).content.decode()
    assert "Alles erledigt" in html
    assert "Heute ist eine erledigt" in html
    organisation.refresh_from_db()
    assert (organisation.confirmed_on, organisation.confirmed_by) == (TODAY, "Muster GmbH")


@pytest.mark.parametrize("kind", ["organisation", "page", "user"])
def test_nobody_confirms_what_belongs_to_others(client, kind):
    organisation = due_in(0)
    client.force_login(make_member())
    address = f"/mein/aufgaben/{kind}/{organisation.pk}/bestaetigen/"
    assert client.post(address).status_code == 404
    organisation.refresh_from_db()
    assert organisation.confirmed_on < TODAY


def test_the_list_asks_who_one_is(client):
    assert client.get("/mein/aufgaben/").status_code == 302


def test_looking_at_the_list_writes_nothing(client):
    organisation = due_in(0)
    client.force_login(make_member(organisation))
    look_after(today=TODAY)
    client.get("/mein/aufgaben/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/mein/aufgaben/")
    writing = ("INSERT", "UPDATE", "DELETE")
    assert [q for q in queries.captured_queries if q["sql"].startswith(writing)] == []


def test_the_list_costs_the_same_queries_for_one_and_for_ten(client):
    organisation = due_in(0)
    client.force_login(make_member(organisation))
    look_after(today=TODAY)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/mein/aufgaben/")
        return len(queries)

    client.get("/mein/aufgaben/")
    one = cost()
    for _number in range(9):
        due_in(0, owner=organisation)
        due_in(0, make_service, owner=organisation)
    look_after(today=TODAY)
    assert cost() <= one + 2  # a second kind of record


def test_the_first_page_of_the_admin_shows_the_same(client):
    due_in(0, title="Muster GmbH")
    client.force_login(make_person(is_superuser=True, is_staff=True))
    look_after(today=TODAY)
    html = client.get("/admin/").content.decode()
    assert "Aufgaben für heute" in html
    assert "Muster GmbH" in html
