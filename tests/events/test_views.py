import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import DateChange, Material
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


# --- Series -----------------------------------------------------------------------------------


def day(number, hour=17):
    return datetime(2099, 12, number, hour, tzinfo=UTC)


def make_series(changes=(), rules="FREQ=WEEKLY", **fields):
    fields = {"starts_at": day(1), "ends_at": day(1, 19), "title": "Sprechtag"} | fields
    event = make_event(recurrence_rules=rules, **fields)
    event.date_changes = [DateChange(**change) for change in changes]
    event.save()
    return event


CHANGES = [
    {"recurrence_id": day(1), "kind": "cancelled", "note": "Feiertag"},
    {"recurrence_id": day(15), "kind": "changed", "starts_at": day(16, 16), "venue": "Rathaus"},
    {"recurrence_id": day(18), "kind": "extra", "title": "Sonderausgabe"},
]


def lines(html):
    """What stands in a list of dates, without the link behind each."""
    texts = [re.sub("<[^>]+>", " ", li) for li in html.split('<li class="date')[1:]]
    return [" ".join(text.split()).partition(" Add to calendar")[0] for text in texts]


def test_a_series_lists_its_dates_and_marks_what_is_different(client):
    html = page(client, make_series(CHANGES), "en")
    assert "<s>Tuesday, 1 December 2099, 18:00–20:00</s>" in html
    found = [re.sub("^[^>]*> ", "", line) for line in lines(html)[:5]]
    assert found[:4] == [
        "Tuesday, 1 December 2099, 18:00–20:00 is cancelled Feiertag",
        "Tuesday, 8 December 2099, 18:00–20:00 next date",
        "Wednesday, 16 December 2099, 17:00–19:00 instead of Tuesday, 15 December 2099, 18:00 "
        "Venue: Rathaus",
        "Friday, 18 December 2099, 18:00–20:00 additional date Sonderausgabe",
    ]
    assert "Cancelled: Tuesday, 1 December 2099, 18:00–20:00." in html
    assert '<time datetime="2099-12-08T18:00:00+01:00">' in html.partition("record-lead")[0]
    assert "later dates</summary>" in html


def test_past_dates_of_a_series_are_kept_as_archive(client):
    start = timezone.now() - timedelta(days=15)
    html = page(client, make_series(starts_at=start, ends_at=start + timedelta(hours=1)), "en")
    assert "3 past dates</summary>" in html
    over = make_series(rules="FREQ=DAILY;COUNT=2", starts_at=start, ends_at=start)
    html = page(client, over, "en")
    assert "All dates are over." in html
    assert "This event is over." in html


def test_search_engines_learn_the_dates_of_a_series(client):
    data = structured_data(page(client, make_series(CHANGES, kind="talk"), "en"))["EventSeries"]
    cancelled, plain, moved, extra, *_rest = data["subEvent"]
    assert data["startDate"] == plain["startDate"] == "2099-12-08T18:00:00+01:00"
    assert (plain["@type"], plain["name"]) == ("EducationEvent", "Sprechtag")
    assert cancelled["eventStatus"].endswith("EventCancelled")
    assert moved["eventStatus"].endswith("EventRescheduled")
    assert moved["previousStartDate"] == "2099-12-15T18:00:00+01:00"
    assert moved["location"][0]["name"] == "Rathaus"
    assert extra["name"] == "Sonderausgabe"


def test_the_preview_of_a_series_shows_dates_that_are_not_stored(rf):
    event = make_series()
    event.date_changes.add(DateChange(recurrence_id=day(8), kind="cancelled"))
    context = event.get_preview_context(rf.get("/"), "")
    assert [d.is_cancelled for d in context["record"].programme.shown[:3]] == [False, True, False]


def test_the_number_of_dates_costs_no_query(client, django_assert_num_queries):
    short, long = make_series(rules="FREQ=DAILY;COUNT=2"), make_series(CHANGES)
    for record in (short, long):
        page(client, record)
    with CaptureQueriesContext(connection) as few:
        client.get(short.url_in("de"))
    with django_assert_num_queries(len(few)):
        client.get(long.url_in("de"))


def test_a_series_with_more_dates_than_are_kept_says_so(client):
    record = make_event(recurrence_rules="FREQ=HOURLY")
    assert "mehr Termine, als hier stehen" in page(client, record)
    record = make_event(recurrence_rules="FREQ=WEEKLY")
    assert "mehr Termine" not in page(client, record)


def test_what_an_event_leaves_behind_stays_on_its_page(client):
    past = timezone.now() - timedelta(days=90)
    event = make_event(starts_at=past, ends_at=past + timedelta(hours=2))
    assert "Unterlagen" not in page(client, event)
    event.material = [Material(title="Folien <1>", url="https://folien.example/1.pdf")]
    event.save()
    html = page(client, event)
    assert '<h2 id="material">Unterlagen</h2>' in html
    assert (
        '<a href="https://folien.example/1.pdf" rel="noopener external">Folien &lt;1&gt;</a>'
        in html
    )
