"""Calendars over HTTP: which events a list gives, what is cheap, and what programs may rely on."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from events.icalendar.entries import CalendarEntry
from events.models import DateChange
from search import outbox
from search.engines import current_engine
from search.models import IndexState
from search.outputs import calendar
from tests.events.feeds import ADDRESS, events, only, read, text
from tests.factories import make_course, make_event, make_organisation, make_run, make_topic
from tests.search.test_views import HOSTILE

pytestmark = pytest.mark.usefixtures("engine")


def titles(client, address=ADDRESS):
    return set(events(client, address))


# --- Lists ------------------------------------------------------------------------------------


def test_the_query_chooses_and_names_the_calendar(client, settings):
    settings.HUB_URL = "https://hub.example"
    topic, owner = make_topic(slug="ki", title="KI"), make_organisation(slug="kammer")
    make_event(title="Sprechtag", topics=[topic])
    make_event(title="Messe", owner=owner)
    assert titles(client) == {"Sprechtag", "Messe"}
    assert titles(client, f"{ADDRESS}?topic=ki") == {"Sprechtag"}
    assert titles(client, f"{ADDRESS}?organisation=kammer") == {"Messe"}
    assert titles(client, f"{ADDRESS}?q=Messe") == {"Messe"}
    calendar = read(client, f"{ADDRESS}?topic=ki&page=7&sort=name")
    assert calendar["name"] == calendar["x-wr-calname"] == "Veranstaltungen · KI – Region vernetzt"
    assert calendar["url"] == "https://hub.example/veranstaltungen/?topic=ki&sort=name"
    assert calendar["source"] == "https://hub.example/veranstaltungen/kalender.ics?topic=ki"
    assert calendar["version"] == "2.0"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text(client)


def test_the_search_of_everything_gives_what_has_dates(client):
    make_event(title="Sprechtag")
    make_organisation(title="Werk")
    make_run(make_course(title="Kurs"))
    assert titles(client, "/suche/kalender.ics") == {"Sprechtag", "Kurs"}
    assert titles(client, "/suche/kalender.ics?type=event&type=organisation") == {"Sprechtag"}
    assert titles(client, "/suche/kalender.ics?type=organisation") == set()
    assert titles(client, "/en/search/calendar.ics") == {"Sprechtag", "Kurs"}


def test_lists_without_dates_have_no_calendar(client):
    assert client.get("/verzeichnis/kalender.ics").status_code == 404
    assert "kalender.ics" not in client.get("/verzeichnis/").content.decode()
    assert "kalender.ics" not in client.get("/suche/?type=organisation").content.decode()
    assert "kalender.ics" in client.get("/suche/").content.decode()


def test_an_empty_list_is_a_calendar_without_events(client):
    assert titles(client) == set()
    assert text(client).endswith("END:VCALENDAR\r\n")


def test_what_cannot_be_used_is_left_out_and_named(client):
    make_event(title="Sprechtag")
    calendar = read(client, f"{ADDRESS}?topic=nix&from=bald")
    assert "nix" in calendar["description"]
    assert "bald" in calendar["x-wr-caldesc"]
    assert titles(client, f"{ADDRESS}?topic=nix") == {"Sprechtag"}


@pytest.mark.parametrize("query", HOSTILE, ids=lambda words: words[:24])
def test_hostile_addresses_get_a_valid_calendar(client, query):
    read(client, f"{ADDRESS}?{query}")


def test_what_is_over_stays_for_a_month(client):
    now = timezone.now()
    make_event(title="Gestern", starts_at=now - timedelta(days=1))
    make_event(title="Voriges Quartal", starts_at=now - timedelta(days=90))
    assert titles(client) == {"Gestern"}
    day = (now - timedelta(days=100)).date().isoformat()
    assert titles(client, f"{ADDRESS}?from={day}") == {"Gestern", "Voriges Quartal"}


# --- What does not take place -----------------------------------------------------------------


def test_cancelled_events_stay_and_say_so(client):
    record = make_event(title="Sprechtag")
    before = only(client)
    record.status = "cancelled"
    record.save()
    event = only(client)
    assert event["status"] == "CANCELLED"
    assert (event["uid"], event["sequence"]) == (before["uid"], before["sequence"] + 1)


def test_an_event_that_was_withdrawn_is_told_as_cancelled_without_its_texts(client):
    record = make_event(title="Sprechtag mit Frau Muster", slug="sprechtag")
    before = only(client)
    record.unpublish()
    address = "/veranstaltungen/sprechtag/kalender.ics"
    for event in (only(client), only(client, address)):
        assert (event["status"], event["uid"]) == ("CANCELLED", before["uid"])
        assert event["sequence"] == before["sequence"] + 1
        assert event.decoded("dtstart") == before.decoded("dtstart")
        assert event["summary"] == "Nicht mehr veröffentlicht"
    assert "Muster" not in text(client) + text(client, address)
    record.live = True
    record.save()
    event = only(client)
    assert (event["status"], event["sequence"]) == ("CONFIRMED", before["sequence"] + 2)


def test_a_series_that_began_long_ago_is_told_as_cancelled_too(client):
    begun = timezone.now() - timedelta(days=30)
    times = {"starts_at": begun, "ends_at": begun + timedelta(hours=1)}
    make_event(title="Sprechtag", recurrence_rules="FREQ=WEEKLY", **times).unpublish()
    assert only(client)["status"] == "CANCELLED"


def test_withdrawn_events_stand_only_where_the_database_knows_that_they_match(client):
    kammer, stadt = make_organisation(slug="kammer"), make_organisation(slug="stadt")
    topic = make_topic(slug="ki")
    make_event(title="Sprechtag", owner=kammer, topics=[topic]).unpublish()
    assert len(titles(client, f"{ADDRESS}?organisation=kammer")) == 1
    assert titles(client, f"{ADDRESS}?organisation={stadt.slug}") == set()
    assert titles(client, f"{ADDRESS}?topic=ki") == set()
    assert titles(client, f"{ADDRESS}?q=Sprechtag") == set()


def test_withdrawn_events_are_forgotten_after_a_month(client):
    make_event(slug="sprechtag").unpublish()
    long_ago = timezone.now() - timedelta(days=40)
    CalendarEntry.objects.update(withdrawn_at=long_ago)
    assert titles(client) == set()
    assert client.get("/veranstaltungen/sprechtag/kalender.ics").status_code == 404


# --- One event --------------------------------------------------------------------------------


def test_one_event_is_a_calendar_of_its_own(client, settings):
    settings.HUB_URL = "https://hub.example"
    make_event(title="Messe")
    record = make_event(title="Sprechtag", title_en="Consultation", slug="sprechtag")
    address = "/veranstaltungen/sprechtag/kalender.ics"
    calendar = read(client, address)
    assert calendar["name"] == "Sprechtag"
    assert calendar["source"] == f"https://hub.example{address}"
    assert only(client, address)["uid"] == record.calendar_entry.uid
    assert titles(client, "/en/events/sprechtag/calendar.ics") == {"Consultation"}


def test_the_page_of_an_event_leads_to_its_calendar(client, settings):
    settings.HUB_URL = "https://hub.example"
    make_event(slug="sprechtag")
    page = client.get("/veranstaltungen/sprechtag/").content.decode()
    assert 'href="/veranstaltungen/sprechtag/kalender.ics"' in page
    assert 'value="https://hub.example/veranstaltungen/sprechtag/kalender.ics"' in page
    assert 'href="webcal://hub.example/veranstaltungen/sprechtag/kalender.ics"' in page
    make_event(slug="vorbei", starts_at=timezone.now() - timedelta(days=3))
    assert "kalender.ics" not in client.get("/veranstaltungen/vorbei/").content.decode()


def test_the_page_of_an_organisation_leads_to_the_calendar_of_its_events(client):
    make_event(owner=make_organisation(slug="kammer"))
    outbox.work_off()
    page = client.get("/verzeichnis/kammer/").content.decode()
    assert 'href="/veranstaltungen/kalender.ics?organisation=kammer"' in page


def test_a_draft_has_no_calendar(client):
    make_event(slug="entwurf", live=False)
    assert client.get("/veranstaltungen/entwurf/kalender.ics").status_code == 404
    assert client.get("/veranstaltungen/nix/kalender.ics").status_code == 404


# --- Cheap, and rather nothing than wrong -----------------------------------------------------


@pytest.mark.parametrize("address", [ADDRESS, "/veranstaltungen/sprechtag/kalender.ics"])
def test_who_asks_again_gets_304_until_something_changes(
    client, address, django_assert_num_queries
):
    record = make_event(slug="sprechtag")
    outbox.work_off()
    first = client.get(address)
    headers = {"if-none-match": first.headers["ETag"]}
    # One row tells; a single event is looked for first.
    with django_assert_num_queries(1 if address == ADDRESS else 2):
        again = client.get(address, headers=headers)
    assert again.status_code == 304
    assert "public" in again.headers["Cache-Control"]
    record.venue = "Rathaus"
    record.save()
    outbox.work_off()
    assert client.get(address, headers=headers).status_code == 200


def test_a_time_of_change_is_given_once_its_second_is_over(client):
    make_event()
    outbox.work_off()
    assert "Last-Modified" not in client.get(ADDRESS).headers
    IndexState.objects.update(changed_at=timezone.now() - timedelta(minutes=5))
    first = client.get(ADDRESS)
    seen = {"if-modified-since": first.headers["Last-Modified"]}
    assert client.get(ADDRESS, headers=seen).status_code == 304


def test_every_language_and_query_has_a_tag_of_its_own(client):
    make_event()
    outbox.work_off()
    addresses = [ADDRESS, f"{ADDRESS}?q=a", "/en/events/calendar.ics"]
    assert len({client.get(address).headers["ETag"] for address in addresses}) == 3


def test_without_an_index_there_is_no_answer_rather_than_a_wrong_one(client, settings):
    make_event()
    outbox.work_off()
    settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR / "missing"
    current_engine.cache_clear()
    response = client.get(ADDRESS)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "120")
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


def test_one_and_ten_events_cost_the_same_queries(client, django_assert_num_queries):
    topic, owner = make_topic(), make_organisation()
    client.get(ADDRESS).getvalue()  # a new process reads its tables once
    for more in (1, 9):
        for _ in range(more):
            make_event(topics=[topic], owner=owner)
        outbox.work_off()
        with django_assert_num_queries(7):
            client.get(ADDRESS).getvalue()


def test_a_calendar_that_fails_half_way_is_an_error_and_no_short_calendar(client, monkeypatch):
    monkeypatch.setattr(calendar, "PAGE", 1)
    broken = [make_event(title=title) for title in ("Sprechtag", "Messe")][1]
    outbox.work_off()
    CalendarEntry.objects.filter(event=broken).update(categories=7)
    client.raise_request_exception = False
    response = client.get(ADDRESS)
    assert response.status_code == 500
    assert "ETag" not in response.headers
    assert "BEGIN:" not in response.content.decode()


def test_a_long_calendar_waits_on_the_disk_and_says_how_long_it_is(client, monkeypatch):
    monkeypatch.setattr(calendar, "IN_MEMORY", 100)
    make_event(title="Sprechtag")
    outbox.work_off()
    response = client.get(ADDRESS)
    assert response.streaming
    assert response.headers["Content-Disposition"] == 'inline; filename="veranstaltungen.ics"'
    whole = response.getvalue()
    assert int(response.headers["Content-Length"]) == len(whole)
    assert whole.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    monkeypatch.undo()
    assert client.get(ADDRESS).content == whole


@pytest.mark.parametrize("in_memory", [100, 500_000])
def test_the_headers_can_be_asked_for_alone(client, monkeypatch, in_memory):
    monkeypatch.setattr(calendar, "IN_MEMORY", in_memory)
    make_event()
    outbox.work_off()
    whole, head = client.get(ADDRESS), client.head(ADDRESS)
    assert whole.getvalue()
    assert head.getvalue() == b""
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    again = client.head(ADDRESS, headers={"if-none-match": head.headers["ETag"]})
    assert again.status_code == 304


def test_of_too_many_the_first_are_given_and_the_calendar_says_so(client, monkeypatch):
    monkeypatch.setattr(calendar, "LIMIT", 3)
    monkeypatch.setattr(calendar, "AMONG", 2)  # also more than an engine is asked about at once
    now = timezone.now()
    for days in (4, 2, 5, 1, 3):
        make_event(title=f"Tag {days}", starts_at=now + timedelta(days=days))
    assert titles(client) == {"Tag 1", "Tag 2", "Tag 3"}
    assert "nur die ersten 3 von 5 Einträgen" in read(client)["description"]


def test_a_series_without_a_date_that_takes_place_stays_while_it_runs(client):
    begun = timezone.now() - timedelta(days=60)
    rules = "FREQ=WEEKLY;COUNT=12"
    series = make_event(title="Sprechtag", starts_at=begun, recurrence_rules=rules)
    series.date_changes = [
        DateChange(recurrence_id=begun + timedelta(weeks=n), kind="cancelled") for n in range(12)
    ]
    series.save()
    assert titles(client) == {"Sprechtag"}


def test_only_reading_is_allowed(client):
    assert client.post(ADDRESS).status_code == 405


def test_one_date_of_a_series_is_a_file(client):
    event = make_event(slug="reihe", recurrence_rules="FREQ=WEEKLY;COUNT=3")
    second = event.occurrences.all()[1]
    code = f"{second.recurrence_id.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    assert (
        f"/veranstaltungen/reihe/{code}/kalender.ics"
        in client.get("/veranstaltungen/reihe/").content.decode()
    )
    date = only(client, f"/veranstaltungen/reihe/{code}/kalender.ics")
    assert date.decoded("dtstart") == date.decoded("recurrence-id") == second.starts_at
    assert "rrule" not in date
    whole = events(client, "/veranstaltungen/reihe/kalender.ics")[str(date["summary"])]
    assert date["uid"] == whole["uid"]


@pytest.mark.parametrize("code", ["20200101T120000Z", "morgen"])
def test_a_date_that_a_series_has_not_is_no_file(client, code):
    make_event(slug="reihe", recurrence_rules="FREQ=WEEKLY;COUNT=3")
    assert client.get(f"/veranstaltungen/reihe/{code}/kalender.ics").status_code == 404
