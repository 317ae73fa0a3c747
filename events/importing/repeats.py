"""What a file says about the repetition of an event, before it is a series."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from events.importing.ical_time import Moment

_BY_TIME = re.compile(r"FREQ=(?:HOUR|MINUTE|SECOND)LY", re.IGNORECASE)


@dataclass(slots=True)
class Repeats:
    """What a VEVENT says about repetition, as it stands in the file; `zone` is that of DTSTART."""

    zone: tzinfo = UTC
    rules: Sequence[str] = ()
    excluded_rules: Sequence[str] = ()
    extra: Sequence[Moment] = ()
    excluded: Sequence[Moment] = ()
    recurrence_id: date | None = None
    this_and_future: bool = False
    comment: str = ""

    @property
    def is_single(self) -> bool:
        return not (self.rules or self.extra or self.excluded)

    @property
    def effort(self) -> tuple[bool, int, int]:
        """Sorts series that ask for little computing before those that may ask for much."""
        rules = [*self.rules, *self.excluded_rules]
        parts = sum(rule.count(";") + rule.count(",") for rule in rules)
        dates = len(self.extra) + len(self.excluded)
        return any(map(_BY_TIME.search, rules)), parts + dates // 10, sum(map(len, rules))
