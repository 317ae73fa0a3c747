"""One event as iCalendar: every property, and how its version counts."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from events.icalendar.entries import CalendarEntry
from events.importing.ical_file import read_calendar
from events.models import Event
from tests.constraints import breaks
from tests.events.feeds import ADDRESS, events, only, read, text
from tests.factories import make_event, make_organisation, make_topic

pytestmark = pytest.mark.usefixtures("engine")
BERLIN = ZoneInfo("Europe/Berlin")


def at(*parts, zone=BERLIN):
    return datetime(*parts, tzinfo=zone)


@pytest.fixture(autouse=True)
def address(settings):
    settings.HUB_URL = "https://hub.example"


def full(**fields):
    """An event that says everything."""
    owner = make_organisation(title='Kammer „Nord"; Kassel, Amt', slug="kammer")
    minimum = {
        "title": "Sprechtag: Größe, Maß; Ziel",
        "slug": "sprechtag",
        "summary": "Wir beraten Sie zu Förderungen.",
        "description": "Wir beraten Sie zu Förderungen.\n\n- kostenfrei\n- ohne Anmeldung",
        "owner": owner,
        "topics": [make_topic(title="KI", title_en="AI"), make_topic(title="Recht, Steuern")],
        "tags": ["Kaffee"],
        "kind": Event.Kind.CONSULTATION_DAY,
        "starts_at": at(2126, 6, 3, 18),
        "ends_at": at(2126, 6, 3, 20),
        "venue": "IHK",
        "street": "Kurfürstenstraße 9",
        "postcode": "34117",
        "place": "Kassel",
        "latitude": 51.3127,
        "longitude": 9.4797,
        "attendance_mode": Event.AttendanceMode.MIXED,
        "online_url": "https://meet.example/raum?a=1,2;b",
    }
    return make_event(**(minimum | fields))


# --- What stands in it ------------------------------------------------------------------------


def test_an_event_says_everything(client):
    record = full()
    event = only(client)
    assert event["uid"] == CalendarEntry.objects.get().uid
    assert event["summary"] == "Sprechtag: Größe, Maß; Ziel"
    assert event["description"] == (
        "Wir beraten Sie zu Förderungen.\n\n- kostenfrei\n- ohne Anmeldung\n\n"
        "Mehr: https://hub.example/veranstaltungen/sprechtag/"
    )
    assert event["url"] == "https://hub.example/veranstaltungen/sprechtag/"
    assert event["location"] == "IHK, Kurfürstenstraße 9, 34117 Kassel"
    assert event["geo"].to_ical() == "51.3127;9.4797"
    assert event["conference"] == "https://meet.example/raum?a=1,2;b"
    assert event["status"] == "CONFIRMED"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (record.starts_at, record.ends_at)
    assert text(client).count("\nCATEGORIES:") == 1  # more than one are refused by some programs
    assert event.categories == ["Sprechtag", "Kaffee", "KI", "Recht, Steuern"]


def test_times_of_the_hub_are_in_utc_and_need_no_zone(client):
    full()
    written = text(client)
    assert "DTSTART:21260603T160000Z\r\n" in written
    assert "VTIMEZONE" not in written
    assert "X-WR-TIMEZONE:Europe/Berlin" in written


def test_times_of_another_zone_keep_their_clock_and_define_it_once(client):
    london = ZoneInfo("Europe/London")
    for hour in (9, 15):
        make_event(
            time_zone="Europe/London",
            starts_at=at(2026, 12, 3, hour, zone=london),
            ends_at=at(2026, 12, 3, 20, zone=london),
        )
    written = text(client, f"{ADDRESS}?from=2026-01-01")
    assert written.count("BEGIN:VTIMEZONE") == 1
    assert "DTSTART;TZID=Europe/London:20261203T090000\r\n" in written
    assert written.index("BEGIN:VTIMEZONE") < written.index("BEGIN:VEVENT")


def test_whole_days_end_with_the_day_after(client):
    full(all_day=True, starts_at=at(2126, 3, 30), ends_at=at(2126, 4, 1))
    event = only(client)
    assert event.decoded("dtstart") == date(2126, 3, 30)
    assert event.decoded("dtend") == date(2126, 4, 1)
    assert "DTSTART;VALUE=DATE:21260330" in text(client)


def test_an_event_without_an_end_has_none(client):
    moment = at(2126, 6, 3, 18)
    full(starts_at=moment, ends_at=moment)
    assert "dtend" not in only(client)


def test_a_time_that_happens_twice_stays_the_second(client):
    second = datetime(2126, 10, 27, 1, 30, tzinfo=UTC)  # 2:30 in Berlin, after the clock went back
    full(starts_at=second, ends_at=second + timedelta(hours=1))
    assert only(client).decoded("dtstart") == second


@pytest.mark.parametrize(
    ("status", "written"),
    [
        ("scheduled", "CONFIRMED"),
        ("moved", "CONFIRMED"),
        ("postponed", "TENTATIVE"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_every_status_has_its_word_and_its_reason(client, status, written):
    full(status=status, status_note="Saal, gesperrt")
    event = only(client)
    assert event["status"] == written
    assert event["comment"] == "Saal, gesperrt"


def test_online_events_have_no_place(client):
    full(attendance_mode="online")
    event = only(client)
    assert event["location"] == "Online"
    assert "geo" not in event


def test_the_organiser_is_an_organisation_and_has_no_mail(client):
    full()
    organiser = only(client)["organizer"]
    assert organiser == "https://hub.example/verzeichnis/kammer/"
    assert organiser.params["CN"] == "Kammer „Nord'; Kassel, Amt"
    assert "mailto:" not in text(client).lower()


def test_an_organisation_that_is_not_public_is_not_named(client):
    full(owner=make_organisation(title="Geheim", live=False))
    assert "organizer" not in only(client)


def test_renamed_topics_and_organisations_are_in_the_calendar_at_once(client):
    record = full()
    uid, sequence = only(client)["uid"], only(client)["sequence"]
    record.owner.title = "Neue Kammer"
    record.owner.save()
    topic = record.topics.first()
    topic.title = "Künstliche Intelligenz"
    topic.save()
    event = only(client)
    assert event["organizer"].params["CN"] == "Neue Kammer"
    assert topic.title in event.categories
    assert (event["uid"], event["sequence"]) == (uid, sequence)


def test_the_english_calendar_is_english(client):
    full(title_en="Consultation day", summary_en="We advise.", description_en="We advise.\n\nFree.")
    event = only(client, "/en/events/calendar.ics")
    assert event["summary"] == "Consultation day"
    assert event["description"] == (
        "We advise.\n\nFree.\n\nDetails: https://hub.example/en/events/sprechtag/"
    )
    assert event.categories[:2] == ["Consultation day", "AI"]
    assert event["url"] == "https://hub.example/en/events/sprechtag/"


# --- Letters ----------------------------------------------------------------------------------

ODD = [
    "Komma, Semikolon; Strich \\ und \\n kein Umbruch",
    'Anführung "innen" und „außen“',
    "Zeile eins\nZeile zwei\n\nZeile vier",
    "BEGIN:VEVENT",
    "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:falsch",
    "👩🏽‍💻🎉" * 40,
    "äöüßÄÖÜ€" * 60,
]


@pytest.mark.parametrize("odd", ODD)
def test_every_letter_comes_out_as_it_went_in(client, odd):
    full(title=f"Titel {odd}"[:200], description=odd, summary="Kurz.", venue=odd[:160])
    event = only(client)
    assert event["summary"] == " ".join(f"Titel {odd}"[:200].split())
    assert event["description"].startswith(f"Kurz.\n\n{odd}\n\n")
    assert event["location"].startswith(" ".join(odd[:160].split()))


@pytest.mark.parametrize("shift", range(0, 76, 5))
def test_lines_are_folded_between_letters_and_at_most_75_bytes_long(client, shift):
    full(description="x" * shift + "ä🎉" * 200, title="BEGIN:VEVENT " * 12)
    for line in text(client).encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert only(client)["description"].count("ä🎉") == 200


def test_control_characters_are_left_out(client):
    # NUL is missing here: PostgreSQL keeps none.
    full(title="Glocke\x07 und\x01 Ende\x0b", description="a\x1bb\tc")
    event = only(client)
    assert event["summary"] == "Glocke und Ende"
    assert "ab\tc" in event["description"]


# --- Identity and version ---------------------------------------------------------------------


def test_the_uid_stays_when_title_address_and_host_change(client, settings):
    record = full()
    before = only(client)["uid"]
    record.title, record.slug = "Ganz anders", "ganz-anders"
    record.save()
    settings.HUB_URL = "https://neu.example"
    assert only(client)["uid"] == before


def test_an_imported_event_keeps_the_uid_of_its_calendar(client):
    full(source="import", source_name="ics:kammer", external_id="4711@kammer.example")
    assert only(client)["uid"] == "4711@kammer.example"


def test_two_imports_of_one_event_are_two_in_a_calendar(client):
    for name in ("kammer", "stadt"):
        make_event(source="import", source_name=f"ics:{name}", external_id="1@example")
    uids = {event["uid"] for event in read(client).walk("VEVENT")}
    assert len(uids) == 2
    assert "1@example" in uids


def test_two_entries_with_one_uid_are_refused_by_the_database():
    first, second = full(owner=None), make_event()
    second.calendar_entry.uid = first.calendar_entry.uid
    with breaks("events_calendarentry_uid"):
        second.calendar_entry.save()


def test_the_version_rises_with_what_readers_see_and_only_then(client):
    record = full()
    before = only(client)
    record.save()
    record.confirmed_by, record.renewal_months = "Frau Muster", 6
    record.save()
    assert only(client).to_ical() == before.to_ical()
    record.venue = "Rathaus"
    record.save()
    after = only(client)
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("last-modified") >= before.decoded("last-modified")
    assert after["created"].dt == before["created"].dt
    assert after.decoded("dtstamp") == after.decoded("last-modified")  # RFC 5545, 3.8.7.2


def test_a_tag_is_a_change_and_so_is_english_text(client):
    record = full()
    before = only(client)["sequence"]
    record.tags.add("Neu")
    record.save()
    record.title_en = "New"
    record.save()
    assert only(client)["sequence"] == before + 2


def test_a_clock_that_was_set_back_does_not_set_the_version_back():
    record = full()
    entry = CalendarEntry.objects.of(record)
    first = entry.changed_at
    record.title = "Anders"
    entry.refresh(at=first - timedelta(days=1))
    assert entry.changed_at == first


def test_publishing_an_older_revision_does_not_set_the_version_back(client):
    record = full()
    revision = record.save_revision()
    record.title = "Anders"
    record.save()
    between = only(client)["sequence"]
    revision.publish()
    event = only(client)
    assert event["summary"] == "Sprechtag: Größe, Maß; Ziel"
    assert event["sequence"] == between + 1


def test_a_draft_is_no_version_of_the_calendar(client):
    record = full()
    before = only(client).to_ical()
    record.title = "Entwurf"
    record.save_revision()
    assert only(client).to_ical() == before
    make_event(title="Nie veröffentlicht", live=False)
    assert CalendarEntry.objects.count() == 1


def test_entries_follow_when_the_code_or_the_host_has_changed(settings):
    record = full()
    entry = record.calendar_entry
    assert not CalendarEntry.objects.outdated().exists()
    settings.HUB_URL = "https://neu.example"
    assert list(CalendarEntry.objects.outdated()) == [entry]
    entry.refresh()
    assert "https://neu.example" in entry.body_de
    assert not CalendarEntry.objects.outdated().exists()


# --- Through our own import -------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": "cancelled"},
        {"all_day": True, "starts_at": at(2126, 3, 30), "ends_at": at(2126, 4, 1)},
        {"starts_at": at(2126, 6, 3, 18), "ends_at": at(2126, 6, 3, 18)},
        {"attendance_mode": "online", "online_url": "https://meet.example/raum"},
        {"latitude": None, "longitude": None, "online_url": "", "attendance_mode": "offline"},
        {"title": ODD[0], "description": f"Wir beraten Sie zu Förderungen. {ODD[1]}"},
    ],
)
def test_our_own_import_reads_what_went_out(client, fields):
    record = full(**fields)
    file = read_calendar(text(client).encode(), BERLIN)
    (event,) = file.events
    assert not file.refused
    assert event.uid == record.calendar_entry.uid
    names = ["title", "starts_at", "ends_at", "all_day", "time_zone", "online_url", "description"]
    names += ["attendance_mode"]
    if record.attendance_mode != "online":
        names += ["venue", "street", "postcode", "place"]
    if record.attendance_mode != "online" and record.has_position:
        names += ["latitude", "longitude"]
    given = {name: event.values.get(name, "") for name in names}
    assert given == {name: getattr(record, name) for name in names}
    assert event.values["status"] == ("cancelled" if record.is_cancelled else "scheduled")
    assert event.tags == ["Sprechtag", "Kaffee", "KI", "Recht, Steuern"]


def test_a_calendar_is_read_and_written_again_without_a_difference(client):
    full()
    make_event(title="Zweites", status="cancelled")
    written = text(client)
    again = Calendar.from_ical(written).to_ical().decode()
    assert sorted(again.split("\r\n")) == sorted(written.split("\r\n"))
    assert set(events(client)) == {"Sprechtag: Größe, Maß; Ziel", "Zweites"}
