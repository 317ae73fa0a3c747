"""How probable it is that two records tell of one and the same event: title, time and place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from search.engines.circle import distance_km

AUTOMATIC = 0.93  # from here on they are joined without being asked
PROPOSED = 0.7
UNIQUE = 12  # letters of a name that nobody else has given by chance
NUMBER = re.compile(r"\d+|\b[ivx]{1,4}\b", re.IGNORECASE)

Stems = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared; `dates` are the next ones as aware times on the clock of the hub."""

    title: str
    dates: Sequence[tuple[datetime, datetime]]
    all_day: bool = False
    position: tuple[float, float] | None = None
    postcode: str = ""
    place: str = ""
    venue: str = ""
    street: str = ""
    is_online: bool = False
    online_url: str = ""
    source: str = ""  # the calendar it comes from
    uid: str = ""  # its name there


@dataclass(frozen=True, slots=True)
class Likeness:
    """Each from 0 to 1; `total` is 0 where one of them rules it out."""

    title: float
    time: float
    place: float
    from_one_source: bool = False
    same_uid: bool = False

    @property
    def total(self) -> float:
        if min(self.title, self.time, self.place) <= 0:
            return 0.0
        return 0.45 * self.title + 0.3 * self.time + 0.25 * self.place

    @property
    def is_certain(self) -> bool:
        """A source that lists two events knows of two; names in calendars are unique (RFC 7986)."""
        if self.same_uid and not self.from_one_source:
            return self.is_probable
        every = self.title >= 0.9 and self.time >= 1 and self.place >= 0.7
        return every and self.total >= AUTOMATIC and not self.from_one_source

    @property
    def is_probable(self) -> bool:
        return self.total >= PROPOSED


def likeness(one: Facts, two: Facts, stems: Stems) -> Likeness:
    """`stems` gives the words of a title as search compares them."""
    return Likeness(
        title=_title(one.title, two.title, stems),
        time=_time(one, two),
        place=_place(one, two),
        from_one_source=bool(one.source) and one.source == two.source,
        same_uid=len(one.uid) >= UNIQUE and one.uid == two.uid,
    )


def _title(one: str, two: str, stems: Stems) -> float:
    """Words in any order; half the weight for those that only one of both has."""
    if _numbers(one) != _numbers(two):
        return 0.0  # part 1 and part 2 are two events
    first, second = " ".join(stems(one)), " ".join(stems(two))
    if not (first and second):
        return fuzz.ratio(one.casefold(), two.casefold()) / 100
    common, every = fuzz.token_set_ratio(first, second), fuzz.token_sort_ratio(first, second)
    score = (common + every) / 200
    return score if score >= 0.5 else 0.0


def _numbers(title: str) -> list[str]:
    return sorted(number.casefold() for number in NUMBER.findall(title))


def _time(one: Facts, two: Facts) -> float:
    """1 where every date of the one is a date of the other; days say less than times."""
    first, second = _moments(one), _moments(two)
    if not (first and second):
        return 0.0
    if one.all_day != two.all_day:
        days = _days(one) & _days(two)
        return 0.6 * len(days) / max(len(_days(one)), len(_days(two)))
    common = first & second
    if common:
        ends = dict(one.dates), dict(two.dates)
        same_end = all(_is_close(ends[0][at], ends[1][at]) for at in common)
        share = len(common) / max(len(first), len(second))
        return (1.0 if same_end else 0.9) * (share if len(common) > 1 or share == 1 else 0.6)
    near = min(abs(a - b) for a in first for b in second)
    if near <= timedelta(minutes=30):
        return 0.7
    return 0.4 if near <= timedelta(hours=2) and _days(one) & _days(two) else 0.0


def _is_close(one: datetime, two: datetime) -> bool:
    return abs(one - two) <= timedelta(hours=1)


def _moments(facts: Facts) -> set[datetime]:
    return {start for start, _end in facts.dates}


def _days(facts: Facts) -> set[date]:
    return {start.date() for start, _end in facts.dates}


def _place(one: Facts, two: Facts) -> float:
    if one.is_online and two.is_online:
        return 1.0 if _host(one) == _host(two) else 0.8
    if one.is_online != two.is_online:
        return 0.3  # one of the two may have left out where it is
    if _is_far(one, two):
        return 0.0
    told = _same_words(one.street, two.street), _same_words(one.venue, two.venue)
    known = [same for same in told if same is not None]
    if any(known):
        return 1.0
    return 0.5 if known else 0.75


def _host(facts: Facts) -> str:
    return urlsplit(facts.online_url).netloc.removeprefix("www.")


def _is_far(one: Facts, two: Facts) -> bool:
    """Positions may be those of the middle of a town, so a few kilometres say nothing."""
    if one.postcode and one.postcode == two.postcode:
        return False
    if one.position and two.position:
        return distance_km(one.position, two.position) > 10
    towns = {facts.place.casefold() for facts in (one, two) if facts.place}
    return len(towns) > 1


def _same_words(one: str, two: str) -> bool | None:
    """None where one of both says nothing."""
    if not (one and two):
        return None
    return fuzz.token_set_ratio(_plain(one), _plain(two)) >= 85


def _plain(text: str) -> str:
    folded = text.casefold().replace("straße", "str").replace("strasse", "str")
    return re.sub(r"[^\w ]", " ", folded)
