"""Whether one can register, what is free, and how long somebody may take to answer.

A calculation: it knows numbers and moments, no rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOLD = timedelta(hours=24)  # that a place is kept for somebody who has not confirmed
OFFER = timedelta(hours=48)  # that somebody on the waiting list may think
LAST_CALL = timedelta(minutes=30)  # before the start, after which nobody is offered a place


class State(StrEnum):
    CANCELLED = "cancelled"
    OVER = "over"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    FREE = "free"
    WAITING_LIST = "waiting_list"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`free` is None for any number of places; moments are aware."""

    state: State
    free: int | None
    opens_at: datetime | None
    closes_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether the form is shown, be it for the waiting list."""
        return self.state in {State.FREE, State.WAITING_LIST}

    @property
    def has_place(self) -> bool:
        return self.state is State.FREE

    @property
    def is_full(self) -> bool:
        return self.state in {State.WAITING_LIST, State.FULL}


def standing(
    *,
    at: datetime,
    opens_at: datetime | None,
    closes_at: datetime,
    ends_at: datetime,
    is_cancelled: bool,
    free: int | None,
    has_waiting_list: bool,
) -> Standing:
    """How a date stands at a moment."""
    if is_cancelled:
        state = State.CANCELLED
    elif ends_at < at:
        state = State.OVER
    elif closes_at <= at:
        state = State.CLOSED
    elif opens_at and at < opens_at:
        state = State.NOT_YET
    elif free is None or free > 0:
        state = State.FREE
    else:
        state = State.WAITING_LIST if has_waiting_list else State.FULL
    return Standing(state=state, free=free, opens_at=opens_at, closes_at=closes_at)


def held_until(at: datetime, starts_at: datetime) -> datetime:
    """Until when a place is kept for somebody who has to confirm; not beyond the start."""
    return min(at + HOLD, max(starts_at, at + timedelta(minutes=15)))


def offered_until(at: datetime, starts_at: datetime) -> datetime | None:
    """Until when an offer stands: two days, near the start half of the time that is left.

    None when it is too late to offer anything.
    """
    left = starts_at - at
    if left <= LAST_CALL:
        return None
    return at + min(OFFER, left / 2)
