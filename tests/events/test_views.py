from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories import make_event, make_organisation, make_service, make_topic
from tests.record_pages import page, status, structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
START = datetime(2099, 12, 3, 16, 0, tzinfo=UTC)


def test_a_draft_has_no_page(client):
    assert status(client, make_event(live=False)) == 404


def test_facts_stand_on_the_page(client):
    owner = make_organisation(title="Kammer")
    record = make_event(
        owner=owner,
        starts_at=START,
        ends_at=START + timedelta(hours=2, minutes=30),
        price=Decimal(0),
        registration_url="https://anmelden.example/x",
        accessibility="stufenlos",
    )
    html = page(client, record, "en")
    assert "Thursday, 3 December 2099, 17:00–19:30" in html
    for text in ("free of charge", "https://anmelden.example/x", "stufenlos", "Kammer"):
        assert text in html
    event = structured_data(html)["EducationEvent"]
    assert event["startDate"] == "2099-12-03T17:00:00+01:00"
    assert event["eventStatus"].endswith("EventScheduled")
    assert event["eventAttendanceMode"].endswith("OfflineEventAttendanceMode")
    assert event["organizer"][0]["name"] == "Kammer"


def test_a_cancelled_event_is_crossed_out_and_says_so(client):
    record = make_event(
        status="cancelled",
        status_note="Neuer Termin am 22. Dezember.",
        registration_url="https://anmelden.example/x",
    )
    html = page(client, record, "en")
    assert f"<s>{record.title}</s>" in html
    assert "This event is cancelled." in html
    assert "Neuer Termin am 22. Dezember." in html
    assert 'class="button" href="https://anmelden.example' not in html
    assert structured_data(html)["EducationEvent"]["eventStatus"].endswith("EventCancelled")


def test_a_past_event_says_so(client):
    record = make_event(starts_at=timezone.now() - timedelta(days=3))
    assert "This event is over." in page(client, record, "en")


def test_an_all_day_event_has_no_times(client):
    start = datetime(2099, 12, 2, 23, 0, tzinfo=UTC)
    record = make_event(starts_at=start, ends_at=start + timedelta(days=1), all_day=True)
    html = page(client, record, "en")
    assert '">Thursday, 3 December 2099</time>' in html
    data = structured_data(html)["EducationEvent"]
    assert (data["startDate"], data["endDate"]) == ("2099-12-03", "2099-12-03")


def test_an_online_event_has_a_virtual_location(client):
    record = make_event(attendance_mode="online", online_url="https://raum.example/1")
    data = structured_data(page(client, record))["EducationEvent"]
    assert data["location"] == [{"@type": "VirtualLocation", "url": "https://raum.example/1"}]


def test_an_unpublished_organiser_stays_unnamed(client):
    hidden = make_organisation(title="Noch geheim", live=False)
    html = page(client, make_event(owner=hidden, further_organisers=[hidden]))
    assert "geheim" not in html


def test_more_from_the_organiser_and_on_the_topic_follows(client):
    owner, topic = make_organisation(), make_topic()
    record = make_event(owner=owner, topics=[topic])
    same_owner, same_topic = make_event(owner=owner), make_event(topics=[topic])
    advice = make_service(topics=[topic])
    html = page(client, record)
    for other in (same_owner, same_topic, advice):
        assert f'href="{other.url_in("de")}"' in html
    assert f'<h3><a href="{record.url_in("de")}"' not in html


def test_the_number_of_queries_is_bounded(client, django_assert_max_num_queries):
    record = make_event(owner=make_organisation(), topics=[make_topic()])
    for times in (1, 9):
        for _ in range(times):
            make_event(owner=record.owner, topics=[make_topic()])
            record.further_organisers.add(make_organisation())
            record.topics.add(make_topic(parent=make_topic()))
            record.save()
        page(client, record)
        with django_assert_max_num_queries(22):
            client.get(record.url_in("de"))
