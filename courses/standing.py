"""How good a chance there is to take part in a run of a course today; days are local days.

The one rule behind the order of lists, cards, the page of a course and comparisons. It needs no
database, and a card stores what it asks for, so that it is right on the day itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

SOON = timedelta(days=42)  # whoever plans a course, plans about six weeks ahead


class Standing(StrEnum):
    """In the order of lists, the best first."""

    SOON = "soon"
    OPEN = "open"
    ANY_TIME = "any_time"
    NOT_YET = "not_yet"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    CLOSED = "closed"
    RUNNING = "running"
    NO_DATE = "no_date"
    CANCELLED = "cancelled"
    OVER = "over"

    @property
    def label(self) -> str:
        return str(LABELS[self])

    @property
    def rank(self) -> int:
        return RANKS[self]

    @property
    def is_open(self) -> bool:
        return self in {Standing.SOON, Standing.OPEN, Standing.ANY_TIME}


RANKS = {standing: number for number, standing in enumerate(Standing)}
LABELS = {
    Standing.SOON: _("open for enrolment, starts soon"),
    Standing.OPEN: _("open for enrolment"),
    Standing.ANY_TIME: _("start at any time"),
    Standing.NOT_YET: _("enrolment not open yet"),
    Standing.WAITING_LIST: _("waiting list"),
    Standing.FULL: _("fully booked"),
    Standing.CLOSED: _("enrolment is closed"),
    Standing.RUNNING: _("running"),
    Standing.NO_DATE: _("no date at the moment"),
    Standing.CANCELLED: _("cancelled"),
    Standing.OVER: _("over"),
}
_SAID = {  # by the provider, whatever the day is
    "planned": Standing.NOT_YET,
    "waiting_list": Standing.WAITING_LIST,
    "full": Standing.FULL,
}


@dataclass(frozen=True, slots=True)
class Dates:
    """What is known of a run; `state` is a value of CourseRun.State."""

    state: str = "enrolling"
    starts_on: date | None = None
    ends_on: date | None = None
    enrolment_from: date | None = None
    enrolment_until: date | None = None
    places_left: int | None = None

    @property
    def last_day(self) -> date | None:
        return self.ends_on or self.starts_on


def standing(run: Dates, today: date) -> Standing:
    """Where a run stands on that day.

    A run that has begun can be joined only where its enrolment names a later last day. Without any
    place left an open one is full.
    """
    if run.state == "cancelled":
        return Standing.CANCELLED
    if run.last_day and run.last_day < today:
        return Standing.OVER
    has_begun = run.starts_on is not None and run.starts_on < today
    if has_begun and not (run.enrolment_until and run.enrolment_until >= today):
        return Standing.RUNNING
    if run.state in _SAID:
        return Standing.RUNNING if has_begun else _SAID[run.state]
    if run.enrolment_until and run.enrolment_until < today:
        return Standing.CLOSED
    if run.enrolment_from and run.enrolment_from > today:
        return Standing.NOT_YET
    if run.places_left == 0:
        return Standing.FULL
    if run.starts_on is None:
        return Standing.ANY_TIME
    return Standing.SOON if run.starts_on - today <= SOON else Standing.OPEN


def turning_days(run: Dates) -> Iterator[date]:
    """The days on which a run may stand elsewhere than on the day before."""
    if run.starts_on:
        yield run.starts_on - SOON
        yield run.starts_on + timedelta(days=1)
    if run.last_day:
        yield run.last_day + timedelta(days=1)
    if run.enrolment_from:
        yield run.enrolment_from
    if run.enrolment_until:
        yield run.enrolment_until + timedelta(days=1)
