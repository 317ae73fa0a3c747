"""Two people change one record of a house at once: nothing of either is lost."""

import pytest

from courses.models import Course
from directory.own_area import records
from tests.directory.own_area.house import change, page, stored
from tests.directory.own_area.sending import opened, shown
from tests.factories import make_event, make_member
from tests.signed_in import SignedInClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(proven):
    other = SignedInClient()
    other.force_login(make_member(proven))
    return other


@pytest.mark.parametrize("has_draft", [True, False])
def test_who_began_before_anothers_change_sees_both_texts(proven, client, colleague, has_draft):
    event = make_event(owner=proven, summary="Alt.", venue="Saal", accessibility="Rampe")
    if has_draft:
        change(client, event, summary="Alt!", do="save")
    address = page(event, "aendern/")
    late = opened(client, address) | {"summary": "Von Anna.", "price_note": "pro Person"}
    change(colleague, event, summary="Von Bert.", venue="Keller", tags="Neu")
    answer = client.post(address, late)
    said = answer.content.decode()
    assert "Von Anna." in said
    assert "Von Bert." in said
    now = stored(event)
    assert (now.summary, now.venue) == ("Von Bert.", "Keller")
    sent = shown(answer)
    assert (sent["summary"], sent["venue"], sent["tags"]) == ("Von Anna.", "Keller", "Neu")
    assert client.post(address, sent).status_code == 302
    now = stored(event)
    assert (now.summary, now.venue, now.price_note) == ("Von Anna.", "Keller", "pro Person")
    assert now.accessibility == "Rampe"
    kept = [revision.content["summary"] for revision in now.revisions]
    assert "Von Bert." in kept


def test_the_third_who_changes_it_meanwhile_is_seen_too(proven, client, colleague):
    event = make_event(owner=proven, summary="Alt.")
    address = page(event, "aendern/")
    late = opened(client, address) | {"summary": "Von Anna."}
    change(colleague, event, summary="Von Bert.")
    answer = client.post(address, late)
    change(colleague, event, summary="Von Cem.")
    said = client.post(address, shown(answer)).content.decode()
    assert "Von Anna." in said
    assert "Von Cem." in said


def test_the_same_change_of_two_is_no_conflict(proven, client, colleague):
    event = make_event(owner=proven, summary="Alt.")
    late = opened(client, page(event, "aendern/")) | {"summary": "Neu."}
    change(colleague, event, summary="Neu.")
    assert client.post(page(event, "aendern/"), late).status_code == 302


def test_publishing_by_the_clock_meanwhile_is_no_conflict(proven, client):
    event = make_event(owner=proven, live=False)
    event.save_revision()
    late = opened(client, page(event, "aendern/")) | {"summary": "Neu."}
    stored(event).latest_revision.publish()
    assert client.post(page(event, "aendern/"), late).status_code == 302
    assert stored(event).summary == "Neu."


def test_who_hands_in_what_was_withdrawn_meanwhile_is_told_first(proven, client, colleague):
    event = make_event(owner=proven)
    late = opened(client, page(event, "aendern/")) | {"summary": "Neu."}
    colleague.post(page(event, "zurueckziehen/"))
    answer = client.post(page(event, "aendern/"), late)
    assert "ist nicht mehr öffentlich" in answer.content.decode()
    assert not stored(event).live
    client.post(page(event, "aendern/"), shown(answer))
    assert (stored(event).live, stored(event).summary) == (True, "Neu.")


def test_what_an_import_changed_meanwhile_is_not_overwritten(proven, client):
    event = make_event(owner=proven, summary="Alt.", venue="Saal")
    event.save_revision().publish()
    late = opened(client, page(event, "aendern/")) | {"summary": "Von Anna."}
    imported = stored(event)
    imported.venue = "Aus dem Kalender"
    imported.save()
    answer = client.post(page(event, "aendern/"), late)
    assert "Aus dem Kalender" in answer.content.decode()
    client.post(page(event, "aendern/"), shown(answer))
    assert (stored(event).summary, stored(event).venue) == ("Von Anna.", "Aus dem Kalender")


def test_rows_that_two_have_changed_are_not_mixed(proven, client, colleague):
    address = "/mein/veroeffentlichen/course/"
    sent = opened(client, address + "neu/")
    runs = {"runs-0-starts_on": "2047-03-01", "runs-0-venue": "Raum 1"}
    client.post(address + "neu/", sent | {"title": "Schweißen", "summary": "Ja.", **runs})
    course = Course.objects.get()
    form = f"{address}{course.pk}/aendern/"
    late = opened(client, form) | {"runs-0-venue": "Raum 2"}
    colleague.post(form, opened(colleague, form) | {"runs-0-DELETE": "on"})
    assert not stored(course).runs.exists()
    answer = client.post(form, late)
    assert "Raum 2" in answer.content.decode()
    client.post(form, shown(answer))
    assert [run.venue for run in stored(course).runs.all()] == ["Raum 2"]


@pytest.mark.parametrize("seen", ["", "x", "99999999999999999999.1", "²"])
def test_a_mark_that_nobody_was_given_overwrites_nothing(proven, client, seen):
    event = make_event(owner=proven, summary="Alt.")
    event.save_revision().publish()
    sent = opened(client, page(event, "aendern/")) | {"summary": "Neu.", "seen": seen}
    answer = client.post(page(event, "aendern/"), sent)
    assert answer.status_code == 200
    assert stored(event).summary == "Alt."
    assert shown(answer)["seen"] == records.mark(stored(event))
