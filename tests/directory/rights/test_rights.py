"""Who may do what: the roles of a person depend on the record."""

import pytest
from django.contrib.auth.models import AnonymousUser

from directory.models import Location, Membership, Moderator, Organisation, Relation, Trust
from directory.rights import RIGHTS, Action, Rights, Role
from events.models import Event
from tests.factories import (
    make_event,
    make_member,
    make_municipality,
    make_organisation,
    make_person,
    make_topic,
)

pytestmark = pytest.mark.django_db


def part_of(whole, *, kind=Relation.Kind.PART_OF, **fields):
    part = make_organisation(**fields)
    Relation.objects.create(source=part, kind=kind, target=whole)
    return part


def trust(organisation, **fields):
    return Trust.objects.create(organisation=organisation, **fields)


def roles(user, record):
    return set(Rights(user).roles(record))


@pytest.mark.parametrize("role", [Membership.Role.OWNER, Membership.Role.EDITOR])
def test_a_member_has_its_role_for_the_organisation_and_its_records(role):
    organisation = make_organisation()
    member = make_member(organisation, role=role)
    assert roles(member, organisation) == {Role(role.value)}
    assert roles(member, make_event(owner=organisation)) == {Role(role.value)}


def test_a_member_is_a_visitor_to_all_others():
    member = make_member()
    assert roles(member, make_organisation()) == set()
    assert roles(member, make_event(owner=make_organisation())) == set()
    assert roles(member, make_event(owner=None)) == set()


def test_somebody_in_two_organisations_has_both_and_no_third():
    first, second, third = (make_event(owner=make_organisation()) for _ in range(3))
    person = make_member(first.owner, role=Membership.Role.EDITOR)
    make_member(second.owner, user=person)
    assert set(Rights(person).among(Action.VIEW, Event.objects.all())) == {first, second}
    assert set(Rights(person).among(Action.DELETE, Event.objects.all())) == {second}
    assert not Rights(person).may(Action.VIEW, third)


def test_a_proven_organisation_publishes_for_itself_only():
    proven = make_organisation()
    part = part_of(proven)
    trust(proven, level=Trust.Level.PROVEN)
    member = make_member(proven, role=Membership.Role.EDITOR)
    assert Rights(member).may(Action.PUBLISH, make_event(owner=proven))
    assert not Rights(member).may(Action.PUBLISH, make_event(owner=part))


def test_a_publisher_publishes_for_all_that_is_part_of_it_at_any_depth():
    chamber = make_organisation()
    trust(chamber, level=Trust.Level.PUBLISHER)
    member = make_member(chamber, role=Membership.Role.EDITOR)
    department = part_of(part_of(chamber))
    partner = part_of(chamber, kind=Relation.Kind.COOPERATES_WITH)
    assert Rights(member).may(Action.PUBLISH, make_event(owner=department))
    assert Rights(member).may(Action.PUBLISH, department)
    assert not Rights(member).may(Action.EDIT, partner)
    assert not Rights(member).may(Action.TEAM, department)


def test_parts_that_contain_each_other_end_the_search():
    chamber = make_organisation()
    trust(chamber, level=Trust.Level.PUBLISHER)
    other = part_of(chamber)
    Relation.objects.create(source=chamber, kind=Relation.Kind.PART_OF, target=other)
    assert roles(make_member(chamber), other) == {Role.PUBLISHER}


def test_who_vouches_reviews_parts_and_spin_offs_but_not_itself():
    university = make_organisation()
    trust(university, may_vouch=True)
    member = make_member(university)
    group = part_of(university)
    startup = part_of(university, kind=Relation.Kind.SPIN_OFF_OF)
    assert Rights(member).may(Action.REVIEW, group)
    assert Rights(member).may(Action.REVIEW, make_event(owner=startup))
    assert not Rights(member).may(Action.EDIT, startup)
    assert not Rights(member).may(Action.REVIEW, university)


def test_a_moderator_without_limits_reviews_everything():
    person = make_person()
    Moderator.objects.create(user=person)
    assert roles(person, make_event(owner=None)) == {Role.MODERATOR}


def test_a_moderator_of_a_topic_reviews_what_is_about_it_once():
    person, first, second = make_person(), make_topic(), make_topic()
    Moderator.objects.create(user=person).topics.set([first, second])
    about = make_event(topics=[first, second])
    make_event(topics=[make_topic()])
    assert list(Rights(person).among(Action.REVIEW, Event.objects.all())) == [about]


def test_a_moderator_of_an_area_reviews_who_sits_there_and_their_records():
    person = make_person()
    Moderator.objects.create(user=person, areas="06633 06611000")
    near, far = make_organisation(), make_organisation()
    make_municipality(ags="06633999", postcodes="34998")
    make_municipality(ags="06535999", postcodes="35998")
    Location.objects.create(organisation=near, postcode="34998")
    Location.objects.create(organisation=far, postcode="35998")
    assert Rights(person).may(Action.REVIEW, make_event(owner=near))
    assert list(Rights(person).among(Action.REVIEW, Organisation.objects.all())) == [near]


def test_the_operator_may_do_everything_and_nobody_else_may():
    event = make_event(owner=make_organisation())
    operator, stranger = make_person(is_superuser=True), make_person()
    for action in Action:
        assert Rights(operator).may(action, event)
        assert not Rights(stranger).may(action, event)
        assert not Rights(AnonymousUser()).may(action, event)


def test_an_account_that_is_closed_loses_every_role():
    organisation = make_organisation()
    member = make_member(organisation)
    member.is_active = False
    assert roles(member, organisation) == set()


def test_every_action_says_who_may():
    assert set(RIGHTS) == set(Action)


def test_a_list_costs_the_same_for_many_records(django_assert_num_queries):
    organisation = make_organisation()
    trust(organisation, level=Trust.Level.PUBLISHER)
    member = make_member(organisation)
    for count in (1, 10):
        for _ in range(count):
            make_event(owner=organisation)
        rights = Rights(member)
        with django_assert_num_queries(4):  # memberships, trust, parts, the list
            list(rights.among(Action.EDIT, Event.objects.all()))
