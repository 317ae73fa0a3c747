from dataclasses import dataclass
from datetime import date

import pytest

from advisory.eligibility import (
    PLANNED,
    Answer,
    Company,
    Conditions,
    Outcome,
    Rule,
    Span,
    Verdict,
    evaluate,
    in_order,
)

TODAY = date(2026, 11, 28)
DIGITAL = frozenset(["digital"])
KNOWN = Company(
    purpose="digital",
    places=("06611000",),
    employees=Span(10, 49),
    age=Span(2, 4),
    industry="C",
    legal_form="gmbh",
)


def judge(company=KNOWN, **conditions):
    return evaluate(Conditions(**({"purposes": DIGITAL} | conditions)), company, today=TODAY)


def answer(rule, company=KNOWN, **conditions):
    found = [each.answer for each in judge(company, **conditions).findings if each.rule is rule]
    return found[0] if found else None


def test_what_meets_every_condition_fits():
    outcome = judge(
        territory=("06",),
        employees=Span(None, 249),
        age=Span(0, 4),
        industries=frozenset("CF"),
        legal_forms=frozenset(["gmbh"]),
    )
    assert outcome.verdict is Verdict.FITS
    assert {each.answer for each in outcome.findings} == {Answer.YES}


@pytest.mark.parametrize(
    "conditions",
    [
        {"territory": ("06",)},
        {"employees": Span(None, 249)},
        {"age": Span(0, None)},
        {"industries": frozenset("C")},
        {"not_industries": frozenset("A")},
        {"legal_forms": frozenset(["gmbh"])},
    ],
)
def test_unknown_is_not_no(conditions):
    outcome = judge(Company(purpose="digital"), **conditions)
    assert outcome.verdict is Verdict.FITS_IF
    assert len(outcome.of(Answer.OPEN)) == 1


@pytest.mark.parametrize(
    "conditions",
    [
        {"purposes": frozenset(["energy"])},
        {"territory": ("05", "06633")},
        {"employees": Span(50, None)},
        {"age": Span(None, 1)},
        {"industries": frozenset("AB")},
        {"not_industries": frozenset("C")},
        {"industries": frozenset("C"), "not_industries": frozenset("C")},
        {"legal_forms": frozenset(["ag"])},
        {"state": "closed"},
        {"last_day": date(2026, 11, 27)},
    ],
)
def test_one_condition_that_is_not_met_decides(conditions):
    outcome = judge(further=("Something open.",), **conditions)
    assert outcome.verdict is Verdict.FITS_NOT
    assert len(outcome.of(Answer.NO)) == 1


@pytest.mark.parametrize(
    ("allowed", "given", "expected"),
    [
        (Span(None, 499), Span(250, None), Answer.OPEN),
        (Span(None, 499), Span(50, 249), Answer.YES),
        (Span(None, 249), Span(250, None), Answer.NO),
        (Span(3, 499), Span(1, 9), Answer.OPEN),
        (Span(3, None), Span(250, None), Answer.YES),
        (Span(10, 49), Span(10, 49), Answer.YES),
    ],
)
def test_a_class_that_lies_partly_inside_stays_open(allowed, given, expected):
    assert answer(Rule.SIZE, Company(employees=given), employees=allowed) is expected


@pytest.mark.parametrize(
    ("allowed", "given", "expected"),
    [
        (Span(None, -1), PLANNED, Answer.YES),  # only before the company is founded
        (Span(None, -1), Span(0, 1), Answer.NO),
        (Span(0, None), PLANNED, Answer.NO),  # only once it is founded
        (Span(0, None), Span(0, 1), Answer.YES),
        (Span(None, 4), PLANNED, Answer.YES),
        (Span(None, 4), Span(5, 9), Answer.NO),
        (Span(None, 6), Span(5, 9), Answer.OPEN),
        (Span(2, None), Span(0, 1), Answer.NO),
    ],
)
def test_a_company_that_does_not_exist_yet_has_an_age_too(allowed, given, expected):
    assert answer(Rule.AGE, Company(age=given), age=allowed) is expected


def test_a_postcode_of_several_municipalities_is_open_where_only_some_lie_inside():
    both = Company(places=("06633001", "05762004"))
    assert answer(Rule.PLACE, both, territory=("06",)) is Answer.OPEN
    assert answer(Rule.PLACE, both, territory=("05", "06")) is Answer.YES
    assert answer(Rule.PLACE, both, territory=("09",)) is Answer.NO


def test_without_a_purpose_on_record_nothing_fits_for_sure():
    assert judge(purposes=frozenset()).verdict is Verdict.FITS_IF


@pytest.mark.parametrize("state", ["paused", "announced"])
def test_what_takes_no_applications_now_never_fits_for_sure(state):
    assert judge(state=state).verdict is Verdict.FITS_IF
    assert judge(state=state, last_day=date(2026, 11, 27)).verdict is Verdict.FITS_NOT


def test_conditions_in_words_stay_open_whatever_was_answered():
    outcome = judge(further=("You receive unemployment benefit.",))
    assert [each.text for each in outcome.of(Answer.OPEN)] == ["You receive unemployment benefit."]


def test_the_next_deadline_is_the_first_that_is_not_over():
    rounds = (date(2026, 4, 15), date(2027, 4, 15), date(2026, 11, 28))
    assert judge(cut_offs=rounds).deadline == TODAY
    assert judge(cut_offs=rounds, last_day=date(2027, 12, 31)).deadline == TODAY
    assert judge(last_day=TODAY).deadline == TODAY
    assert judge().deadline is None


def test_after_the_last_known_round_another_may_come_but_not_after_the_last_day():
    assert judge(cut_offs=(date(2026, 4, 15),)).verdict is Verdict.FITS_IF
    over = judge(cut_offs=(date(2027, 4, 15),), last_day=date(2026, 11, 1))
    assert (over.verdict, over.deadline) == (Verdict.FITS_NOT, None)


@dataclass
class Named:
    title: str
    outcome: Outcome


def test_results_stand_by_verdict_then_deadline_then_title():
    rows = [
        Named("fits not", judge(state="closed")),
        Named("if", judge(further=("x",), last_day=date(2026, 12, 1))),
        Named("b running", judge()),
        Named("A running", judge()),
        Named("late", judge(last_day=date(2027, 2, 1))),
        Named("soon", judge(last_day=date(2026, 12, 1))),
    ]
    titles = [each.title for each in in_order(rows)]
    assert titles == ["soon", "late", "A running", "b running", "if", "fits not"]
