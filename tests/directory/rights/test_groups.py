"""Who enters the admin after rows went that told nobody: with others, or many at once."""

import pytest
from django.contrib.auth.models import Group

from directory.models import Membership, Moderator, Organisation, Trust
from directory.models.membership import place_everybody_in_groups, place_in_groups
from hub.groups import PUBLISHERS, REVIEWERS
from tests.factories import make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db


def inside(name):
    return set(Group.objects.get(name=name).user_set.values_list("username", flat=True))


@pytest.fixture
def people():
    """One of each, put into the groups by the rows themselves."""
    house, university = make_organisation(), make_organisation()
    Trust.objects.create(organisation=house, level=Trust.Level.PROVEN)
    Trust.objects.create(organisation=university, may_vouch=True)
    publisher, voucher, moderator = make_member(house), make_member(university), make_person()
    Moderator.objects.create(user=moderator)
    return publisher.username, voucher.username, moderator.username


def test_what_is_right_stays_as_it_is(people):
    publisher, voucher, moderator = people
    for _time in range(2):
        place_everybody_in_groups()
        assert inside(PUBLISHERS) == {publisher}
        assert inside(REVIEWERS) == {voucher, moderator}


@pytest.mark.parametrize("rows", [Membership, Organisation, Trust])
def test_whoever_lost_the_reason_leaves(people, rows):
    _publisher, _voucher, moderator = people
    rows.objects.all().delete()
    place_everybody_in_groups()
    assert inside(PUBLISHERS) == set()
    assert inside(REVIEWERS) == {moderator}


def test_moderators_who_are_none_any_more_leave(people):
    _publisher, voucher, _moderator = people
    Moderator.objects.all().delete()
    place_everybody_in_groups()
    assert inside(REVIEWERS) == {voucher}


def test_whoever_got_a_reason_comes_in(people):
    new = make_organisation()
    late, member = make_person(), make_member(new)
    Trust.objects.bulk_create([Trust(organisation=new, level=Trust.Level.PUBLISHER)])
    Moderator.objects.bulk_create([Moderator(user=late)])
    place_everybody_in_groups()
    assert member.username in inside(PUBLISHERS)
    assert late.username in inside(REVIEWERS)


def test_somebody_whose_groups_are_right_costs_three_queries(people, django_assert_num_queries):
    member = make_member()
    with django_assert_num_queries(3):
        place_in_groups([member.pk])
