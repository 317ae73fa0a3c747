"""How long a posting is open, and what the database keeps right."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Revision

from directory.freshness.rhythm import Opening, State, Step
from directory.models import Posting
from tests.constraints import breaks
from tests.factories import make_organisation, make_posting

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def after(days):
    return TODAY + timedelta(days=days)


def test_a_posting_is_looked_for_or_offered():
    with breaks("directory_posting_direction"):
        make_posting(direction="both")


@pytest.mark.parametrize(
    ("kind", "days"), [("partner", 90), ("co_founder", 90), ("thesis", 180), ("laboratory", 180)]
)
def test_a_kind_has_its_own_longest_time(kind, days):
    assert make_posting(kind=kind).closes_on == after(days)


def test_the_wish_of_the_author_counts_up_to_the_rule():
    assert make_posting(open_until=after(10)).closes_on == after(10)
    assert make_posting(open_until=after(300)).closes_on == after(90)


def test_the_time_counts_from_the_last_day_on_which_somebody_stood_by_it():
    long_ago = timezone.now() - timedelta(days=80)
    record = make_posting(first_published_at=long_ago, last_published_at=long_ago)
    assert record.closes_on == after(10)
    record.confirmed_on = TODAY
    assert record.closes_on == after(90)


def test_it_is_open_on_its_last_day_and_not_on_the_next():
    record = make_posting(open_until=TODAY)
    assert record.is_open(TODAY)
    assert not record.is_open(after(1))
    assert not make_posting(live=False).is_open()


@pytest.mark.parametrize(("days", "is_fine"), [(-1, False), (0, True), (90, True), (91, False)])
def test_an_end_lies_ahead_and_not_too_far(days, is_fine):
    record = make_posting()
    record.open_until = after(days)
    if is_fine:
        record.full_clean()
    else:
        with pytest.raises(ValidationError, match="open_until"):
            record.full_clean()


def test_the_open_ones_are_public_and_not_over():
    wanted = [make_posting(), make_posting(open_until=TODAY)]
    make_posting(open_until=after(-1))
    make_posting(live=False)
    assert set(Posting.objects.open()) == set(wanted)


def test_a_text_from_before_a_renewal_does_not_shorten_it():
    record = make_posting(open_until=after(3))
    draft = record.save_revision()
    Posting.objects.filter(pk=record.pk).update(confirmed_on=TODAY, open_until=None)
    Revision.objects.get(pk=draft.pk).publish()
    assert Posting.objects.get(pk=record.pk).open_until is None


def test_a_text_from_after_a_renewal_says_when_it_ends():
    record = make_posting(confirmed_on=TODAY)
    record.open_until = after(3)
    record.save_revision().publish()
    assert Posting.objects.get(pk=record.pk).open_until == after(3)


def test_it_is_where_it_says_else_where_its_organisation_is():
    house = make_organisation()
    house.locations.create(place="Kassel", postcode="34117", is_primary=True)
    assert make_posting(owner=house).site.place == "Kassel"
    assert make_posting(owner=house, place="Fulda").site.place == "Fulda"
    assert make_posting().site is None
    hidden = make_organisation(live=False)
    hidden.locations.create(place="Kassel")
    assert make_posting(owner=hidden).site is None


def test_addresses_of_the_own_area_are_no_short_names():
    assert make_posting(title="Neu!", slug="").slug == "neu-2"


@pytest.mark.parametrize(
    ("days", "state", "step"),
    [
        (-8, State.FRESH, None),
        (-7, State.NEAR, Step.WEEK),
        (0, State.NEAR, Step.WEEK),
        (1, State.OVERDUE, None),
    ],
)
def test_one_reminder_a_week_before_and_no_grace_after(days, state, step):
    term = Opening(TODAY)
    assert (term.state(after(days)), term.step(after(days))) == (state, step)
    assert term.steps_back(after(days), None) is (days > 0)
