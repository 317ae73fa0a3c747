"""The times that a rule names on the wall clock, and the work it may make."""

from datetime import datetime
from itertools import islice

import pytest

from events.recurrence.rule import parse_rule
from events.recurrence.wall_times import wall_times
from events.recurrence.work import StepsExhausted, Work

END = datetime(2999, 1, 1)


def times(start, text, *, count=99, begin=None, end=END, steps=50_000):
    start = datetime.fromisoformat(start)
    work = Work(steps)
    return list(islice(wall_times(parse_rule(text), start, begin or start, end, work), count))


def days(start, text, count):
    return [f"{time:%Y-%m-%d}" for time in times(start, text, count=count)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=10;BYMONTH=1", "2026-01-05 2026-01-15 2026-01-25 2027-01-10"),
        ("FREQ=WEEKLY", "2026-01-05 2026-01-12 2026-01-19"),
        ("FREQ=WEEKLY;BYMONTH=5,7;INTERVAL=2", "2026-05-11 2026-05-25 2026-07-06 2026-07-20"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1MO", "2026-01-05 2026-01-26 2026-02-02 2026-02-23"),
        ("FREQ=MONTHLY;BYDAY=5MO", "2026-03-30 2026-06-29 2026-08-31"),
        ("FREQ=MONTHLY;INTERVAL=18", "2026-01-05 2027-07-05 2029-01-05"),
        ("FREQ=YEARLY;BYDAY=20MO", "2026-05-18 2027-05-17"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "2026-03-29 2027-03-28 2028-03-26"),
        ("FREQ=YEARLY;BYMONTHDAY=1;BYMONTH=5,10", "2026-05-01 2026-10-01 2027-05-01"),
        ("FREQ=YEARLY;BYYEARDAY=-1,366,1", "2026-12-31 2027-01-01 2027-12-31 2028-01-01"),
        ("FREQ=YEARLY;BYYEARDAY=60;BYMONTH=3", "2026-03-01 2027-03-01 2029-03-01"),
    ],
)
def test_days_of_a_rule_that_starts_on_monday_5_january_2026(text, expected):
    assert days("2026-01-05", text, expected.count(" ") + 1) == expected.split()


def test_days_that_a_month_lacks_are_left_out():
    assert days("2026-01-30", "FREQ=MONTHLY", 3) == ["2026-01-30", "2026-03-30", "2026-04-30"]
    assert days("2024-02-29", "FREQ=YEARLY", 3) == ["2024-02-29", "2028-02-29", "2032-02-29"]
    assert days("2096-02-29", "FREQ=YEARLY", 2) == ["2096-02-29", "2104-02-29"]


def test_friday_the_13th():
    expected = ["2026-02-13", "2026-03-13", "2026-11-13", "2027-08-13"]
    assert days("2026-02-13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", 4) == expected
    assert days("2026-02-13", "FREQ=DAILY;BYDAY=FR;BYMONTHDAY=13", 4) == expected
    assert days("2026-02-13", "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=13", 4) == expected


def test_the_last_working_day_of_the_month():
    expected = ["2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30", "2026-05-29"]
    assert days("2026-01-30", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 5) == expected


def test_positions_count_in_the_whole_period_even_before_the_start():
    # Wednesday is the third of five days of its week.
    rule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,3"
    assert days("2026-01-07", rule, 3) == ["2026-01-07", "2026-01-12", "2026-01-14"]


def test_positions_count_times_of_day_too():
    rule = "FREQ=MONTHLY;BYMONTHDAY=1,2;BYHOUR=9,18;BYSETPOS=-1,2"
    found = times("2026-01-01T18:00", rule, count=3)
    assert [f"{time:%d %H}" for time in found] == ["01 18", "02 18", "01 18"]


def test_the_first_day_of_the_week_decides_which_week_is_left_out():
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST="
    monday = ["2026-01-06", "2026-01-11", "2026-01-20", "2026-01-25"]
    sunday = ["2026-01-06", "2026-01-18", "2026-01-20", "2026-02-01"]
    assert days("2026-01-06", rule + "MO", 4) == monday
    assert days("2026-01-06", rule + "SU", 4) == sunday


@pytest.mark.parametrize(
    ("start", "text", "expected"),
    [
        ("2020-12-28", "BYWEEKNO=53;BYDAY=MO", "2020-12-28 2026-12-28 2032-12-27"),
        ("2024-12-30", "BYWEEKNO=1;BYDAY=MO", "2024-12-30 2025-12-29 2027-01-04"),
        ("2026-12-31", "BYWEEKNO=-1;BYDAY=TH", "2026-12-31 2027-12-30 2028-12-28"),
        ("2026-05-14", "BYWEEKNO=20", "2026-05-14 2027-05-20"),
        # 1 January 2027 is in week 53 of 2026; six years later is 2032, which has one.
        ("2027-01-01", "BYWEEKNO=53;BYDAY=FR;INTERVAL=6", "2027-01-01 2032-12-31"),
    ],
)
def test_weeks_belong_to_the_year_that_has_most_of_their_days(start, text, expected):
    assert days(start, f"FREQ=YEARLY;{text}", expected.count(" ") + 1) == expected.split()


@pytest.mark.parametrize(
    ("start", "text", "expected"),
    [
        ("2026-01-31", "MONTHLY;SKIP=OMIT", "2026-01-31 2026-03-31 2026-05-31"),
        ("2026-01-31", "MONTHLY;SKIP=BACKWARD", "2026-01-31 2026-02-28 2026-03-31 2026-04-30"),
        ("2026-01-31", "MONTHLY;SKIP=FORWARD", "2026-01-31 2026-03-01 2026-03-31 2026-05-01"),
        (
            "2026-01-30",
            "MONTHLY;BYMONTHDAY=30,31;SKIP=BACKWARD",
            "2026-01-30 2026-01-31 2026-02-28",
        ),
        ("2026-02-28", "MONTHLY;BYMONTHDAY=1,31;SKIP=FORWARD", "2026-03-01 2026-03-31 2026-04-01"),
        ("2024-02-29", "YEARLY;SKIP=FORWARD", "2024-02-29 2025-03-01 2026-03-01 2027-03-01"),
        ("2024-12-31", "YEARLY;BYYEARDAY=366;SKIP=FORWARD", "2024-12-31 2026-01-01 2027-01-01"),
        ("2024-12-31", "YEARLY;BYYEARDAY=366;SKIP=BACKWARD", "2024-12-31 2025-12-31 2026-12-31"),
    ],
)
def test_skip_says_what_becomes_of_days_that_do_not_exist(start, text, expected):
    rule = f"RSCALE=GREGORIAN;FREQ={text}"
    assert days(start, rule, expected.count(" ") + 1) == expected.split()


@pytest.mark.parametrize(
    ("start", "text", "expected"),
    [
        ("01T22:00:00", "HOURLY;INTERVAL=5", "01T22:00:00 02T03:00:00 02T08:00:00"),
        ("01T09:30:00", "HOURLY;BYHOUR=9,17;BYMINUTE=0,30;BYSETPOS=-1", "01T09:30:00 01T17:30:00"),
        ("02T22:30:00", "MINUTELY;INTERVAL=90;BYDAY=FR", "02T22:30:00 09T00:00:00 09T01:30:00"),
        ("01T12:00:00", "SECONDLY;BYHOUR=12;BYMINUTE=0;BYSECOND=0", "01T12:00:00 02T12:00:00"),
        ("01T00:00:59", "SECONDLY;INTERVAL=30;BYSECOND=29", "01T00:01:29 01T00:02:29"),
        ("01T10:00:00", "DAILY;BYHOUR=8,10;BYMINUTE=0,45", "01T10:00:00 01T10:45:00 02T08:00:00"),
    ],
)
def test_times_of_day_in_january_2026(start, text, expected):
    found = times(f"2026-01-{start}", f"FREQ={text}", count=expected.count(" ") + 1)
    assert [f"{time:%dT%H:%M:%S}" for time in found] == expected.split()


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY;INTERVAL=7",
        "FREQ=MINUTELY;INTERVAL=37;BYHOUR=9,10",
        "FREQ=HOURLY;INTERVAL=11;BYDAY=SA",
        "FREQ=DAILY;INTERVAL=3;BYHOUR=9,21",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SU;WKST=WE",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=MO,2FR;BYSETPOS=2,-1",
        "FREQ=YEARLY;INTERVAL=3;BYWEEKNO=1,-1;BYDAY=MO,SU",
        "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31,-31;SKIP=FORWARD",
        "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=-1,-31;SKIP=BACKWARD",
        "RSCALE=GREGORIAN;FREQ=YEARLY;BYYEARDAY=366;SKIP=FORWARD",
    ],
)
def test_a_series_entered_late_is_the_rest_of_the_same_series(text):
    years = 0 if "SECONDLY" in text else 8
    start, end = datetime(2020, 2, 29, 9), datetime(2020 + years, 3, 1, 12)
    whole = times(start.isoformat(), text, count=None, end=end)
    assert len(whole) > 5
    for begin in whole[:: max(1, len(whole) // 9)]:
        late = times(start.isoformat(), text, count=None, begin=begin, end=end)
        assert late == [time for time in whole if time >= begin]


@pytest.mark.parametrize("frequency", ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY"])
def test_a_window_far_from_the_start_costs_a_few_steps(frequency):
    begin = datetime(2026, 1, 1)
    found = times("1900-01-01", f"FREQ={frequency}", count=5, begin=begin, steps=30)
    assert len(found) == 5


ALL_DAY_LONG = ";".join(
    f"{name}={','.join(map(str, range(size)))}"
    for name, size in (("BYHOUR", 24), ("BYMINUTE", 60), ("BYSECOND", 60))
)
EVERY_DAY = "BYDAY=MO,TU,WE,TH,FR,SA,SU"


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=2,4;BYMONTHDAY=31",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=10",
        "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=1",
        "FREQ=SECONDLY;INTERVAL=60;BYSECOND=30",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=YEARLY;BYMONTHDAY=15;BYMONTH=6;BYYEARDAY=1",
    ],
)
def test_a_rule_without_dates_is_found_out(text):
    assert times("2026-01-01T09:00", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY;BYYEARDAY=1;BYMONTH=2",
        "FREQ=MINUTELY;INTERVAL=1440;BYHOUR=10",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        f"FREQ=MONTHLY;{EVERY_DAY};BYSETPOS=366",
        "FREQ=YEARLY;BYMONTH=1;BYYEARDAY=300;BYWEEKNO=" + ",".join(map(str, range(1, 54))),
    ],
)
def test_a_rule_that_searches_for_ever_is_stopped(text):
    work = Work(2000)
    start = datetime(2026, 1, 1, 9)
    with pytest.raises(StepsExhausted):
        next(wall_times(parse_rule(text), start, start, datetime.max, work))
    assert work.done < 2500


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY",
        f"FREQ=DAILY;{ALL_DAY_LONG}",
        f"FREQ=YEARLY;{EVERY_DAY};{ALL_DAY_LONG}",
        f"FREQ=YEARLY;{EVERY_DAY};{ALL_DAY_LONG};BYSETPOS=1,366",
    ],
)
def test_a_rule_with_millions_of_times_holds_none_of_them(text):
    assert len(times("2026-01-01T00:00", text, count=3, steps=1500)) == 3


def test_an_interval_may_be_longer_than_the_calendar():
    for frequency in ("SECONDLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        rule = f"FREQ={frequency};INTERVAL={'9' * 18}"
        assert times("2026-01-01T09:00", rule, steps=60) == [datetime(2026, 1, 1, 9)]


def test_a_series_ends_with_the_calendar():
    assert len(times("9997-05-01", "FREQ=YEARLY", end=datetime.max)) == 2
