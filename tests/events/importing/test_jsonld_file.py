"""Events on web pages, in the words of schema.org."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from directory.importing.text import FileProblem
from events.importing.jsonld_file import read_page
from events.importing.records import import_calendar
from events.models import Event
from tests.factories import make_organisation
from tests.pace import within

pytestmark = pytest.mark.usefixtures("english")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACE = {
    "@type": "Place",
    "name": "IHK Kassel",
    "address": {
        "@type": "PostalAddress",
        "streetAddress": "Kurfürstenstraße 9",
        "postalCode": "34117",
        "addressLocality": "Kassel",
    },
    "geo": {"@type": "GeoCoordinates", "latitude": "51.31", "longitude": 9.49},
}
VIRTUAL = {"@type": "VirtualLocation", "url": "https://zoom.us/j/1"}


def an_event(**fields):
    given = {"@type": "Event", "name": "KI-Frühstück", "startDate": "2026-12-03T08:30:00+01:00"}
    return {name: value for name, value in (given | fields).items() if value is not None}


def page(*blocks):
    scripts = (
        f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks
    )
    return f"<!doctype html><html><head>{''.join(scripts)}</head><body>…</body></html>".encode()


def read(*blocks):
    return read_page(page(*blocks), BERLIN, now=NOW)


def one(**fields):
    file = read(an_event(**fields))
    assert [outcome.reason for outcome in file.refused] == []
    return file.events[0]


def times(event):
    return [f"{event.values[n].astimezone(BERLIN):%m-%d %H:%M}" for n in ("starts_at", "ends_at")]


def test_an_event_with_all_that_a_page_may_say():
    event = one(
        **{"@type": ["BusinessEvent", "https://schema.org/Event"]},
        identifier={"@type": "PropertyValue", "value": "ihk-4711"},
        endDate="2026-12-03T10:00:00+01:00",
        doorTime="2026-12-03T08:00:00+01:00",
        description="<p>Mit <b>Kaffee</b>.</p>",
        location=PLACE,
        organizer={"@type": "Person", "name": "Erika Beispiel"},
        offers={"@type": "Offer", "price": "12.50", "priceCurrency": "EUR", "url": "https://a.de"},
        eventStatus="https://schema.org/EventPostponed",
        keywords="KI, Netzwerk",
    )
    assert event.uid == "ihk-4711"
    assert times(event) == ["12-03 08:30", "12-03 10:00"]
    values = event.values
    assert (values["venue"], values["street"], values["postcode"], values["place"]) == (
        "IHK Kassel",
        "Kurfürstenstraße 9",
        "34117",
        "Kassel",
    )
    assert (values["latitude"], values["longitude"]) == (51.31, 9.49)
    assert (str(values["price"]), values["registration_url"]) == ("12.50", "https://a.de")
    assert (values["status"], values["attendance_mode"]) == ("postponed", "offline")
    assert values["description"] == "Mit Kaffee."
    assert event.tags == ["KI", "Netzwerk"]
    assert "Erika" not in str(event)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"startDate": "2026-12-03"}, ["12-03 00:00", "12-04 00:00"]),
        ({"startDate": "2026-12-03", "endDate": "2026-12-05"}, ["12-03 00:00", "12-06 00:00"]),
        ({"startDate": "2026-12-03T18:00"}, ["12-03 18:00", "12-03 18:00"]),
        ({"startDate": "2026-12-03T17:00Z", "duration": "PT2H"}, ["12-03 18:00", "12-03 20:00"]),
        ({"startDate": "2026-12-03T18:00", "endDate": "2026-12-03"}, ["12-03 18:00"] * 2),
        (
            {"startDate": "2026-12-03T18:00", "endDate": "2026-12-04"},
            ["12-03 18:00", "12-05 00:00"],
        ),
    ],
)
def test_times_with_and_without_time_and_zone(fields, expected):
    assert times(one(**fields)) == expected


@pytest.mark.parametrize(
    ("location", "mode", "place"),
    [
        (VIRTUAL, "online", ""),
        ([PLACE, VIRTUAL], "mixed", "Kassel"),
        ("IHK, Kurfürstenstraße 9, 34117 Kassel", "offline", "Kassel"),
        ({"@type": "Place", "address": "Rathaus, 34117 Kassel"}, "offline", "Kassel"),
        (PLACE["address"], "offline", "Kassel"),
        ("Online", "online", ""),
    ],
)
def test_places_in_many_forms(location, mode, place):
    values = one(location=location).values
    assert (values["attendance_mode"], values["place"]) == (mode, place)


def test_the_mode_that_is_named_goes_before_the_guess():
    named = "https://schema.org/MixedEventAttendanceMode"
    assert one(location=PLACE, eventAttendanceMode=named).values["attendance_mode"] == "mixed"


@pytest.mark.parametrize(
    ("fields", "price", "note"),
    [
        ({"isAccessibleForFree": True}, 0, ""),
        ({"offers": [{"price": 10}, {"price": "5,00"}]}, 5, "or more, depending on the offer"),
        ({"offers": {"price": "10", "priceCurrency": "CHF"}}, None, None),
        ({"offers": {"@type": "AggregateOffer", "lowPrice": 7}}, 7, ""),
        ({"offers": {"price": "auf Anfrage"}}, None, None),
    ],
)
def test_prices(fields, price, note):
    values = one(**fields).values
    assert (values.get("price"), values.get("price_note")) == (price, note)


def test_a_graph_with_references_and_a_list():
    hall = {"@id": "#halle", "@type": "Place", "name": "Messehalle", "address": PLACE["address"]}
    graph = {
        "@context": "https://schema.org",
        "@graph": [an_event(location={"@id": "#halle"}), hall],
    }
    listed = an_event(name="In der Liste", startDate="2026-12-04")
    items = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": listed}]}
    file = read(graph, items)
    assert [event.title for event in file.events] == ["KI-Frühstück", "In der Liste"]
    assert file.events[0].values["venue"] == "Messehalle"


def test_a_json_file_alone_is_read():
    data = json.dumps([an_event(), an_event(name="Zwei", startDate="2026-12-04")]).encode()
    assert len(read_page(data, BERLIN, now=NOW).events) == 2


SERIES = {
    "@type": "EventSeries",
    "@id": "https://example.org/sprechtag",
    "name": "Sprechtag",
    "location": PLACE,
    "subEvent": [
        {"@type": "Event", "startDate": "2026-12-17T10:00", "name": "Sprechtag Export"},
        {"@type": "Event", "startDate": "2026-12-03T10:00", "endDate": "2026-12-03T12:00"},
        {"@type": "Event", "startDate": "2026-12-10T10:00", "eventStatus": "EventCancelled"},
    ],
}


def test_a_series_is_one_event_with_its_dates():
    (event,) = read(SERIES).events
    assert (event.uid, event.title) == ("https://example.org/sprechtag", "Sprechtag")
    assert [f"{day:%m-%d %H}" for day in event.dates] == ["12-03 10", "12-10 10", "12-17 10"]
    said = {(change.kind, change.recurrence_id.day, change.title) for change in event.changes}
    assert said >= {("cancelled", 10, ""), ("changed", 17, "Sprechtag Export")}


def test_events_within_an_event_are_events_of_their_own():
    talk = an_event(name="Vortrag", startDate="2026-12-03T09:00")
    assert [event.title for event in read(an_event(subEvent=[talk])).events] == [
        "KI-Frühstück",
        "Vortrag",
    ]


@pytest.mark.parametrize(
    ("schedule", "rule", "dates"),
    [
        (
            {"repeatFrequency": "P1W", "byDay": ["https://schema.org/Thursday"], "repeatCount": 2},
            "FREQ=WEEKLY;COUNT=2;BYDAY=TH",
            ["12-03 18", "12-10 18"],
        ),
        (
            {
                "repeatFrequency": "Monthly",
                "byDay": "TU",
                "byMonthWeek": 2,
                "endDate": "2027-02-28",
            },
            "FREQ=MONTHLY;UNTIL=20270228;BYDAY=2TU",
            ["12-08 18", "01-12 18", "02-09 18"],
        ),
        (
            {"repeatFrequency": "P1D", "repeatCount": 3, "exceptDate": "2026-12-02"},
            "FREQ=DAILY;COUNT=3",
            ["12-01 18", "12-03 18"],
        ),
    ],
)
def test_a_schedule_is_a_rule(schedule, rule, dates):
    fixed = {"startDate": "2026-12-01", "startTime": "18:00", "endTime": "20:00"}
    event = one(startDate=None, eventSchedule={"@type": "Schedule", **fixed, **schedule})
    assert event.values["recurrence_rules"] == rule
    assert [f"{day:%m-%d %H}" for day in event.dates] == dates
    assert (event.values["ends_at"] - event.values["starts_at"]).seconds == 7200


def test_a_bad_event_is_refused_alone():
    file = read(
        an_event(name="Gut"),
        an_event(name="Schlecht", startDate="bald"),
        an_event(name="Ohne", startDate=None),
        an_event(name="Rückwärts", endDate="2026-12-01"),
        an_event(name="Nie", eventSchedule={"repeatFrequency": "manchmal"}),
    )
    assert [event.title for event in file.events] == ["Gut", "Rückwärts"]
    assert {outcome.id: outcome.reason for outcome in file.refused} == {
        "Schlecht": "startDate is neither a date nor a time: “bald”",
        "Ohne": "The start (startDate) is missing.",
        "Nie": "repeatFrequency cannot be read: “manchmal”",
    }


def test_a_broken_block_is_named_and_the_others_are_read():
    broken = b'<script type="application/ld+json">{"@type": </script>'
    file = read_page(broken + page(an_event()), BERLIN, now=NOW)
    assert len(file.events) == 1
    assert "Block 1" in file.remarks[0]


def test_one_address_for_several_events_names_none_of_them():
    same = {"url": "https://example.org/termine"}
    events = read(an_event(**same), an_event(startDate="2026-12-04", **same)).events
    assert len({event.uid for event in events}) == 2
    assert read(an_event(**same)).events[0].uid == "https://example.org/termine"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "neither a web page nor JSON"),
        (b"BEGIN:VCALENDAR", "neither a web page nor JSON"),
        (b"<html>Wartung</html>", "names no event"),
        (b"[" * 1_000_000, "nested too deeply"),
        (b'{"@type": "Event"', "cannot be read"),
        (b"<script>" * 500_000, "names no event"),
        (b"<script type=application/ld+json>" * 200_000, "names no event"),
        (b"<" * 5_000_000, "names no event"),
        (b"[" + b"[]," * 3_000_000 + b"1]", "too long"),
        (b"[" + b"{}," * 250_000 + b"1]", "names no event"),
    ],
)
def test_pages_without_events_and_hostile_ones_are_answered_soon(data, words):
    with within(2), pytest.raises(FileProblem, match=words):
        read_page(data, BERLIN, now=NOW)


def test_hostile_events_do_not_take_the_good_one_with_them():
    bomb = {
        "repeatFrequency": "PT1H",
        "byMonth": [2],
        "byMonthDay": [30],
        "startDate": "2026-01-01",
    }
    deep = {"@type": "Place"}
    for _level in range(200):
        deep = {"@type": "Place", "address": deep}
    file = read(
        [an_event(name=f"b{n}", startDate=None, eventSchedule=bomb) for n in range(200)],
        an_event(name="Ohne Ende", subEvent=[an_event(startDate="2026-01-01")] * 3000),
        an_event(name="x" * 1_000_000, location=deep, offers=[{"price": "9" * 500}] * 3000),
        an_event(name=["a"] * 9000, startDate={"@value": "9999-01-01"}, description={"a": []}),
        an_event(name="Gut"),
    )
    assert "Gut" in {event.title for event in file.events}


def test_a_page_is_imported_and_unchanged_the_next_time(db):
    organisation = make_organisation()
    for expected in ("new", "unchanged"):
        file = read(SERIES, an_event(location=PLACE, offers={"price": "5"}))
        report = import_calendar(file, organisation=organisation, now=NOW)
        assert [outcome.reason for outcome in report.outcomes] == ["", ""]
        assert report.counts()[expected] == 2
    series = Event.objects.get(title="Sprechtag")
    assert [o.is_cancelled for o in series.occurrences.all()] == [False, True, False]
