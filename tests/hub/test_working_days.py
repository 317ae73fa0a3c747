from datetime import date

import pytest

from hub.working_days import add_working_days, is_working_day, working_days_between


def test_weekends_are_no_working_days():
    assert is_working_day(date(2026, 11, 27), state="HE")
    assert not is_working_day(date(2026, 11, 28), state="HE")
    assert not is_working_day(date(2026, 11, 29), state="HE")


def test_holidays_are_those_of_the_state():
    corpus_christi = date(2026, 6, 4)  # in Hesse, not in Lower Saxony
    assert not is_working_day(corpus_christi, state="HE")
    assert is_working_day(corpus_christi, state="NI")


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 23), 3, date(2026, 11, 26)),  # Monday
        (date(2026, 11, 27), 3, date(2026, 12, 2)),  # Friday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday
        (date(2026, 12, 23), 3, date(2026, 12, 29)),  # over Christmas
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year is a Friday
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_working_days_are_counted_from_the_next(day, count, expected):
    assert add_working_days(day, count, state="HE") == expected


def test_nobody_counts_backwards():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 11, 28), -1, state="HE")


def test_working_days_between_two_days():
    assert working_days_between(date(2026, 12, 23), date(2026, 12, 29), state="HE") == 3
    assert working_days_between(date(2026, 12, 29), date(2026, 12, 23), state="HE") == 0
