"""What happens to memberships. Who may do it is asked before, by the views."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.log_actions import log

from directory.models import Invitation, Membership, Organisation
from directory.models.invitation import INVITED_FOR, digest
from directory.own_area.people import Person, with_proved_address
from directory.teams import letters

Role = Membership.Role
MAX_INVITATIONS = 50  # open ones of one organisation


class LastOwner(PermissionDenied):
    """Somebody has to answer for an entry."""


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, role: str, by, at: datetime | None = None
) -> Invitation:
    """Write to an address; an older link to the same address is worth nothing then."""
    at, token = at or timezone.now(), secrets.token_urlsafe(24)
    invitation, _is_new = Invitation.objects.update_or_create(
        organisation=organisation,
        email=email.strip().lower(),
        defaults={
            "role": role,
            "token_digest": digest(token),
            "invited_by": by,
            "created_at": at,
            "expires_at": at + INVITED_FOR,
        },
    )
    letters.invite(invitation=invitation, token=token, language=get_language() or "de")
    log(instance=organisation, action="hub.team.invite", user=by, data={"role": role})
    return invitation


@transaction.atomic
def accept(*, token: str, at: datetime | None = None) -> tuple[Membership, Person]:
    """Join, as the account of the address to which the link went; once.

    Raises Invitation.DoesNotExist, or PermissionDenied where that account was closed.
    """
    rows = Invitation.objects.current(at=at).select_for_update().select_related("organisation")
    invitation = rows.get(token_digest=digest(token))
    person = with_proved_address(invitation.email)
    membership, is_new = Membership.objects.get_or_create(
        organisation=invitation.organisation,
        user=person.user,
        defaults={"role": invitation.role},
    )
    if not is_new and invitation.role == Role.OWNER != membership.role:
        membership.role = Role.OWNER
        membership.save()
    invitation.delete()
    log(
        instance=membership.organisation,
        action="hub.team.join",
        user=person.user,
        data={"role": membership.role, "person": person.user.pk},
    )
    for owner in owners(membership.organisation).exclude(user=person.user):
        letters.tell(
            person=owner.user,
            name="joined",
            organisation=membership.organisation,
            joined=letters.name_of(person.user),
        )
    return membership, person


@transaction.atomic
def change_role(*, membership: Membership, role: str, by) -> None:
    membership = _locked(membership)
    if membership.role == role:
        return
    if role != Role.OWNER:
        _needs_another_owner(membership)
        withdraw_invitations_of(membership)
    membership.role = role
    membership.save()
    _note(membership, "hub.team.role", by, role=role)
    _tell(membership, "role", by, role=str(membership.get_role_display()))


@transaction.atomic
def remove(*, membership: Membership, by) -> None:
    """Take somebody out of the team, also oneself."""
    membership = _locked(membership)
    _needs_another_owner(membership)
    _note(membership, "hub.team.leave" if by == membership.user else "hub.team.remove", by)
    withdraw_invitations_of(membership)
    membership.delete()
    _tell(membership, "removed", by)


@transaction.atomic
def hand_over(*, giver: Membership, receiver: Membership) -> None:
    """The receiver answers for the entry from now on, the giver goes on as an editor."""
    receiver, giver = _locked(receiver), _locked(giver)
    if giver.role != Role.OWNER or giver.organisation_id != receiver.organisation_id:
        raise PermissionDenied
    receiver.role, giver.role = Role.OWNER, Role.EDITOR
    receiver.save()
    giver.save()
    _note(receiver, "hub.team.hand_over", giver.user)
    _tell(receiver, "handed_over", giver.user, giver=letters.name_of(giver.user))


@transaction.atomic
def withdraw(*, invitation: Invitation, by) -> None:
    invitation.delete()
    log(instance=invitation.organisation, action="hub.team.withdraw", user=by)


def withdraw_invitations_of(membership: Membership) -> None:
    """Else somebody who had to go comes back by a link that they sent to themselves."""
    membership.organisation.invitations.filter(invited_by=membership.user_id).delete()


def owners(organisation: Organisation):
    return organisation.memberships.filter(role=Role.OWNER).select_related("user")


def _locked(membership: Membership) -> Membership:
    """The row as it is now, with all of the team locked: two who leave at once come in turn."""
    rows = Membership.objects.filter(organisation=membership.organisation_id)
    locked = {row.pk: row for row in rows.select_for_update().order_by("pk")}
    if membership.pk not in locked:
        raise Membership.DoesNotExist
    return locked[membership.pk]


def _needs_another_owner(membership: Membership) -> None:
    others = owners(membership.organisation).exclude(pk=membership.pk)
    if membership.role == Role.OWNER and not others.exists():
        raise LastOwner


def _note(membership: Membership, action: str, by, **data: object) -> None:
    data |= {"person": membership.user_id}
    log(instance=membership.organisation, action=action, user=by, data=data)


def _tell(membership: Membership, name: str, by, **more: object) -> None:
    """Whoever did it knows already."""
    if by != membership.user:
        letters.tell(
            person=membership.user, name=name, organisation=membership.organisation, **more
        )
