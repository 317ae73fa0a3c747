from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from advisory.models import FundingDeadline
from tests.constraints import breaks
from tests.factories import make_programme, make_service

pytestmark = pytest.mark.django_db


def test_a_first_answer_takes_between_1_and_30_working_days():
    with breaks("advisory_advisoryservice_answer_within"):
        make_service(answer_within_days=31)


def test_a_share_is_at_most_100_per_cent():
    with breaks("advisory_fundingprogramme_rate"):
        make_programme(rate_percent=101)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("employees", {"employees_min": 10, "employees_max": 9}),
        ("share", {"rate_min_percent": 51, "rate_percent": 50}),
        ("amount", {"amount_min": 2, "amount_max": 1}),
        ("age", {"age_from": 2, "age_below": 2}),
    ],
)
def test_at_least_is_not_more_than_at_most(name, fields):
    with breaks(f"advisory_fundingprogramme_{name}_order"):
        make_programme(**fields)


def test_a_programme_has_one_deadline_a_day():
    programme = make_programme()
    FundingDeadline.objects.create(programme=programme, day=timezone.localdate())
    with breaks("advisory_fundingdeadline_day"):
        FundingDeadline.objects.create(programme=programme, day=timezone.localdate())


def test_an_industry_is_not_both_among_them_and_left_out():
    programme = make_programme(industries=["C"], not_industries=["A", "C"])
    with override("en"), pytest.raises(ValidationError, match="either among them"):
        programme.full_clean(exclude=["latest_revision"])


@pytest.mark.parametrize("territory", [["6"], ["hessen"], "06", [6]])
def test_a_territory_is_a_list_of_official_keys(territory):
    with pytest.raises(ValidationError):
        make_service(territory=territory).full_clean(exclude=["latest_revision"])


def test_audiences_come_from_the_list():
    with pytest.raises(ValidationError):
        make_service(audiences=["martians"]).full_clean(exclude=["latest_revision"])


def test_a_programme_is_open_until_its_deadline():
    today = timezone.localdate()
    assert make_programme().is_open()
    assert make_programme(deadline=today).is_open()
    assert not make_programme(deadline=today - timedelta(days=1)).is_open()
    assert not make_programme(state="closed").is_open()
