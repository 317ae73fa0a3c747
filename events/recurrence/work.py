"""How much work a recurrence may make before it has to answer."""

from dataclasses import dataclass


class StepsExhausted(Exception):
    """The allowance of work is used up before the answer was complete."""


@dataclass(slots=True)
class Work:
    """An allowance of steps; a step is a period, a day or a time that was looked at, a few µs."""

    allowed: int
    done: int = 0

    def spend(self, steps: int = 1) -> None:
        self.done += steps
        if self.done > self.allowed:
            raise StepsExhausted
