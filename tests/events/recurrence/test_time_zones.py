"""Names of time zones, zones that a file defines, and what their clocks say."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.recurrence.time_zones import Clock, ZoneProblem, known_zone, read_zone

BERLIN = ZoneInfo("Europe/Berlin")
WORKS = [
    "BEGIN:VTIMEZONE",
    "TZID:Werk Kassel",
    "BEGIN:DAYLIGHT",
    "DTSTART:19810329T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
]


def part(kind, start, before, after, *lines):
    head = [f"BEGIN:{kind}", f"DTSTART:{start}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}"]
    return [*head, *lines, f"END:{kind}"]


def offset(zone, text, fold=0):
    hours = datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).utcoffset()
    return hours / timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("/example.org/2026_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_zone_is_known_by_the_names_of_calendars(name, key):
    assert known_zone(name).key == key


def test_an_unknown_name_is_no_zone():
    assert known_zone("Werk Kassel") is None


def test_a_zone_of_the_file_has_the_same_clock_as_the_zone_it_describes():
    zone = read_zone(WORKS)
    moment = datetime(1998, 1, 1, tzinfo=UTC)
    while moment.year < 2040:
        local, known = moment.astimezone(zone), moment.astimezone(BERLIN)
        assert (local.replace(tzinfo=None), local.fold) == (known.replace(tzinfo=None), known.fold)
        assert local.astimezone(UTC) == moment
        assert (local.tzname(), bool(local.dst())) == (known.tzname(), bool(known.dst()))
        moment += timedelta(hours=31)


def test_both_folds_of_an_hour_that_comes_twice_are_told_apart():
    zone = read_zone(WORKS)
    assert [offset(zone, "2026-10-25T02:30", fold) for fold in (0, 1)] == [2, 1]
    assert [offset(zone, "2026-03-29T02:30", fold) for fold in (0, 1)] == [1, 2]
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC).astimezone(zone)
    assert (second.hour, second.fold) == (2, 1)


def test_before_the_first_change_its_own_offset_before_holds():
    assert (
        offset(read_zone(part("STANDARD", "20200101T000000", "+0530", "+0600")), "2019-05-01")
        == 5.5
    )


def test_changes_may_be_listed_as_dates_and_end():
    dates = "RDATE:20210301T020000,20220301T010000Z"
    rule = "RRULE:FREQ=YEARLY;UNTIL=20211001T010000Z"
    summer = part("DAYLIGHT", "20200301T020000", "+0100", "+0200", dates)
    zone = read_zone([*summer, *part("STANDARD", "20201001T030000", "+0200", "+0100", rule)])
    summers = [offset(zone, f"{year}-06-01") for year in range(2020, 2024)]
    assert summers == [2, 2, 2, 2]
    winters = [offset(zone, f"{year}-12-01") for year in range(2019, 2024)]
    assert winters == [1, 1, 1, 2, 2]


def test_a_rule_counts_and_may_begin_in_the_year_one():
    zone = read_zone(
        part("STANDARD", "00010101T000000", "+0000", "+0100", "RRULE:FREQ=YEARLY;COUNT=2")
    )
    assert offset(zone, "2026-01-01") == 1


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["BEGIN:STANDARD", "END:STANDARD"],
        part("STANDARD", "20200101", "+0100", "+99"),
        part("STANDARD", "20200101", "+0100", "+2400"),
        part("STANDARD", "20201301T000000", "+0100", "+0200"),
        part("STANDARD", "yesterday", "+0100", "+0200"),
        part("STANDARD", "20200101T000000", "+0100", "+0200", "RRULE:FREQ=NEVER"),
        part("STANDARD", "20200101T000000", "+0100", "+0200", "RRULE:FREQ=SECONDLY"),
        part("STANDARD", "16000101T000000", "+0100", "+0200", "RRULE:FREQ=DAILY;COUNT=99999999"),
    ],
)
def test_a_broken_or_boundless_definition_is_refused(lines):
    with pytest.raises(ZoneProblem):
        read_zone(lines)


def test_a_local_time_in_a_gap_has_the_offset_before_and_happens_later():
    clock = Clock(BERLIN)
    instant, is_in_gap = clock.read(datetime(2026, 3, 29, 2, 30))
    assert (clock.wall(instant), is_in_gap) == (datetime(2026, 3, 29, 3, 30), True)


def test_a_local_time_that_comes_twice_is_the_first():
    assert Clock(BERLIN).read(datetime(2026, 10, 25, 2, 30)) == (
        datetime(2026, 10, 25, 0, 30),
        False,
    )


def test_floating_times_are_their_own_instants():
    wall = datetime(2026, 3, 29, 2, 30)
    assert Clock(None).instant(wall) == Clock(None).wall(wall) == Clock(None).aware(wall) == wall
