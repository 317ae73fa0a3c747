"""Calendar files of partners: what is read and what is refused."""

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from directory.importing.text import FileProblem
from events.importing import ical_file
from events.importing.ical_file import read_calendar
from events.importing.ical_text import plain, read_place, summarise
from tests.events.calendars import calendar, vevent

pytestmark = pytest.mark.usefixtures("english")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def read_one(*lines, parts=(), **fields):
    file = read_calendar(calendar(*parts, vevent(*lines, **fields)), BERLIN)
    assert [outcome.reason for outcome in file.refused] == []
    return file.events[0]


def refusal(*lines, **fields):
    file = read_calendar(calendar(vevent(*lines, **fields)), BERLIN)
    assert file.events == []
    return file.refused[0].reason


def local(event, name="starts_at"):
    return f"{event.values[name].astimezone(BERLIN):%Y-%m-%d %H:%M}"


# --- Times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20260610T180000", "2026-06-10 18:00"),
        ("DTSTART:20260610T160000Z", "2026-06-10 18:00"),
        ("DTSTART;TZID=Europe/Berlin:20260610T180000", "2026-06-10 18:00"),
        ("DTSTART;TZID=europe/berlin:20260610T180000", "2026-06-10 18:00"),
        ('DTSTART;TZID="W. Europe Standard Time":20260610T180000', "2026-06-10 18:00"),
        ("DTSTART;TZID=/mozilla.org/20070129_1/Europe/Berlin:20260610T180000", "2026-06-10 18:00"),
        ("DTSTART;TZID=America/New_York:20260610T120000", "2026-06-10 18:00"),
        ("DTSTART;TZID=:20260610T180000", "2026-06-10 18:00"),
        ("DTSTART;TZID=Europe/Berlin:20260610T160000Z", "2026-06-10 18:00"),
        ("DTSTART:20261025T023000", "2026-10-25 02:30"),
        ("DTSTART:20260329T023000", "2026-03-29 03:30"),
    ],
)
def test_a_start_is_read_in_its_time_zone(start, expected):
    assert local(read_one(start=start)) == expected


def test_the_zone_in_which_times_are_shown():
    assert read_one(start="DTSTART:20260610T160000Z").values["time_zone"] == "Europe/Berlin"
    lisbon = read_one(start="DTSTART:20260610T160000Z", parts=["X-WR-TIMEZONE:Europe/Lisbon"])
    assert lisbon.values["time_zone"] == "Europe/Lisbon"
    paris = read_one(start="DTSTART;TZID=Europe/Paris:20260610T160000")
    assert paris.values["time_zone"] == "Europe/Paris"


ZONE = [
    "BEGIN:VTIMEZONE",
    "TZID:Werk Kassel",
    "BEGIN:DAYLIGHT",
    "DTSTART:19810329T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
]


def test_a_time_zone_that_the_file_defines_itself():
    event = read_one(start="DTSTART;TZID=Werk Kassel:20260610T180000", parts=ZONE)
    assert local(event) == "2026-06-10 18:00"
    assert event.values["time_zone"] == "Europe/Berlin"
    winter = read_one(start="DTSTART;TZID=Werk Kassel:20260110T180000", parts=ZONE)
    assert local(winter) == "2026-01-10 18:00"


def test_a_time_zone_with_a_comma_in_its_name():
    zone = [line.replace("Werk Kassel", "Berlin\\, Rom") for line in ZONE]
    event = read_one(start="DTSTART;TZID=Berlin\\, Rom:20260610T180000", parts=zone)
    assert local(event) == "2026-06-10 18:00"
    event = read_one(start='DTSTART;TZID="Berlin, Rom":20260610T180000', parts=zone)
    assert local(event) == "2026-06-10 18:00"


def test_an_event_without_any_name_is_counted_in_the_file():
    file = read_calendar(calendar(vevent(), vevent(uid="", title="", start="")), BERLIN)
    assert file.refused[0].id == "event 2 of the file"


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY;BYSECOND=1,2,3", "FREQ=YEARLY;BYDAY=SU,MO", "XXX"]
)
def test_a_time_zone_that_would_take_hours_is_unknown(rule):
    zone = [line if not line.startswith("RRULE") else f"RRULE:{rule}" for line in ZONE]
    event = read_one(start="DTSTART;TZID=Werk Kassel:20260610T180000", parts=zone)
    assert "“Werk Kassel” is unknown; Europe/Berlin was taken" in event.remarks[0]


@pytest.mark.parametrize(
    ("name", "parts", "zone"),
    [
        ("Mittelerde", (), "Europe/Berlin"),
        ("../../etc/passwd", (), "Europe/Berlin"),
        ("Eastern", ["X-WR-TIMEZONE:America/New_York"], "America/New_York"),
    ],
)
def test_an_unknown_zone_is_that_of_the_calendar_or_of_the_hub(name, parts, zone):
    event = read_one(start=f"DTSTART;TZID={name}:20260610T180000", parts=parts)
    assert event.values["time_zone"] == zone
    assert event.dates[0].hour == 18
    assert f"“{name}” is unknown; {zone} was taken instead" in event.remarks[0]


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        ((), "2026-06-10 00:00", "2026-06-11 00:00"),
        (("DTEND;VALUE=DATE:20260610",), "2026-06-10 00:00", "2026-06-11 00:00"),
        (("DTEND;VALUE=DATE:20260612",), "2026-06-10 00:00", "2026-06-12 00:00"),
        (("DURATION:P3D",), "2026-06-10 00:00", "2026-06-13 00:00"),
        (("DURATION:PT24H",), "2026-06-10 00:00", "2026-06-11 00:00"),
    ],
)
def test_whole_days_end_at_the_midnight_after_them(lines, start, end):
    event = read_one(*lines, start="DTSTART;VALUE=DATE:20260610")
    assert (local(event), local(event, "ends_at")) == (start, end)
    assert event.values["all_day"]


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        ((), "2026-03-28 18:00"),
        (("DTEND:20260328T193000",), "2026-03-28 19:30"),
        (("DURATION:PT1H30M",), "2026-03-28 19:30"),
        (("DURATION:P1D",), "2026-03-29 18:00"),  # the night in which clocks change
        (("DURATION:PT24H",), "2026-03-29 19:00"),
    ],
)
def test_the_end_of_a_timed_event(lines, end):
    assert local(read_one(*lines, start="DTSTART:20260328T180000"), "ends_at") == end


@pytest.mark.parametrize(
    ("start", "lines", "words"),
    [
        ("", (), "DTSTART) is missing"),
        ("DTSTART:", (), "DTSTART) is missing"),
        ("DTSTART:morgen", (), "neither a date nor a time: “morgen”"),
        ("DTSTART:20261345T180000", (), "neither a date"),
        ("DTSTART:20260610T256161", (), "neither a date"),
        ("DTSTART:P1D", (), "neither a date"),
        ("DTSTART:180000", (), "neither a date"),
        ("DTSTART:18991231", (), "before 1900"),
        ("DTSTART:22010101T000000Z", (), "after 2200"),
        ("DTSTART:00010101T000000", (), "before 1900"),
        ("DTSTART:20260610T180000", ("DTEND:20260609T180000",), "end lies before"),
        ("DTSTART:20260610T180000", ("DTEND;VALUE=DATE:20260611",), "end is a day"),
        ("DTSTART:20260610", ("DTEND:20260611T180000",), "end is a time"),
        ("DTSTART:20260610", ("DTEND:20260601",), "end lies before"),
        ("DTSTART:20260610", ("DURATION:PT1H",), "must be whole days"),
        ("DTSTART:20260610", ("DURATION:-P1D",), "end lies before"),
        ("DTSTART:20260610T180000", ("DURATION:-PT1H",), "end lies before"),
        ("DTSTART:20260610T180000", ("DURATION:bald",), "duration cannot be read"),
        ("DTSTART:20260610T180000", ("DURATION:P99999999D",), "after 2200"),
        ("DTSTART:20260610T180000", ("DURATION:P" + "9" * 30 + "D",), "cannot be read"),
    ],
)
def test_times_that_cannot_be_are_named(start, lines, words):
    assert words in refusal(*lines, start=start)


# --- Texts ------------------------------------------------------------------------------------


def test_texts_are_unescaped_and_free_of_control_characters():
    event = read_one(
        r"DESCRIPTION:Erste Zeile\nZweite\, mit Komma\; und Pfad C:\\neu",
        title="KI\x00 im\x1b[31m Mittel­stand",
    )
    assert event.values["description"] == "Erste Zeile\nZweite, mit Komma; und Pfad C:\\neu"
    assert "\x00" not in event.title
    assert "\x1b" not in event.title


def test_html_becomes_paragraphs_and_lists():
    text = (
        "<html><head><style>p {color: red}</style></head><body><p>Wir laden ein &amp; freuen uns."
        "</p><ul><li>Vortrag</li><li>Imbiss</li></ul>"
        '<a href="https://example.org/a?b=1">Anmelden</a><script>alert(1)</script></body></html>'
    )
    assert plain(text) == (
        "Wir laden ein & freuen uns.\n\n- Vortrag\n- Imbiss\n\nhttps://example.org/a?b=1 Anmelden"
    )


def test_a_link_whose_words_are_its_address_is_named_once():
    text = 'Hier: <a href="https://example.org/a?b=1">https://example.org/a?b=1</a> bis Mai'
    assert plain(text) == "Hier: https://example.org/a?b=1 bis Mai"


def test_text_with_less_than_signs_is_no_html():
    assert plain("Für Betriebe mit <50 Leuten und a < b > c") == (
        "Für Betriebe mit <50 Leuten und a < b > c"
    )


def test_a_summary_ends_with_a_sentence():
    sentence = "Wir zeigen, was z. B. ein Betrieb mit Strom vom Dach anfangen kann. "
    assert summarise(sentence * 10, "Titel") == (sentence * 4).strip()
    assert summarise("", "Titel") == "Titel"
    assert len(summarise("Wort " * 200, "Titel")) <= 300
    assert len(summarise("x" * 5000, "Titel")) <= 300


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (
            "IHK Kassel-Marburg, Kurfürstenstraße 9, 34117 Kassel, Deutschland",
            ("IHK Kassel-Marburg", "Kurfürstenstraße 9", "34117", "Kassel", "offline"),
        ),
        ("Hauptstr. 12a 34225 Baunatal", ("", "Hauptstr. 12a", "34225", "Baunatal", "offline")),
        ("D-37213 Witzenhausen", ("", "", "37213", "Witzenhausen", "offline")),
        ("34576 Homberg (Efze)", ("", "", "34576", "Homberg (Efze)", "offline")),
        ("34117 Kassel (2. OG)", ("", "", "34117", "Kassel", "offline")),
        ("Haus A; Raum 3 | Hof", ("Haus A; Raum 3 | Hof", "", "", "", "offline")),
        ("Stadthalle", ("Stadthalle", "", "", "", "offline")),
        ("Halle 12345", ("Halle 12345", "", "", "", "offline")),
        ("Online", ("", "", "", "", "online")),
        ("Microsoft Teams-Besprechung", ("", "", "", "", "online")),
        ("Science Park und online", ("Science Park und online", "", "", "", "mixed")),
    ],
)
def test_a_location_is_taken_apart(location, expected):
    place = read_place(location)
    found = (place.venue, place.street, place.postcode, place.place, place.attendance_mode)
    assert found == expected


def test_a_link_as_location_is_an_online_event():
    place = read_place("https://zoom.us/j/123456")
    assert (place.attendance_mode, place.online_url) == ("online", "https://zoom.us/j/123456")


def test_addresses_positions_and_categories():
    event = read_one(
        "URL:https://example.org/anmeldung",
        "GEO:51.3166\\;9.4912",
        "CATEGORIES:Netzwerk,Essen\\, Trinken",
        "CATEGORIES:netzwerk",
        "STATUS:CANCELLED",
    )
    assert event.values["registration_url"] == "https://example.org/anmeldung"
    assert event.values["latitude"] == pytest.approx(51.3166)
    assert event.tags == ["netzwerk", "Essen, Trinken"]
    assert event.values["status"] == "cancelled"


@pytest.mark.parametrize(
    "line", ["URL:javascript:alert(1)", "URL:kein Link", "GEO:nan;nan", "GEO:1", "GEO:91;200"]
)
def test_a_bad_extra_is_left_out_with_a_remark(line):
    event = read_one(line)
    assert len(event.remarks) == 1
    assert not {"registration_url", "latitude"} & event.values.keys()


# --- One file ---------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["PRIVATE", "confidential"])
def test_private_events_are_marked_as_such(word):
    assert read_one(f"CLASS:{word}").is_private
    assert not read_one("CLASS:PUBLIC").is_private


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["DESCRIPTION:Sprechtag Export\\nMit Frau Beispiel"], "Sprechtag Export"),
        ([], "Event without a title"),
    ],
)
def test_an_event_without_a_title_gets_one(lines, title):
    event = read_one(*lines, title="")
    assert event.title == title
    assert "SUMMARY) is missing" in event.remarks[0]


BROKEN = [
    vevent(uid="bad", start="DTSTART:kaputt"),
    vevent(uid="bad", start=""),
    vevent("DTEND:20200101T000000", uid="bad"),
    "BEGIN:VEVENT\r\nUID:bad\r\nSUMMARY:Abgebrochen\r\nDTSTART:20260610T180000",
    'BEGIN:VEVENT\r\nUID:bad\r\n\x00\x01\x02;;;:::\r\n"""\r\nEND:VEVENT',
    "BEGIN:VEVENT\r\nUID:bad\r\nBEGIN:VALARM\r\nTRIGGER:x\r\nEND:VEVENT",
    'BEGIN:VEVENT\r\nUID:bad\r\nSUMMARY:x\r\nDTSTART;TZID="offen:20260610T180000\r\nEND:VEVENT',
]


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("position", [0, 1, 2])
def test_one_bad_event_never_loses_the_others(broken, position):
    parts = [vevent(uid="a"), vevent(uid="b")]
    parts.insert(position, broken)
    file = read_calendar(calendar(*parts), BERLIN)
    assert {event.uid for event in file.events} >= {"a", "b"}
    assert [outcome.id for outcome in file.refused if outcome.reason] == ["bad"]


def test_the_newer_version_of_a_uid_wins_with_a_remark():
    old, new = vevent("SEQUENCE:1", title="Alter"), vevent("SEQUENCE:2", title="Neuer")
    for parts in ((old, new), (new, old)):
        file = read_calendar(calendar(*parts), BERLIN)
        assert [event.title for event in file.events] == ["Neuer"]
        assert "twice" in file.remarks[0]
    last = read_calendar(calendar(vevent(title="Eins"), vevent(title="Zwei")), BERLIN)
    assert [event.title for event in last.events] == ["Zwei"]


def test_two_events_with_one_uid_are_both_kept():
    other = vevent(title="Wintermarkt", start="DTSTART:20261210T160000Z")
    file = read_calendar(calendar(vevent(), other), BERLIN)
    uids = ["1@example.org", "1@example.org 20261210T160000Z"]
    assert [event.uid for event in file.events] == uids
    assert "same UID" in file.events[1].remarks[0]


def test_an_event_without_uid_has_a_stable_id():
    ids = {read_one(uid="").uid, read_one(uid="").uid, read_one(uid="x" * 300).uid}
    assert len(ids) == 2
    assert all(len(uid) < 60 for uid in ids)


def test_folded_lines_encodings_and_line_ends():
    text = calendar(vevent(title="Gründer:innen-Café")).decode()
    folded = text.encode().replace("ü".encode(), b"\xc3\r\n \xbc")
    variants = [
        folded,
        b"\xef\xbb\xbf" + text.encode(),
        text.encode("latin-1"),
        text.encode("utf-16"),
        text.replace("\r\n", "\n").encode(),
        text.replace("\r\n", "\r").encode(),
        text.replace("BEGIN:", "begin:").encode(),
    ]
    for data in variants:
        assert [e.title for e in read_calendar(data, BERLIN).events] == ["Gründer:innen-Café"]


@pytest.mark.parametrize("data", [b"<html>Bitte anmelden</html>", b"\x89PNG\r\n\x1a\n", b"x" * 999])
def test_what_is_no_calendar_is_said_so(data):
    with pytest.raises(FileProblem, match="no iCalendar"):
        read_calendar(data, BERLIN)


def test_hostile_files_end():
    started = datetime.now(tz=UTC)
    hostile = [
        b"BEGIN:VEVENT\r\n" * 100_000,
        b"BEGIN:VCALENDAR\r\n" + b" " * 1_000_000,
        b"BEGIN:VCALENDAR" + b"\r\n" * 400_000,
        calendar(vevent("DESCRIPTION:" + "<a " * 300_000)),
        calendar(vevent("DESCRIPTION:" + "<!--" * 300_000)),
        calendar(vevent("DESCRIPTION:" + "&#" * 300_000)),
        calendar(vevent("LOCATION:" + "12345 " * 100_000)),
        calendar(vevent("CATEGORIES:" + "a," * 300_000)),
        calendar(vevent("URL:https://" + "a." * 300_000)),
        calendar(vevent("DTSTART;" + "X=1;" * 200_000 + ":20260101", start="")),
        calendar(vevent("RRULE:FREQ=SECONDLY;COUNT=999999999")),
    ]
    for data in hostile:
        read_calendar(data, BERLIN)
    assert datetime.now(tz=UTC) - started < timedelta(seconds=20)


def test_of_too_many_events_the_latest_are_read(monkeypatch):
    monkeypatch.setattr(ical_file, "MAX_EVENTS", 2)
    days = [vevent(uid=day, start=f"DTSTART:202606{day}T180000") for day in ("12", "10", "11")]
    file = read_calendar(calendar(*days), BERLIN)
    assert [event.uid for event in file.events] == ["12", "11"]
    assert "3 events" in file.remarks[0]
    assert not file.is_whole


def test_what_takes_too_long_is_left_unread(monkeypatch):
    monkeypatch.setattr(ical_file, "SECONDS", -1)
    monkeypatch.setattr(ical_file, "SECONDS_LEFT", -1)
    file = read_calendar(calendar(vevent()), BERLIN)
    assert (file.events, file.is_whole) == ([], False)
    assert "1 of its events" in file.remarks[0]


def test_events_are_read_however_long_it_took_to_find_them():
    file = read_calendar(calendar(vevent()), BERLIN, seconds=-1)
    assert len(file.events) == 1
    assert file.is_whole


def test_any_mutilation_of_a_file_is_read_or_refused():
    good = calendar(
        *ZONE, *[vevent("GEO:51;9", "URL:https://a.example", uid=str(n)) for n in "abc"]
    )
    chance = random.Random(7)  # noqa: S311
    for _turn in range(200):
        data = bytearray(good)
        for _change in range(chance.randint(1, 12)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 4))
        with suppress(FileProblem):
            read_calendar(bytes(data), BERLIN)
