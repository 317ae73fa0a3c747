from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from events.repetition import Repeats, Repetition, read

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2027, 3, 9, 18, tzinfo=BERLIN)  # the second Tuesday

SAID = [
    (Repetition(), ""),
    (Repetition(Repeats.DAILY, 3), "FREQ=DAILY;INTERVAL=3"),
    (Repetition(Repeats.WEEKLY), "FREQ=WEEKLY"),
    (Repetition(Repeats.WEEKLY, 2, (0, 1)), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU"),
    (Repetition(Repeats.MONTHLY_DAY, count=5), "FREQ=MONTHLY;COUNT=5"),
    (Repetition(Repeats.MONTHLY_WEEKDAY), "FREQ=MONTHLY;BYDAY=2TU"),
    (
        Repetition(Repeats.YEARLY, until=date(2030, 7, 1)),
        "FREQ=YEARLY;UNTIL=20300701T215959Z",
    ),
]


@pytest.mark.parametrize(("repetition", "rules"), SAID)
def test_what_people_choose_becomes_a_rule_and_back(repetition, rules):
    assert repetition.rules(START, BERLIN, all_day=False) == rules
    assert read(rules, START, BERLIN, all_day=False) == repetition


def test_a_fifth_weekday_is_the_last_one():
    last = datetime(2027, 3, 30, 18, tzinfo=BERLIN)
    rules = Repetition(Repeats.MONTHLY_WEEKDAY).rules(last, BERLIN, all_day=False)
    assert rules == "FREQ=MONTHLY;BYDAY=-1TU"


def test_days_end_with_a_day():
    until = Repetition(Repeats.DAILY, until=date(2030, 7, 1))
    assert until.rules(START, BERLIN, all_day=True) == "FREQ=DAILY;UNTIL=20300701"


@pytest.mark.parametrize(
    "rules",
    ["FREQ=MONTHLY;BYDAY=1TU", "FREQ=HOURLY", "FREQ=DAILY\nFREQ=WEEKLY", "FREQ=WEEKLY;WKST=SU"],
)
def test_what_the_form_has_no_words_for_is_another_rule(rules):
    assert read(rules, START, BERLIN, all_day=False).repeats is Repeats.OTHER
