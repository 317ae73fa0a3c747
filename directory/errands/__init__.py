"""What needs a person today: at most five errands, the most urgent first, each with one button.

Apps register where errands come from; nothing of this is stored. How many somebody has done today
is read from the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from directory.rights import Rights

A_DAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """`words` say what it is about, `why` what is to be done; less urgent is due later.

    The button opens `url`, or posts to it where nothing is left to be looked at.
    """

    due_on: date
    words: str
    why: str
    button: str
    url: str
    posts: bool = False
    about: str = ""  # the page of what is to be judged, where it is public


# (whose, today, at most so many) → errands, the most urgent first
Source = Callable[[Rights, date, int], Iterable[Errand]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add where errands come from, once, in AppConfig.ready(). Costs queries on every visit."""
    if source not in _sources:
        _sources.append(source)


def errands(rights: Rights, *, today: date, most: int) -> list[Errand]:
    """At most so many errands of a person, the most urgent first."""
    found = [errand for source in _sources for errand in source(rights, today, most)]
    return sorted(found, key=lambda errand: (errand.due_on, errand.words))[:most]
