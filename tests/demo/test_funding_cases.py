"""Cases of companies with the verdict that the conditions of a programme give (a table)."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.translation import override

from advisory.check import Check
from advisory.eligibility import Verdict
from advisory.forms import CheckForm
from advisory.models import FundingProgramme

QUESTIONS = {
    "what for": "purpose",
    "postcode": "postcode",
    "size": "size",
    "age": "age",
    "industry": "industry",
    "legal form": "legal_form",
}
VERDICTS = {
    "passt": Verdict.FITS,
    "passt, wenn": Verdict.FITS_IF,
    "passt nicht": Verdict.FITS_NOT,
}
with (Path(__file__).parent / "funding_cases.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(autouse=True)
def in_german():
    with override("de"):
        yield


def code(field, words):
    """The code of an answer that the table gives in words."""
    if not words or not hasattr(field, "choices"):
        return words
    return next(code for code, label in field.choices if str(label) == words)


def answered(case):
    fields = CheckForm.base_fields
    form = CheckForm({name: code(fields[name], case[word]) for word, name in QUESTIONS.items()})
    assert form.is_valid(), form.errors
    return form.company()


@pytest.mark.parametrize("case", CASES, ids=[f"{row['case']}: {row['programme']}" for row in CASES])
def test_case(demo, case):
    check = Check(answered(case), today=timezone.localdate())
    (verdict, shown), *more = (
        (group.verdict, shown)
        for group in check.groups(limit=None)
        for shown in group.shown
        if shown.record.slug == case["programme"]
    )
    reasons = [reason.text for reason in shown.reasons]
    assert not more
    assert verdict is VERDICTS[case["verdict"]], reasons
    assert [text for text in reasons if case["reason"] in text], reasons


def test_the_cases_are_many_and_of_every_verdict():
    assert len(CASES) >= 40
    assert set(Counter(case["verdict"] for case in CASES)) == set(VERDICTS)


def test_every_programme_of_the_demo_is_recorded_well_enough_to_be_judged(demo):
    programmes = FundingProgramme.objects.live()
    assert programmes.count() >= 30
    assert not [each.slug for each in programmes if not each.purposes]
    assert not [each.slug for each in programmes if not (each.known_on and each.authority)]
    levels = Counter(programmes.values_list("level", flat=True))
    assert levels["eu"] >= 3
    assert levels["federal"] >= 10
    assert levels["state"] >= 8
