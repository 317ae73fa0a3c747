"""Staff publish for their own house."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advisory.models import AdvisoryService
from directory.models import Trust
from events.models import Event
from tests.factories import make_event, make_member, make_organisation, make_service

pytestmark = pytest.mark.django_db

EVENTS = "/mein/veroeffentlichen/event/"


@pytest.fixture
def house(client):
    organisation = make_organisation(title="Kammer")
    organisation.member = make_member(organisation)
    client.force_login(organisation.member)
    return organisation


@pytest.fixture
def proven(house):
    Trust.objects.create(organisation=house, level=Trust.Level.PROVEN)
    return house


def event_typed(owner, **changes):
    return {
        "owner": owner.pk,
        "title": "Sprechtag Patente",
        "kind": "consultation_day",
        "summary": "Eine Stunde mit einer Anwältin.",
        "starts_at": "2027-03-01T10:00",
        "ends_at": "2027-03-01T12:00",
        "attendance_mode": "offline",
        "venue": "Saal",
        "postcode": "34999",
        **changes,
    }


def test_an_event_is_handed_in_and_a_proven_house_publishes_at_once(house, client):
    assert client.post(EVENTS + "neu/", event_typed(house)).url == EVENTS
    event = Event.objects.get()
    assert (event.live, event.owner, event.place) == (False, house, "Musterstadt")
    assert event.local_start.hour == 10
    assert event.current_workflow_state
    Trust.objects.create(organisation=house, level=Trust.Level.PROVEN)
    client.post(EVENTS + "neu/", event_typed(house, title="Zweiter"))
    assert Event.objects.get(title="Zweiter").live


def test_the_list_says_where_each_stands(house, client):
    client.post(EVENTS + "neu/", event_typed(house))
    text = client.get(EVENTS).content.decode()
    assert "Sprechtag Patente" in text
    assert "eingereicht am" in text
    make_event(title="Der Anderen", owner=make_organisation())
    assert "Der Anderen" not in client.get(EVENTS).content.decode()


def test_nobody_publishes_for_the_house_of_others(house, client):
    other = make_organisation()
    answer = client.post(EVENTS + "neu/", event_typed(other))
    assert "owner" in answer.context["form"].errors
    theirs = make_event(owner=other)
    assert client.get(f"{EVENTS}{theirs.pk}/").status_code == 404
    assert client.get(f"{EVENTS}neu/?copy={theirs.pk}").status_code == 404
    assert client.post(f"{EVENTS}{theirs.pk}/zurueckziehen/").status_code == 404
    mine = make_event(owner=house)
    client.post(f"{EVENTS}{mine.pk}/", event_typed(other, revision=""))
    mine.refresh_from_db()
    assert mine.owner == house


def test_without_an_organisation_there_is_no_form(client):
    client.force_login(make_member(make_organisation()))
    client.logout()
    assert client.get(EVENTS).status_code == 302
    assert client.get("/mein/veroeffentlichen/unsinn/").status_code == 302


def test_a_copy_has_no_date(house, client):
    event = make_event(title="Sprechtag", owner=house, summary="Wie immer.")
    text = client.get(f"{EVENTS}neu/?copy={event.pk}").content.decode()
    assert "Wie immer." in text
    assert 'name="starts_at" required' in text.replace("  ", " ") or "starts_at" in text
    form = client.get(f"{EVENTS}neu/?copy={event.pk}").context["form"]
    assert form["starts_at"].value() is None
    assert form["title"].value() == "Sprechtag"


def test_an_event_that_is_public_later_waits_for_the_clock(proven, client):
    later = timezone.localtime() + timedelta(days=2)
    client.post(EVENTS + "neu/", event_typed(proven, go_live_at=f"{later:%Y-%m-%dT%H:%M}"))
    event = Event.objects.get()
    assert not event.live
    assert event.latest_revision.approved_go_live_at == later.replace(second=0, microsecond=0)


def test_what_is_public_can_be_withdrawn(house, client):
    event = make_event(owner=house)
    address = f"{EVENTS}{event.pk}/zurueckziehen/"
    assert client.get(address).status_code == 405
    client.post(address)
    event.refresh_from_db()
    assert not event.live


def test_who_began_before_anothers_change_sees_both(proven, client):
    event = make_event(owner=proven, title="Sprechtag")
    address = f"{EVENTS}{event.pk}/"
    typed = event_typed(proven, summary="Von Anna.", revision="")
    client.post(address, event_typed(proven, summary="Von Bert.", revision=""))
    answer = client.post(address, typed)
    text = answer.content.decode()
    assert "Von Anna." in text
    assert "Von Bert." in text
    event.refresh_from_db()
    assert event.summary == "Von Bert."
    client.post(address, typed | {"revision": str(event.latest_revision_id)})
    event.refresh_from_db()
    assert event.summary == "Von Anna."


def test_the_dates_of_a_series_stay(proven, client):
    starts_at = timezone.now().replace(microsecond=0) + timedelta(days=7)
    event = make_event(owner=proven, recurrence_rules="FREQ=WEEKLY;COUNT=3", starts_at=starts_at)
    before = (event.starts_at, event.occurrences.count())
    client.post(f"{EVENTS}{event.pk}/", event_typed(proven, summary="Neu.", revision=""))
    event.refresh_from_db()
    assert event.summary == "Neu."
    assert (event.starts_at, event.occurrences.count()) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_at", "2027-03-01T09:00"),
        ("starts_at", "irgendwann"),
        ("registration_url", "javascript:alert(1)"),
        ("venue", ""),
        ("title", "\u200b\u200b\u200b\u200b"),
    ],
)
def test_what_is_wrong_is_said_and_kept(house, client, field, value):
    changes = {field: value} | ({"postcode": ""} if field == "venue" else {})
    answer = client.post(EVENTS + "neu/", event_typed(house, **changes))
    assert field in answer.context["form"].errors
    assert "Eine Stunde mit einer Anwältin." in answer.content.decode()
    assert not Event.objects.exists()


def test_advice_is_published_the_same_way(proven, client):
    address = "/mein/veroeffentlichen/advice/"
    typed = {
        "owner": proven.pk,
        "title": "Patentberatung",
        "kind": "individual",
        "summary": "Wir helfen.",
        "cost": "free",
        "channels": ["phone"],
    }
    client.post(address + "neu/", typed)
    assert AdvisoryService.objects.get().live
    assert "Patentberatung" in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_asks_the_database_the_same_for_one_and_for_ten(
    house, client, count, django_assert_max_num_queries
):
    for _ in range(count):
        make_service(owner=house)
    client.get("/mein/veroeffentlichen/advice/")
    with django_assert_max_num_queries(18):
        text = client.get("/mein/veroeffentlichen/advice/").content.decode()
    assert text.count('class="own-row"') == count
