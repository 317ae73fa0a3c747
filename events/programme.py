"""The dates of a series as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Programme:
    """`dates` are occurrences by their start; `now` parts them into past and coming."""

    event: Any
    dates: Sequence[Any]
    now: datetime

    @property
    def is_series(self) -> bool:
        return len(self.dates) > 1 or any(date.change for date in self.dates)

    @property
    def coming(self) -> list[Any]:
        return [date for date in self.dates if date.ends_at >= self.now]

    @property
    def past(self) -> list[Any]:
        """The latest first."""
        return [date for date in reversed(self.dates) if date.ends_at < self.now]

    @property
    def shown(self) -> list[Any]:
        return self.coming[:SHOWN]

    @property
    def further(self) -> list[Any]:
        return self.coming[SHOWN:]

    @property
    def next(self) -> Any:
        """The next date that takes place, else the last one; of a single event the event."""
        if not self.is_series:
            return self.event
        taking_place = [date for date in self.dates if not date.is_cancelled] or self.dates
        coming = [date for date in taking_place if date.ends_at >= self.now]
        return coming[0] if coming else taking_place[-1]

    @property
    def failing(self) -> list[Any]:
        """The cancelled dates before the next one, which people may have in mind."""
        return [d for d in self.shown if d.is_cancelled and d.starts_at < self.next.starts_at]
