"""The text of a recurrence rule: what is understood, what is refused, and how it is written."""

from datetime import UTC, date, datetime

import pytest

from events.recurrence.rule import Frequency, NthWeekday, RuleProblem, Skip, parse_rule

pytestmark = pytest.mark.usefixtures("english")


def test_every_part_is_read():
    rule = parse_rule(
        "FREQ=YEARLY;INTERVAL=2;COUNT=9;BYMONTH=6,1;BYYEARDAY=-1,100;BYMONTHDAY=-3,15;"
        "BYDAY=-1FR,+2MO,SU;BYHOUR=9;BYMINUTE=30,0;BYSECOND=15;BYSETPOS=-2,1;WKST=SU"
    )
    assert (rule.frequency, rule.interval, rule.count) == (Frequency.YEARLY, 2, 9)
    assert (rule.by_month, rule.by_year_day, rule.by_month_day) == ((1, 6), (-1, 100), (-3, 15))
    assert rule.by_day == (NthWeekday(0, 2), NthWeekday(4, -1), NthWeekday(6))
    assert (rule.by_hour, rule.by_minute, rule.by_second) == ((9,), (0, 30), (15,))
    assert (rule.by_set_pos, rule.week_start) == ((-2, 1), 6)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("20261224", date(2026, 12, 24)),
        ("20261224T170000", datetime(2026, 12, 24, 17)),
        ("20261224T160000Z", datetime(2026, 12, 24, 16, tzinfo=UTC)),
    ],
)
def test_until_has_three_forms(text, until):
    rule = parse_rule(f"FREQ=DAILY;UNTIL={text}")
    assert rule.until == until
    assert rule.text() == f"FREQ=DAILY;UNTIL={text}"


def test_small_faults_are_forgiven():
    assert parse_rule(" freq=weekly; byday=mo ,tu;") == parse_rule("FREQ=WEEKLY;BYDAY=TU,MO,TU")


def test_a_leap_second_is_the_second_before():
    assert parse_rule("FREQ=DAILY;BYSECOND=60,59").by_second == (59,)


def test_equal_rules_have_one_text():
    text = parse_rule("WKST=SU;BYDAY=FR,2MO,-1FR;INTERVAL=1;COUNT=3;BYMONTH=5,3;FREQ=YEARLY").text()
    assert text == "FREQ=YEARLY;COUNT=3;BYMONTH=3,5;BYDAY=2MO,-1FR,FR;WKST=SU"
    assert parse_rule(text).text() == text


def test_skip_is_read_and_written():
    text = "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD"
    assert parse_rule(text).skip is Skip.BACKWARD
    assert parse_rule(text).text() == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "“”"),
        ("BYDAY=MO", "FREQ"),
        ("FREQ=FORTNIGHTLY", "FREQ"),
        ("FREQ", "FREQ"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ"),
        ("FREQ=DAILY;BYEASTER=1", "BYEASTER"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
        ("FREQ=DAILY;INTERVAL=" + "9" * 19, "INTERVAL"),
        ("FREQ=DAILY;COUNT=-1", "COUNT"),
        ("FREQ=DAILY;COUNT=٣", "COUNT"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL"),
        ("FREQ=DAILY;UNTIL=2026-02-03", "UNTIL"),
        ("FREQ=DAILY;UNTIL=20260203T250000Z", "UNTIL"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260203", "UNTIL"),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR"),
        ("FREQ=DAILY;BYMINUTE=60", "BYMINUTE"),
        ("FREQ=DAILY;BYSECOND=61", "BYSECOND"),
        ("FREQ=DAILY;BYMONTH=0", "BYMONTH"),
        ("FREQ=DAILY;BYMONTH=1,,2", "BYMONTH"),
        ("FREQ=DAILY;BYMONTH=", "BYMONTH"),
        ("FREQ=DAILY;BYMONTHDAY=32", "BYMONTHDAY"),
        ("FREQ=YEARLY;BYYEARDAY=-367", "BYYEARDAY"),
        ("FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO"),
        ("FREQ=MONTHLY;BYDAY=0MO", "0MO"),
        ("FREQ=MONTHLY;BYDAY=MI", "MI"),
        ("FREQ=WEEKLY;BYDAY=1MO", "1MO"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", "BYWEEKNO"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "BYWEEKNO"),
        ("FREQ=DAILY;BYYEARDAY=3", "BYYEARDAY"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY"),
        ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=DAILY;BYHOUR=9;BYSETPOS=0", "BYSETPOS"),
        ("FREQ=DAILY;WKST=XX", "WKST"),
        ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L", "HEBREW"),
        ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=SIDEWAYS", "SKIP"),
        ("FREQ=YEARLY;SKIP=FORWARD", "SKIP"),
        ("FREQ=DAILY;" * 5000, "too long"),
    ],
)
def test_a_rule_is_refused_with_the_name_of_its_part(text, named):
    with pytest.raises(RuleProblem) as problem:
        parse_rule(text)
    assert named in str(problem.value)
    assert len(str(problem.value)) < 120
