"""Who may apply: conditions as data, a company as far as it is known, and a verdict of three.

A question that was not answered leaves a condition open; it never decides against anybody.
Conditions that nobody wrote down do not exist, except what the money is for: without that a
programme is not recorded well enough to say that it fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Protocol, TypeVar


class Answer(StrEnum):
    YES = "yes"
    OPEN = "open"
    NO = "no"


class Verdict(IntEnum):
    """In the order in which people read them."""

    FITS = 1
    FITS_IF = 2
    FITS_NOT = 3


class Rule(StrEnum):
    STATE = "state"
    PURPOSE = "purpose"
    PLACE = "place"
    SIZE = "size"
    AGE = "age"
    INDUSTRY = "industry"
    LEGAL_FORM = "legal_form"
    FURTHER = "further"


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `first` up to `last`, both counted in; None is without end."""

    first: int | None = None
    last: int | None = None

    @property
    def is_everything(self) -> bool:
        return self.first is None and self.last is None

    def holds(self, other: Span | None) -> bool | None:
        """Whether all (true), some (none) or nothing (false) of another span lies in this one."""
        if other is None:
            return None
        if _before(self.last, other.first) or _before(other.last, self.first):
            return False
        starts_inside = self.first is None or _before(self.first - 1, other.first)
        ends_inside = self.last is None or _before(other.last, self.last + 1)
        return True if starts_inside and ends_inside else None


PLANNED = Span(-1, -1)  # years since founding of what does not exist yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What was answered; an empty value is an open question.

    `places` are the official keys (AGS, 8 digits) that the postcode may mean, `employees` and
    `age` (full years since founding) the class that was chosen, `industry` a section of WZ 2025.
    """

    purpose: str = ""
    places: tuple[str, ...] = ()
    employees: Span | None = None
    age: Span | None = None
    industry: str = ""
    legal_form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a programme asks for; an empty value asks for nothing.

    `territory` are beginnings of official keys, `further` conditions in words that no question
    covers. `state` is open, announced, paused or closed; `last_day` ends it for good, `cut_offs`
    are days by which one applies in rounds.
    """

    purposes: frozenset[str] = frozenset()
    territory: tuple[str, ...] = ()
    employees: Span = Span()
    age: Span = Span()
    industries: frozenset[str] = frozenset()
    not_industries: frozenset[str] = frozenset()
    legal_forms: frozenset[str] = frozenset()
    further: tuple[str, ...] = ()
    state: str = "open"
    last_day: date | None = None
    cut_offs: tuple[date, ...] = ()

    def next_deadline(self, today: date) -> date | None:
        """The first day that is not over; rounds after the last day do not count."""
        if self.last_day and self.last_day < today:
            return None
        days = [day for day in self.cut_offs if day >= today]
        if self.last_day:
            days.append(self.last_day)
        return min(days) if days else None


@dataclass(frozen=True, slots=True)
class Finding:
    """How one condition was answered; `text` for conditions that exist in words only."""

    rule: Rule
    answer: Answer
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    deadline: date | None
    findings: tuple[Finding, ...]

    def of(self, answer: Answer) -> list[Finding]:
        return [finding for finding in self.findings if finding.answer is answer]


class _Found:
    """The three findings of a rule, made once; a thousand programmes share them."""

    def __init__(self, rule: Rule):
        self.yes = Finding(rule, Answer.YES)
        self.open = Finding(rule, Answer.OPEN)
        self.no = Finding(rule, Answer.NO)

    def __call__(self, is_met: bool | None) -> Finding:
        if is_met is None:
            return self.open
        return self.yes if is_met else self.no


_STATE = _Found(Rule.STATE)
_PURPOSE = _Found(Rule.PURPOSE)
_PLACE = _Found(Rule.PLACE)
_SIZE = _Found(Rule.SIZE)
_AGE = _Found(Rule.AGE)
_INDUSTRY = _Found(Rule.INDUSTRY)
_LEGAL_FORM = _Found(Rule.LEGAL_FORM)


def evaluate(conditions: Conditions, company: Company, *, today: date) -> Outcome:
    """One condition that is not met decides; else one that is open; else it fits."""
    deadline = conditions.next_deadline(today)
    findings = []
    if not _takes_applications(conditions, deadline):
        findings.append(_STATE(_opens_again(conditions, today)))
    findings.append(_PURPOSE(_is_purpose(conditions, company)))
    if conditions.territory:
        findings.append(_PLACE(_is_inside(conditions.territory, company.places)))
    if not conditions.employees.is_everything:
        findings.append(_SIZE(conditions.employees.holds(company.employees)))
    if not conditions.age.is_everything:
        findings.append(_AGE(conditions.age.holds(company.age)))
    if conditions.industries or conditions.not_industries:
        findings.append(_INDUSTRY(_is_industry(conditions, company.industry)))
    if conditions.legal_forms:
        given = company.legal_form
        findings.append(_LEGAL_FORM(given in conditions.legal_forms if given else None))
    for text in conditions.further:
        findings.append(Finding(Rule.FURTHER, Answer.OPEN, text))
    return Outcome(_verdict(findings), deadline, tuple(findings))


class HasOutcome(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def outcome(self) -> Outcome: ...


Judged = TypeVar("Judged", bound=HasOutcome)


def in_order(judged: Iterable[Judged]) -> list[Judged]:
    """By verdict, then the next deadline, then the title."""

    def place(each: Judged) -> tuple[Verdict, date, str]:
        outcome = each.outcome
        return outcome.verdict, outcome.deadline or date.max, each.title.casefold()

    return sorted(judged, key=place)


def _verdict(findings: Iterable[Finding]) -> Verdict:
    verdict = Verdict.FITS
    for finding in findings:
        if finding.answer is Answer.NO:
            return Verdict.FITS_NOT
        if finding.answer is Answer.OPEN:
            verdict = Verdict.FITS_IF
    return verdict


def _before(end: int | None, start: int | None) -> bool:
    return end is not None and start is not None and end < start


def _takes_applications(conditions: Conditions, deadline: date | None) -> bool:
    if conditions.state != "open":
        return False
    return deadline is not None or not (conditions.last_day or conditions.cut_offs)


def _opens_again(conditions: Conditions, today: date) -> bool | None:
    """Never for sure: false after the last day, open as long as another round may come."""
    is_over = conditions.last_day is not None and conditions.last_day < today
    return False if is_over or conditions.state == "closed" else None


def _is_purpose(conditions: Conditions, company: Company) -> bool | None:
    if not (conditions.purposes and company.purpose):
        return None
    return company.purpose in conditions.purposes


def _is_inside(territory: tuple[str, ...], places: tuple[str, ...]) -> bool | None:
    """A postcode may belong to several municipalities, of which not all need lie inside."""
    inside = [place.startswith(territory) for place in places]
    if not inside or (any(inside) and not all(inside)):
        return None
    return inside[0]


def _is_industry(conditions: Conditions, industry: str) -> bool | None:
    if not industry:
        return None
    is_meant = not conditions.industries or industry in conditions.industries
    return is_meant and industry not in conditions.not_industries
