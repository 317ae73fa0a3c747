"""The funding check: every programme judged, the ones that are shown fetched and explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from advisory.eligibility import (
    Answer,
    Company,
    Conditions,
    Outcome,
    Rule,
    Verdict,
    evaluate,
    in_order,
)
from advisory.models import FundingProgramme
from advisory.reasons import sentence

SHOWN = 30  # of a group, until somebody asks for all


@dataclass(frozen=True, slots=True)
class Reason:
    answer: Answer
    text: str
    is_of_record: bool  # in the language of the record


@dataclass(frozen=True, slots=True)
class Judged:
    """A programme with its verdict."""

    key: int
    title: str
    conditions: Conditions
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Shown:
    record: FundingProgramme
    state: str
    deadline: date | None
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Group:
    verdict: Verdict
    total: int
    shown: list[Shown]

    @property
    def rest(self) -> int:
        return self.total - len(self.shown)


class Check:
    """All live programmes for one company on one day."""

    def __init__(self, company: Company, *, today: date):
        self.company, self.today = company, today

    @cached_property
    def judged(self) -> list[Judged]:
        found = [
            Judged(key, title, conditions, evaluate(conditions, self.company, today=self.today))
            for key, title, conditions in FundingProgramme.objects.conditions()
        ]
        return in_order(found)

    def needs_legal_form(self) -> bool:
        """Whether a programme that is still possible asks for the legal form."""
        return any(
            finding.rule is Rule.LEGAL_FORM
            for each in self.judged
            if each.outcome.verdict is not Verdict.FITS_NOT
            for finding in each.outcome.of(Answer.OPEN)
        )

    def groups(self, *, limit: int | None = SHOWN) -> list[Group]:
        """The three groups, each up to a limit; a constant number of queries."""
        parts = {verdict: [] for verdict in Verdict}
        for each in self.judged:
            parts[each.outcome.verdict].append(each)
        wanted = [each.key for part in parts.values() for each in part[:limit]]
        records = FundingProgramme.objects.in_bulk(wanted)
        return [
            Group(verdict, len(part), [self._shown(each, records) for each in part[:limit]])
            for verdict, part in parts.items()
        ]

    def _shown(self, each: Judged, records: dict[int, FundingProgramme]) -> Shown:
        record, outcome = records[each.key], each.outcome
        findings = outcome.of(Answer.NO)  # these decide; the rest does not matter any more
        if outcome.verdict is not Verdict.FITS_NOT:
            findings = [*outcome.of(Answer.OPEN), *outcome.of(Answer.YES)]
        return Shown(
            record=record,
            state=record.state_on(self.today),
            deadline=outcome.deadline,
            reasons=[self._reason(finding, each.conditions) for finding in findings],
        )

    def _reason(self, finding, conditions) -> Reason:
        text = sentence(finding, conditions, self.company)
        return Reason(finding.answer, text, finding.rule is Rule.FURTHER)
