"""For how long a check of a record is good, and what follows when nobody repeats it.

Days are local days. The due day is the day of the last check some months later; a day that this
month does not have becomes its last (31 August and six months: 28 February). Counted from it:

    day   −30   −7    0     14       46           60
    mail  month week  day            last notice  stepped back
    state soon  near  due   overdue               stepped back, at least 14 days after the notice
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTH, WEEK = timedelta(days=30), timedelta(days=7)  # reminders before the day
GRACE = timedelta(days=14)  # from the due day until it sinks
NOTICE = timedelta(days=46)  # from the due day until the last notice
LAPSE = timedelta(days=60)  # from the due day until it steps back
ANSWER_WITHIN = timedelta(days=14)  # after the last notice, at least
TELL_WITHIN = timedelta(days=30)  # for so long people are told that it has stepped back


class State(StrEnum):
    FRESH = "fresh"
    SOON = "soon"  # due within 30 days
    NEAR = "near"  # due within 7 days
    DUE = "due"
    OVERDUE = "overdue"  # sinks in the ranking
    STEPPED_BACK = "stepped_back"  # not public until somebody confirms it


class Step(StrEnum):
    """The mails about one due day, in their order."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    LAST = "last"
    STEPPED_BACK = "stepped_back"


@dataclass(frozen=True, slots=True)
class Term:
    """The time that one check is good for; `months` is at least 1."""

    checked_on: date
    months: int

    @property
    def due_on(self) -> date:
        return months_after(self.checked_on, self.months)

    def state(self, today: date) -> State:
        """Never STEPPED_BACK: that does not follow from the days alone, see `steps_back`."""
        due_on = self.due_on
        if today >= due_on + GRACE:
            return State.OVERDUE
        if today >= due_on:
            return State.DUE
        if today >= due_on - WEEK:
            return State.NEAR
        # One month is as long as the first reminder comes before its end.
        return State.SOON if today >= due_on - MONTH and self.months > 1 else State.FRESH

    def step(self, today: date) -> Step | None:
        """The mail that belongs to this day; earlier ones that were missed are not made up for."""
        if today >= self.due_on + NOTICE:
            return Step.LAST
        return STEP_OF[self.state(today)]

    def steps_back(self, today: date, noticed_on: date | None) -> bool:
        """Whether the record stops being public; never without a notice in time."""
        if noticed_on is None or today < noticed_on + ANSWER_WITHIN:
            return False
        return today >= self.due_on + LAPSE


@dataclass(frozen=True, slots=True)
class Opening:
    """The time up to a last day that was named before. One mail a week before it, no grace after;
    then one that says how to go on."""

    due_on: date

    def state(self, today: date) -> State:
        if today > self.due_on:
            return State.OVERDUE
        return State.NEAR if today >= self.due_on - WEEK else State.FRESH

    def step(self, today: date) -> Step | None:
        return Step.WEEK if self.state(today) is State.NEAR else None

    def steps_back(self, today: date, noticed_on: date | None) -> bool:
        return today > self.due_on


STEP_OF = {
    State.FRESH: None,
    State.SOON: Step.MONTH,
    State.NEAR: Step.WEEK,
    State.DUE: Step.DAY,
    State.OVERDUE: Step.DAY,
}


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last day of it; the last day there is at most."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
