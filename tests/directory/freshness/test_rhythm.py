from datetime import date, timedelta

import pytest

from directory.freshness.rhythm import State, Step, Term, months_after

YEAR = Term(date(2026, 3, 10), 12)
DUE = date(2027, 3, 10)


def after(days):
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 10), 12, date(2027, 3, 10)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_end_with_the_day_that_there_is(day, months, expected):
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("days", "state", "step"),
    [
        (-31, State.FRESH, None),
        (-30, State.SOON, Step.MONTH),
        (-8, State.SOON, Step.MONTH),
        (-7, State.NEAR, Step.WEEK),
        (-1, State.NEAR, Step.WEEK),
        (0, State.DUE, Step.DAY),
        (13, State.DUE, Step.DAY),
        (14, State.OVERDUE, Step.DAY),
        (45, State.OVERDUE, Step.DAY),
        (46, State.OVERDUE, Step.LAST),
        (4000, State.OVERDUE, Step.LAST),
    ],
)
def test_state_and_mail_follow_from_the_day(days, state, step):
    assert (YEAR.state(after(days)), YEAR.step(after(days))) == (state, step)


def test_who_has_just_checked_for_a_month_is_not_asked_the_next_day():
    term = Term(date(2026, 1, 31), 1)  # due on 28 February
    assert term.step(date(2026, 2, 1)) is None
    assert term.step(date(2026, 2, 21)) is Step.WEEK


@pytest.mark.parametrize(
    ("days", "noticed", "expected"),
    [
        (60, 46, True),
        (59, 44, False),
        (60, None, False),
        (60, 47, False),
        (61, 47, True),
        (900, 890, False),  # a hub that was switched off gives notice first
        (904, 890, True),
    ],
)
def test_nothing_steps_back_without_notice_in_time(days, noticed, expected):
    noticed_on = None if noticed is None else after(noticed)
    assert YEAR.steps_back(after(days), noticed_on) is expected
