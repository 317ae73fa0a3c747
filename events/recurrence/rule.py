"""The recurrence rule of iCalendar as a value: RFC 5545, 3.3.10, with SKIP of RFC 7529."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext as _

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_TEXT = 20_000
_Choice = TypeVar("_Choice", bound=StrEnum)
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}")
_NTH_WEEKDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")


class Frequency(StrEnum):
    SECONDLY = "SECONDLY"
    MINUTELY = "MINUTELY"
    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Skip(StrEnum):
    """What becomes of 31 June: nothing, 30 June, or 1 July (RFC 7529, 4.1)."""

    OMIT = "OMIT"
    BACKWARD = "BACKWARD"
    FORWARD = "FORWARD"


class NthWeekday(NamedTuple):
    """`weekday` 0 is Monday; `nth` counts within the month or year, 0 means each of them."""

    weekday: int
    nth: int = 0

    def __str__(self) -> str:
        return f"{self.nth or ''}{WEEKDAYS[self.weekday]}"


class RuleProblem(ValueError):
    """The rule cannot be used; the text is one sentence for people and names the part."""


@dataclass(frozen=True, slots=True)
class RecurrenceRule:
    """A rule without its start; numbers of a part are sorted, and () when the part is missing.

    `until` is a date, a datetime in UTC, or a naive datetime on the clock of the start; it
    belongs to the series itself. Build it by `parse_rule`, which checks what it takes.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_month: tuple[int, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[NthWeekday, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    week_start: int = 0
    skip: Skip = Skip.OMIT

    def text(self) -> str:
        """The one canonical text; `parse_rule` makes an equal rule of it."""
        parts = ["RSCALE=GREGORIAN"] if self.skip is not Skip.OMIT else []
        parts.append(f"FREQ={self.frequency}")
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={_until_text(self.until)}")
        for name, (attribute, *_range) in _LISTS.items():
            if values := getattr(self, attribute):
                parts.append(f"{name}={','.join(map(str, values))}")
        if self.week_start:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        if self.skip is not Skip.OMIT:
            parts.append(f"SKIP={self.skip}")
        return ";".join(parts)


# Part: attribute, smallest and largest number, whether it also counts from the end.
_LISTS: dict[str, tuple[str, int, int, bool]] = {
    "BYMONTH": ("by_month", 1, 12, False),
    "BYWEEKNO": ("by_week_no", 1, 53, True),
    "BYYEARDAY": ("by_year_day", 1, 366, True),
    "BYMONTHDAY": ("by_month_day", 1, 31, True),
    "BYDAY": ("by_day", 1, 53, True),
    "BYHOUR": ("by_hour", 0, 23, False),
    "BYMINUTE": ("by_minute", 0, 59, False),
    "BYSECOND": ("by_second", 0, 60, False),
    "BYSETPOS": ("by_set_pos", 1, 366, True),
}


def parse_rule(text: str) -> RecurrenceRule:
    """The rule in the value of an RRULE property; raises RuleProblem (a ValueError).

    Letter case, blanks around parts and a semicolon at the end are forgiven, and the second 60 is
    read as 59 (RFC 5545, 3.3.12). Calendars other than the Gregorian one are refused.
    """
    parts = _split(text)
    if "FREQ" not in parts:
        raise RuleProblem(_("The recurrence rule does not say how often (FREQ)."))
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise RuleProblem(
            _("RSCALE=%(value)s: only the Gregorian calendar is supported.")
            % {"value": parts["RSCALE"][:40]}
        )
    frequency = _choice(Frequency, "FREQ", parts)
    values: dict[str, object] = {}
    for name, value in parts.items():
        if name in _LISTS:
            values[_LISTS[name][0]] = _list(name, value)
        elif name in _SINGLE:
            attribute, read = _SINGLE[name]
            values[attribute] = read(name, value)
    if "SKIP" in parts:
        values["skip"] = _choice(Skip, "SKIP", parts)
    _check_company(frequency, parts)
    return RecurrenceRule(frequency, **values)  # type: ignore[arg-type]


def _split(text: str) -> dict[str, str]:
    """Values by the names of their parts, both in capitals."""
    if len(text) > MAX_TEXT:
        raise RuleProblem(_("The recurrence rule is too long."))
    parts: dict[str, str] = {}
    for piece in text.strip().upper().removesuffix(";").split(";"):
        name, equals, value = (part.strip() for part in piece.partition("="))
        if name not in _LISTS and name not in _SINGLE and name not in {"FREQ", "RSCALE", "SKIP"}:
            raise RuleProblem(
                _("“%(part)s” is no part of a recurrence rule.") % {"part": piece[:40].strip()}
            )
        if name in parts:
            raise RuleProblem(_("%(part)s stands in the recurrence rule twice.") % {"part": name})
        if not equals or not value:
            raise _bad(name, value)
        parts[name] = value
    return parts


def _bad(name: str, value: str) -> RuleProblem:
    return RuleProblem(
        _("%(part)s of the recurrence rule cannot be “%(value)s”.")
        % {"part": name, "value": value[:40]}
    )


def _choice(kind: type[_Choice], name: str, parts: dict[str, str]) -> _Choice:
    try:
        return kind(parts[name])
    except ValueError:
        raise _bad(name, parts[name]) from None


def _list(name: str, value: str) -> tuple[int, ...] | tuple[NthWeekday, ...]:
    pieces = [piece.strip() for piece in value.split(",")]
    if name == "BYDAY":
        return tuple(sorted({_nth_weekday(piece) for piece in pieces}))
    numbers = {_number(name, piece) for piece in pieces}
    if name == "BYSECOND":
        numbers = {min(number, 59) for number in numbers}
    return tuple(sorted(numbers))


def _number(name: str, text: str) -> int:
    _attribute, smallest, largest, from_end = _LISTS[name]
    number = int(text) if _NUMBER.fullmatch(text) else None
    if number is None or not smallest <= (abs(number) if from_end else number) <= largest:
        raise _bad(name, text)
    return number


def _nth_weekday(text: str) -> NthWeekday:
    match = _NTH_WEEKDAY.fullmatch(text)
    if not match:
        raise _bad("BYDAY", text)
    nth = int(match[1] or 0)
    if match[1] and not 1 <= abs(nth) <= 53:
        raise _bad("BYDAY", text)
    return NthWeekday(WEEKDAYS.index(match[2]), nth)


def _positive(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text) or not int(text):
        raise _bad(name, text)
    return int(text)


def _weekday(name: str, text: str) -> int:
    if text not in WEEKDAYS:
        raise _bad(name, text)
    return WEEKDAYS.index(text)


def _until(name: str, text: str) -> date:
    try:
        if _UNTIL.fullmatch(text):
            if len(text) == 8:
                return datetime.strptime(text, "%Y%m%d").date()
            found = datetime.strptime(text[:15].replace("T", ""), "%Y%m%d%H%M%S")
            return found.replace(tzinfo=UTC) if text.endswith("Z") else found
    except ValueError:
        pass
    raise _bad(name, text)


def _until_text(until: date) -> str:
    if not isinstance(until, datetime):
        return f"{until:%Y%m%d}".rjust(8, "0")
    zone = "Z" if until.tzinfo else ""
    return f"{until:%Y%m%dT%H%M%S}".rjust(15, "0") + zone


_SINGLE: dict[str, tuple[str, Callable[[str, str], object]]] = {
    "INTERVAL": ("interval", _positive),
    "COUNT": ("count", _positive),
    "UNTIL": ("until", _until),
    "WKST": ("week_start", _weekday),
}


def _check_company(frequency: Frequency, parts: dict[str, str]) -> None:
    """What RFC 5545, 3.3.10 forbids to stand together."""
    is_long = frequency in {Frequency.MONTHLY, Frequency.YEARLY}
    forbidden = {
        "BYWEEKNO": frequency is not Frequency.YEARLY,
        "BYYEARDAY": frequency in {Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY},
        "BYMONTHDAY": frequency is Frequency.WEEKLY,
    }
    for name, is_forbidden in forbidden.items():
        if is_forbidden and name in parts:
            raise _no_company(name, f"FREQ={frequency}")
    if "BYDAY" in parts and re.search("[0-9]", parts["BYDAY"]):
        if not is_long:
            raise _no_company(f"BYDAY={parts['BYDAY'][:40]}", f"FREQ={frequency}")
        if "BYWEEKNO" in parts:
            raise _no_company(f"BYDAY={parts['BYDAY'][:40]}", "BYWEEKNO")
    if "COUNT" in parts and "UNTIL" in parts:
        raise _no_company("COUNT", "UNTIL")
    others = {name for name in parts if name.startswith("BY")} - {"BYSETPOS"}
    if "BYSETPOS" in parts and not others:
        raise RuleProblem(
            _("BYSETPOS of the recurrence rule needs another part that begins with BY.")
        )
    if "SKIP" in parts and "RSCALE" not in parts:
        raise RuleProblem(_("SKIP of the recurrence rule needs RSCALE=GREGORIAN."))


def _no_company(part: str, other: str) -> RuleProblem:
    return RuleProblem(
        _("%(part)s and %(other)s cannot stand in one recurrence rule.")
        % {"part": part, "other": other}
    )
