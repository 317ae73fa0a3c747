"""Days on which offices work: Monday to Friday without the public holidays of a state.

Holidays come from the package `holidays` (federal and state law), by ISO 3166-2 subdivision; it is
loaded when first asked, because most web processes never do.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from functools import lru_cache


def is_working_day(day: date, *, state: str) -> bool:
    """`state` is the last part of the ISO 3166-2 code, such as "HE" for Hesse."""
    return day.weekday() < 5 and day not in _holidays(state)


def add_working_days(day: date, count: int, *, state: str) -> date:
    """The `count`-th working day after `day`, which itself does not count; 0 gives `day`."""
    if count < 0:
        raise ValueError("count must not be negative")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, state=state)
    return day


def working_days_between(first: date, last: date, *, state: str) -> int:
    """Working days after `first` up to and with `last`; 0 when `last` is not later."""
    days = (last - first).days
    return sum(is_working_day(first + timedelta(n), state=state) for n in range(1, days + 1))


@lru_cache(maxsize=20)
def _holidays(state: str) -> Container[date]:
    import holidays

    return holidays.country_holidays("DE", subdiv=state)  # adds years as they are asked for
