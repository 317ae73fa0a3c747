"""Tables of events, as spreadsheets write them."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from directory.importing.text import FileProblem
from events.importing import csv_file
from events.importing.csv_file import read_rows
from events.models import Event

pytestmark = pytest.mark.usefixtures("english")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def table(*lines, encoding="utf-8", delimiter=";"):
    return "\r\n".join(lines).replace(";", delimiter).encode(encoding)


def read(*lines, **options):
    return read_rows(table(*lines, **options), BERLIN, now=NOW)


def one(header, row):
    file = read(header, row)
    assert [outcome.reason for outcome in file.refused] == []
    return file.events[0]


def times(event):
    return [f"{event.values[n].astimezone(BERLIN):%m-%d %H:%M}" for n in ("starts_at", "ends_at")]


def test_the_example_of_the_docs_is_read_whole():
    example = Path(settings.BASE_DIR, "docs", "events-example.csv").read_bytes()
    file = read_rows(example, BERLIN, now=NOW)
    assert (file.refused, file.remarks, file.is_whole) == ([], [], True)
    first, talk, fair = file.events
    assert first.uid == "2026-117"
    assert times(first) == ["12-03 10:00", "12-03 12:00"]
    assert (first.values["street"], first.values["place"]) == ("Kurfürstenstraße 9", "Kassel")
    assert (first.values["price"], talk.values["price"]) == (0, Decimal("12.50"))
    assert first.values["registration_url"] == "https://www.example.org/exportsprechtag"
    assert first.tags == ["Export", "Zoll"]
    assert fair.values["all_day"]
    assert times(fair) == ["01-14 00:00", "01-17 00:00"]
    for event in file.events:
        names = {field.name for field in Event._meta.get_fields()}
        Event(**event.values).clean_fields(exclude=names - event.values.keys())


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Titel;Datum", "A;3.12.2026", ["12-03 00:00", "12-04 00:00"]),
        ("Titel;Datum", "A;3.12.26 - 5.12.26", ["12-03 00:00", "12-06 00:00"]),
        ("Titel;Datum;Uhrzeit", "A;Do., 03.12.2026;18 Uhr", ["12-03 18:00", "12-03 18:00"]),
        ("Titel;Datum;Uhrzeit", "A;03.12.2026;18.30 bis 20 Uhr", ["12-03 18:30", "12-03 20:00"]),
        ("Titel;Datum;Uhrzeit", "A;2026-12-03;18:30-20:00", ["12-03 18:30", "12-03 20:00"]),
        ("Titel;Beginn;Ende", "A;3.12.2026, 18 Uhr;20:15", ["12-03 18:00", "12-03 20:15"]),
        ("title;start;end", "A;2026-12-03T18:00;2026-12-04 01:00", ["12-03 18:00", "12-04 01:00"]),
        ("title;start", "A;2026-12-03T18:00:00Z", ["12-03 19:00", "12-03 19:00"]),
        (
            "Subject;Start Date;Start Time;End Date;End Time",
            "A;2026-12-03;18:00;2026-12-04;02:00",
            ["12-03 18:00", "12-04 02:00"],
        ),
        ("Titel;von;bis", "A;3.12.2026;5.12.2026", ["12-03 00:00", "12-06 00:00"]),
    ],
)
def test_days_and_times_in_many_spellings(header, row, expected):
    assert times(one(header, row)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encoding_and_delimiter_are_found_out(encoding, delimiter):
    rows = ("Titel;Datum;Gebühr", "Gründertag;3.12.2026;frei")
    event = read(*rows, encoding=encoding, delimiter=delimiter).events[0]
    assert (event.title, event.values["price"]) == ("Gründertag", 0)


def test_a_bad_row_is_named_by_its_line_and_the_others_are_read():
    header = "Nr;Titel;Datum;Link"
    rows = [
        "1;Gut eins;3.12.2026;https://example.org",
        "2;;3.12.2026;",
        "3;Ohne Beginn;;",
        "4;Unmöglich;31.2.2026;",
        "1;Doppelt;4.12.2026;",
        '5;"Zwei\nZeilen";5.12.2026;kein Link',
        "6;Zu viele;6.12.2026;;;mehr",
        "7;Gut zwei;7.12.2026;",
    ]
    file = read(header, *rows)
    titles = ["Gut eins", "Zwei Zeilen", "Gut zwei"]
    assert [event.title for event in file.events] == titles
    assert [(o.id, o.reason.split(".")[0]) for o in file.refused] == [
        ("Line 3", "The title is missing"),
        ("Line 4", "The start is missing"),
        ("Line 5", "start is neither a date nor a time: “31"),
        ("Line 6", "Line 2 has the same id already"),
        ("Line 9", "More cells than columns"),
    ]
    assert "Line 7: “kein Link”" in file.events[1].remarks[0]


def test_a_row_without_an_id_has_a_stable_one():
    row = "Sommerfest;3.7.2026;Rathaus"
    uids = {one("Titel;Datum;Ort", row).uid, one("Titel;Datum", "Sommerfest;3.7.2026").uid}
    assert len(uids) == 1
    assert one("Titel;Datum", "Sommerfest;4.7.2026").uid not in uids


def test_online_cancelled_and_recurring():
    event = one("Titel;Datum;Ort;Status", "A;3.12.2026;Online (Zoom);abgesagt")
    assert (event.values["attendance_mode"], event.values["status"]) == ("online", "cancelled")
    weekly = one("Titel;Datum;Uhrzeit;RRULE", 'A;3.12.2026;18 Uhr;"RRULE:FREQ=WEEKLY;COUNT=3"')
    assert [f"{day:%m-%d %H}" for day in weekly.dates] == ["12-03 18", "12-10 18", "12-17 18"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Name der Firma;Stadt\r\nA;B", "must name these columns: title, start"),
        (b"Titel;Ort\r\nA;B", "must name these columns: start"),
        (b"PK\x03\x04", "spreadsheet"),
        (b"<html>", "must name these columns"),
        (b"", "must name these columns"),
        (b"Titel;Titel\r\nA;B", "twice"),
        (b"Titel;Datum\r\n" + b"A;1.1.2026\r\n" * 10_001, "more than 10000 rows"),
    ],
)
def test_what_is_no_table_of_events_is_said_so(data, words):
    with pytest.raises(FileProblem, match=words):
        read_rows(data, BERLIN, now=NOW)


def test_of_too_many_rows_the_first_are_read(monkeypatch):
    monkeypatch.setattr(csv_file, "MAX_EVENTS", 1)
    file = read("Titel;Datum", "A;1.1.2027", "B;2.1.2027")
    assert (len(file.events), file.is_whole) == (1, False)
