from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.calendar.pages import days_of, page_of, read

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_month_can_have_six_weeks_or_four():
    august = read("month", "2026-08").weeks()
    assert len(august) == 6
    assert august[0] == [None] * 5 + [date(2026, 8, 1), date(2026, 8, 2)]
    assert august[-1] == [date(2026, 8, 31)] + [None] * 6
    february = read("month", "2027-02").weeks()
    assert len(february) == 4
    assert None not in [day for week in february for day in week]


def test_every_day_of_a_month_stands_in_its_weeks_once():
    for number in range(1, 13):
        page = read("month", f"2028-{number:02}")
        days = [day for week in page.weeks() for day in week if day]
        assert days == page.days
        assert all(len(week) == 7 for week in page.weeks())


def test_weeks_belong_to_the_year_of_their_thursday():
    assert read("week", "2026-W53").first == date(2026, 12, 28)
    assert page_of("week", date(2027, 1, 3)).code == "2026-W53"
    assert page_of("week", date(2024, 12, 30)).code == "2025-W01"


@pytest.mark.parametrize("kind", ["month", "week", "day"])
def test_pages_follow_each_other_without_gap_and_their_codes_can_be_read(kind):
    page = page_of(kind, date(2025, 12, 20))
    for _ in range(60):
        following = page.next()
        assert following.first == page.last + timedelta(days=1)
        assert following.previous() == page
        assert read(kind, page.code) == page
        page = following


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("month", "2026-13"),
        ("month", "2026-00"),
        ("month", "2026-1"),
        ("month", "26-12"),
        ("month", "2026-12-01"),
        ("month", "２０２６-12"),
        ("month", "2026-12\n"),
        ("month", "1899-12"),
        ("month", "2201-01"),
        ("week", "2026-49"),
        ("week", "2026-W54"),
        ("week", "2025-W53"),
        ("week", "2026-W00"),
        ("day", "2026-02-29"),
        ("day", "2026-12-32"),
        ("day", "0000-01-01"),
        ("day", "9999-12-31"),
        ("day", "heute"),
        ("day", ""),
    ],
)
def test_what_is_no_page_is_an_error_of_its_value(kind, code):
    with pytest.raises(ValueError, match=r"."):
        read(kind, code)


def test_calendars_have_a_first_and_a_last_page():
    assert read("month", "1900-01").previous() is None
    assert read("month", "2200-12").next() is None
    assert read("day", "2200-12-31").next() is None
    assert read("week", page_of("week", date(2200, 12, 31)).code).next() is None


def at(day, hour=0, minute=0):
    return datetime(2026, 12, day, hour, minute, tzinfo=BERLIN)


def test_an_event_runs_on_the_days_that_people_would_name():
    third, fourth = date(2026, 12, 3), date(2026, 12, 4)
    assert days_of(at(3, 17), at(3, 19)) == (third, third)
    assert days_of(at(3), at(4), all_day=True) == (third, third)
    assert days_of(at(3), at(5), all_day=True) == (third, fourth)
    assert days_of(at(3, 20), at(4)) == (third, third)
    assert days_of(at(3, 20), at(4, 2)) == (third, third)
    assert days_of(at(3, 20), at(4, 9)) == (third, fourth)
    assert days_of(at(3, 20), at(3, 20)) == (third, third)
    assert days_of(at(3), at(3), all_day=True) == (third, third)
