"""Who gets a request: rules as data, a case as far as it is known, and exactly one desk.

The most specific rule that fits decides. “Specific” is compared in one order (`Feature`): first the
subject, then the place, the industry, the legal form, the size, the age, the language; the first
difference counts. Among rules that are equally specific the desk with the smaller load wins, then
the older desk, then the older rule: the order of the rules never matters.

A question that was not answered neither excludes a rule nor makes it specific. A desk that is away,
full or not reachable sends its deputy; without one that is free, the next rule has its turn. Who
fits nobody, or nobody who is free, gets to the fallback desk, as does every postcode outside the
region: the people there know who is responsible instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from advisory.eligibility import Answer, Span

_EVERYTHING = Span()


class Feature(StrEnum):
    """What a rule may ask for, the weightiest first."""

    SUBJECT = "subject"
    PLACE = "place"
    INDUSTRY = "industry"
    LEGAL_FORM = "legal_form"
    SIZE = "size"
    AGE = "age"
    LANGUAGE = "language"


class Why(StrEnum):
    RULE = "rule"  # a rule fits
    NOBODY_FITS = "nobody_fits"
    NOBODY_FREE = "nobody_free"  # rules fit, but nobody there can take it now
    OUTSIDE = "outside"  # the postcode lies outside the region


class State(StrEnum):
    """Whether a desk can take a request today."""

    FREE = "free"
    AWAY = "away"
    FULL = "full"
    UNREACHABLE = "unreachable"  # its mail comes back
    CLOSED = "closed"  # its institution has left, or it was switched off
    HAD_IT = "had_it"  # it had this request already


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request as far as it is known; an empty value is an open question.

    `subjects` are the chosen one and those above it, the most particular first. `places` are the
    official keys (AGS, 8 digits) that the postcode may mean; `is_outside` says that it means none
    of the region. `language` is that of the person (ISO 639-1).
    """

    subjects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    is_outside: bool = False
    employees: Span | None = None
    age: Span | None = None
    industry: str = ""
    legal_form: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a desk is responsible for; an empty value asks for nothing.

    A subject stands for its whole branch, `territory` are beginnings of official keys.
    """

    key: int
    desk: int
    subjects: frozenset[str] = frozenset()
    territory: tuple[str, ...] = ()
    industries: frozenset[str] = frozenset()
    legal_forms: frozenset[str] = frozenset()
    employees: Span = _EVERYTHING
    age: Span = _EVERYTHING
    languages: frozenset[str] = frozenset()

    def asks(self, feature: Feature) -> bool:
        asked = getattr(self, _FIELDS[feature])
        return not asked.is_everything if isinstance(asked, Span) else bool(asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who answers. `most` open requests are as many as it takes; None is no limit."""

    key: int
    open_requests: int = 0
    most: int | None = None
    away_from: date | None = None
    away_until: date | None = None
    deputy: int | None = None
    is_closed: bool = False
    is_unreachable: bool = False

    def state(self, today: date) -> State:
        if self.is_closed:
            return State.CLOSED
        if self.is_unreachable:
            return State.UNREACHABLE
        if self.away_until and (self.away_from or today) <= today <= self.away_until:
            return State.AWAY
        if self.most is not None and self.open_requests >= self.most:
            return State.FULL
        return State.FREE

    @property
    def load(self) -> float:
        """The share of what it takes; without a limit as if that were fifty."""
        return self.open_requests / (self.most or 50)


@dataclass(frozen=True, slots=True)
class Step:
    """One desk that was thought of, by a rule (None: as fallback) or for another desk."""

    desk: int
    state: State
    rule: int | None = None
    stands_in_for: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence as data: the features that made the rule the most specific one, and for whom
    the desk stands in, if it does."""

    why: Why
    rule: int | None = None
    features: tuple[Feature, ...] = ()
    stands_in_for: int | None = None
    because: State | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`second` is who would get it next. `steps` tell the operator who was thought of in which
    order, down to the second choice."""

    desk: int
    second: int | None
    reason: Reason
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    feature: Feature
    answer: Answer


def decide(
    case: Case,
    rules: Iterable[Rule],
    desks: Iterable[Desk],
    *,
    fallback: int,
    today: date,
    without: Iterable[int] = (),
) -> Decision:
    """The one desk for a case. `without` are desks that had it already.

    Raises LookupError when `fallback` is none of the desks.
    """
    table = {desk.key: desk for desk in desks}
    if fallback not in table:
        raise LookupError("the fallback desk is none of the desks")
    look = _Look(table, today, frozenset(without))
    fitting = [] if case.is_outside else _in_order(case, rules, table)
    chosen: list[tuple[int, Reason]] = []
    for scores, rule in fitting:
        desk = look.free(rule.desk, rule=rule.key)
        if desk is not None and all(desk != other for other, _reason in chosen):
            chosen.append((desk, _reason(rule, scores, desk, table, look)))
        if len(chosen) == 2:
            break
    if len(chosen) < 2:
        last = look.free(fallback)
        desk = fallback if last is None else last
        if all(desk != other for other, _reason in chosen):
            chosen.append((desk, _last_reason(case, bool(fitting), desk, fallback, look)))
    (desk, reason), *rest = chosen
    return Decision(desk, rest[0][0] if rest else None, reason, tuple(look.steps))


def fitting(case: Case, rules: Iterable[Rule], desks: Iterable[Desk]) -> tuple[Rule, ...]:
    """The rules that fit, in the order in which they have their turn."""
    table = {desk.key: desk for desk in desks}
    return tuple(rule for _points, rule in _in_order(case, rules, table))


def findings(rule: Rule, case: Case) -> tuple[Finding, ...]:
    """How a case answers all that a rule asks for, for people who want to know."""
    found = []
    for feature, score in _SCORES.items():
        if rule.asks(feature):
            points = score(rule, case)
            answer = Answer.NO if points is None else Answer.YES if points else Answer.OPEN
            found.append(Finding(feature, answer))
    return tuple(found)


def specificity(rule: Rule, case: Case) -> tuple[int, ...] | None:
    """Points in the order of the features, or None where the rule does not fit."""
    points = []
    for score in _SCORES.values():
        point = score(rule, case)
        if point is None:
            return None
        points.append(point)
    return tuple(points)


class _Look:
    """Who is free today; keeps what it has looked at."""

    def __init__(self, desks: Mapping[int, Desk], today: date, without: frozenset[int]):
        self.desks, self.today, self.without = desks, today, without
        self.steps: list[Step] = []

    def state(self, key: int) -> State:
        if key in self.without:
            return State.HAD_IT
        return self.desks[key].state(self.today)

    def free(self, key: int, *, rule: int | None = None) -> int | None:
        """The desk, or the first free one in the chain of deputies that begins with it."""
        seen: list[int] = []
        at: int | None = key
        while at is not None and at in self.desks and at not in seen:
            state = self.state(at)
            self.steps.append(Step(at, state, rule, seen[-1] if seen else None))
            if state is State.FREE:
                return at
            seen.append(at)
            at = self.desks[at].deputy
        return None


def _in_order(
    case: Case, rules: Iterable[Rule], desks: Mapping[int, Desk]
) -> list[tuple[tuple[int, ...], Rule]]:
    """Those that fit, the best first."""
    found = []
    for rule in rules:
        points = specificity(rule, case)
        if points is not None and rule.desk in desks:
            found.append((points, rule))

    def place(pair: tuple[tuple[int, ...], Rule]) -> tuple[tuple[int, ...], int, float, int, int]:
        points, rule = pair
        least = tuple(-point for point in points)
        return least, _open(rule, points), desks[rule.desk].load, rule.desk, rule.key

    return sorted(found, key=place)


def _open(rule: Rule, points: tuple[int, ...]) -> int:
    """How much a rule asks for that nobody has answered."""
    return sum(rule.asks(f) for f, point in zip(Feature, points, strict=True) if not point)


def _reason(
    rule: Rule, scores: tuple[int, ...], desk: int, desks: Mapping[int, Desk], look: _Look
) -> Reason:
    features = tuple(feature for feature, points in zip(Feature, scores, strict=True) if points)
    if desk == rule.desk:
        return Reason(Why.RULE, rule.key, features)
    return Reason(Why.RULE, rule.key, features, rule.desk, look.state(rule.desk))


def _last_reason(case: Case, fits: bool, desk: int, fallback: int, look: _Look) -> Reason:
    why = Why.OUTSIDE if case.is_outside else Why.NOBODY_FREE if fits else Why.NOBODY_FITS
    if desk == fallback:
        return Reason(why)
    return Reason(why, stands_in_for=fallback, because=look.state(fallback))


def _subject(rule: Rule, case: Case) -> int | None:
    """The nearer to the chosen subject, the more points."""
    if not rule.subjects or not case.subjects:
        return 0
    for place, subject in enumerate(case.subjects):
        if subject in rule.subjects:
            return len(case.subjects) - place
    return None


def _place(rule: Rule, case: Case) -> int | None:
    """The digits of the longest key that holds; a postcode of two areas counts for neither."""
    if not rule.territory or not case.places:
        return 0
    least, misses = 8, 0
    for place in case.places:
        if place.startswith(rule.territory):
            digits = max(len(key) for key in rule.territory if place.startswith(key))
            least = min(least, digits)
        else:
            misses += 1
    if misses:
        return None if misses == len(case.places) else 0
    return least


def _industry(rule: Rule, case: Case) -> int | None:
    return _among(rule.industries, case.industry)


def _legal_form(rule: Rule, case: Case) -> int | None:
    return _among(rule.legal_forms, case.legal_form)


def _size(rule: Rule, case: Case) -> int | None:
    return _within(rule.employees, case.employees)


def _age(rule: Rule, case: Case) -> int | None:
    return _within(rule.age, case.age)


def _language(rule: Rule, case: Case) -> int | None:
    return _among(rule.languages, case.language)


def _among(asked: frozenset[str], given: str) -> int | None:
    if not asked or not given:
        return 0
    return 1 if given in asked else None


def _within(asked: Span, given: Span | None) -> int | None:
    if asked is _EVERYTHING or given is None or asked.is_everything:
        return 0
    holds = asked.holds(given)
    return None if holds is False else int(bool(holds))


_FIELDS = {
    Feature.SUBJECT: "subjects",
    Feature.PLACE: "territory",
    Feature.INDUSTRY: "industries",
    Feature.LEGAL_FORM: "legal_forms",
    Feature.SIZE: "employees",
    Feature.AGE: "age",
    Feature.LANGUAGE: "languages",
}
_SCORES: Mapping[Feature, Callable[[Rule, Case], int | None]] = {
    Feature.SUBJECT: _subject,
    Feature.PLACE: _place,
    Feature.INDUSTRY: _industry,
    Feature.LEGAL_FORM: _legal_form,
    Feature.SIZE: _size,
    Feature.AGE: _age,
    Feature.LANGUAGE: _language,
}
