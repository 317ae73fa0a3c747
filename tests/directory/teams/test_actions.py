"""Who acts for an organisation: invitations, roles, and always somebody who answers for it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.models import Invitation, Membership
from directory.own_area.people import Person, with_proved_address
from directory.teams import actions
from hub.mailbox.models import OutgoingMail
from tests.constraints import breaks
from tests.factories import make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
OWNER, EDITOR = Membership.Role.OWNER, Membership.Role.EDITOR


@pytest.fixture
def owner():
    return make_member(make_organisation(title="Werk"))


def membership(user):
    return Membership.objects.select_related("organisation", "user").get(user=user)


def invite(owner, email="Neu@Example.org", role=EDITOR, **more):
    organisation = membership(owner).organisation
    actions.invite(organisation=organisation, email=email, role=role, by=owner, **more)
    return link()


def link():
    return re.search(r"/einladung/([\w-]+)/", OutgoingMail.objects.latest("pk").text)[1]


def mails():
    return [(mail.to, mail.subject) for mail in OutgoingMail.objects.order_by("pk")]


def log(organisation):
    rows = ModelLogEntry.objects.filter(object_id=str(organisation.pk), action__startswith="hub.")
    return [row.action for row in rows.order_by("pk")]


def test_an_invitation_is_accepted_once_by_whoever_has_the_mail(owner):
    token = invite(owner)
    assert not Invitation.objects.filter(token_digest=token).exists()  # the secret is not stored
    joined, person = actions.accept(token=token)
    assert (joined.role, person.user.email, person.is_new) == (EDITOR, "neu@example.org", True)
    assert not person.user.has_usable_password()
    assert mails()[1] == (owner.email, "„Werk“ hat ein neues Teammitglied")
    with pytest.raises(Invitation.DoesNotExist):
        actions.accept(token=token)
    assert log(joined.organisation) == ["hub.team.invite", "hub.team.join"]


def test_the_account_of_the_address_joins_whatever_its_capitals(owner):
    known = make_person(email="Neu@example.org")
    _joined, person = actions.accept(token=invite(owner, "neu@EXAMPLE.org"))
    assert (person.user, person.is_new) == (known, False)


def test_a_newer_invitation_makes_the_older_link_worthless(owner):
    first, second = invite(owner), invite(owner, role=OWNER)
    with pytest.raises(Invitation.DoesNotExist):
        actions.accept(token=first)
    assert actions.accept(token=second)[0].role == OWNER


def test_an_invitation_ends_after_two_weeks(owner):
    token = invite(owner)
    with pytest.raises(Invitation.DoesNotExist):
        actions.accept(token=token, at=timezone.now() + timedelta(days=15))
    assert actions.accept(token=token, at=timezone.now() + timedelta(days=13))


def test_a_withdrawn_invitation_and_a_closed_account_let_nobody_in(owner):
    token = invite(owner)
    actions.withdraw(invitation=Invitation.objects.get(), by=owner)
    with pytest.raises(Invitation.DoesNotExist):
        actions.accept(token=token)
    make_person(email="zu@example.org", is_active=False)
    with pytest.raises(PermissionDenied):
        actions.accept(token=invite(owner, "zu@example.org"))


def test_an_invitation_never_takes_a_role_away(owner):
    second = make_member(membership(owner).organisation)
    assert actions.accept(token=invite(owner, second.email))[0].role == OWNER


def test_the_last_owner_neither_leaves_nor_becomes_an_editor(owner):
    make_member(membership(owner).organisation, role=EDITOR)
    with pytest.raises(actions.LastOwner):
        actions.remove(membership=membership(owner), by=owner)
    with pytest.raises(actions.LastOwner):
        actions.change_role(membership=membership(owner), role=EDITOR, by=owner)
    assert membership(owner).role == OWNER
    assert mails() == []


def test_of_two_owners_one_can_leave(owner):
    second = make_member(membership(owner).organisation)
    one, other = membership(owner), membership(second)
    actions.remove(membership=one, by=owner)
    with pytest.raises(actions.LastOwner):
        actions.remove(membership=other, by=second)


def test_what_somebody_else_has_changed_meanwhile_counts(owner):
    """Both pages were open: the rows are read anew under the lock."""
    second = make_member(membership(owner).organisation)
    stale = membership(second)
    actions.change_role(membership=membership(owner), role=EDITOR, by=second)
    with pytest.raises(actions.LastOwner):
        actions.remove(membership=stale, by=second)
    gone = membership(owner)
    actions.remove(membership=gone, by=second)
    with pytest.raises(Membership.DoesNotExist):
        actions.change_role(membership=gone, role=OWNER, by=second)


def test_who_is_removed_or_changed_is_told_and_who_leaves_is_not(owner):
    organisation = membership(owner).organisation
    editor, leaver = (make_member(organisation, role=EDITOR) for _ in range(2))
    actions.change_role(membership=membership(editor), role=OWNER, by=owner)
    actions.remove(membership=membership(editor), by=owner)
    actions.remove(membership=membership(leaver), by=leaver)
    assert mails() == [
        (editor.email, "Ihre Rolle für „Werk“ hat sich geändert"),
        (editor.email, "Sie schreiben nicht mehr für „Werk“"),
    ]
    assert log(organisation) == ["hub.team.role", "hub.team.remove", "hub.team.leave"]


def test_handing_over_makes_the_other_an_owner_and_oneself_an_editor(owner):
    editor = make_member(membership(owner).organisation, role=EDITOR)
    actions.hand_over(giver=membership(owner), receiver=membership(editor))
    assert (membership(owner).role, membership(editor).role) == (EDITOR, OWNER)
    assert mails() == [(editor.email, "Sie sind jetzt für „Werk“ verantwortlich")]
    with pytest.raises(PermissionDenied):
        actions.hand_over(giver=membership(owner), receiver=membership(editor))
    with pytest.raises(PermissionDenied):
        actions.hand_over(giver=membership(editor), receiver=membership(make_member()))


def test_an_address_is_invited_once():
    organisation = make_organisation()
    row = {
        "organisation": organisation,
        "email": "a@example.org",
        "role": EDITOR,
        "expires_at": timezone.now(),
    }
    Invitation.objects.create(token_digest="a", **row)
    with breaks("directory_invitation_unique"):
        Invitation.objects.create(token_digest="b", **row)


def test_whoever_had_to_go_does_not_come_back_by_a_link_to_themselves(owner):
    organisation = membership(owner).organisation
    second = make_member(organisation)
    invite(owner, "kollegin@example.org")
    for leave in (
        lambda: actions.change_role(membership=membership(second), role=EDITOR, by=owner),
        lambda: actions.remove(membership=membership(second), by=owner),
    ):
        token = invite(second, "zweitadresse@example.org", role=OWNER)
        leave()
        with pytest.raises(Invitation.DoesNotExist):
            actions.accept(token=token)
    assert Invitation.objects.get().email == "kollegin@example.org"


def test_capitals_in_an_address_are_the_same_person_and_letters_alike_are_not():
    """PostgreSQL holds ı for an I; the mailbox of the one is not that of the other."""
    mike = make_person(email="Mike@Github.example")
    assert with_proved_address("mike@github.EXAMPLE") == Person(mike, is_new=False)
    other = with_proved_address("mike@g\u0131thub.example")
    assert other.is_new
    assert other.user != mike


def test_a_new_account_is_found_again_however_its_address_is_typed(client):
    person = with_proved_address("Neu@Example.ORG").user
    assert person.email == "neu@example.org"
    client.post("/konto/anmelden/", {"login": "Neu@example.org"})
    stage = client.session["account_login"]
    assert int(stage["user_pk"], 36) == person.pk
