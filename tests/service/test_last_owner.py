"""Owners who go at the same moment: somebody goes on answering for the entry."""

import pytest
from django.core.exceptions import PermissionDenied

from directory.models import Membership
from directory.teams import actions
from hub.accounts import leaving
from hub.models import User
from tests.factories import make_member, make_organisation
from tests.service.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
EDITOR, OWNER = Membership.Role.EDITOR, Membership.Role.OWNER


def row(pk):
    return Membership.objects.select_related("organisation", "user").get(user=pk)


def leave_team(pk):
    own = row(pk)
    try:
        actions.remove(membership=own, by=own.user)
    except PermissionDenied:
        return "stays"
    return "goes"


def step_down(pk):
    own = row(pk)
    try:
        actions.change_role(membership=own, role=EDITOR, by=own.user)
    except PermissionDenied:
        return "stays"
    return "goes"


def delete_account(pk):
    return "goes" if leaving.leave(user=User.objects.get(pk=pk)) else "stays"


def throw_out(pk):
    """Each owner takes the other one out."""
    own = row(pk)
    other = Membership.objects.filter(organisation=own.organisation, role=OWNER).exclude(user=pk)
    try:
        actions.remove(membership=other.select_related("organisation", "user").get(), by=own.user)
    except (PermissionDenied, Membership.DoesNotExist):
        return "stays"
    return "goes"


WAYS = {
    "both leave the team": (leave_team, leave_team),
    "both step down": (step_down, step_down),
    "both delete their accounts": (delete_account, delete_account),
    "one leaves, one deletes the account": (leave_team, delete_account),
    "one steps down, one leaves": (step_down, leave_team),
    "each throws the other out": (throw_out, throw_out),
}


@pytest.mark.parametrize("ways", WAYS.values(), ids=WAYS)
def test_of_two_owners_who_go_at_once_one_stays(shared_database, ways):
    organisation = make_organisation()
    people = [make_member(organisation).pk, make_member(organisation).pk]
    make_member(organisation, role=EDITOR)
    shared_database()
    outcomes = at_once(lambda number: ways[number](people[number]), [0, 1])

    def owners(_nothing):
        return Membership.objects.filter(organisation=organisation.pk, role=OWNER).count()

    assert at_once(owners, [0]) == [1], outcomes
    assert sorted(outcomes) == ["goes", "stays"]


def test_an_invitation_is_accepted_once_by_two_windows(shared_database):
    organisation = make_organisation()
    owner = make_member(organisation)
    actions.invite(organisation=organisation, email="neu@example.org", role=EDITOR, by=owner)
    from tests.directory.teams.test_actions import link

    token = link()
    shared_database()

    def accept(_number):
        try:
            actions.accept(token=token)
        except Exception as error:
            return type(error).__name__
        return "joined"

    assert sorted(at_once(accept, [0, 1])) == ["DoesNotExist", "joined"]
