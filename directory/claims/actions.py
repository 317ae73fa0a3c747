"""From “that is us” to an owner. Who may decide is asked before, by the views."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from directory.claims import letters
from directory.claims.domain import proves, site_of
from directory.models import Claim, Invitation, Membership, Organisation
from directory.models.invitation import CLAIMED_FOR, CODE_FOR, digest
from directory.own_area.people import Person, with_proved_address
from directory.teams.actions import owners, withdraw_invitations_of
from hub.accounts import personal_data

Role = Membership.Role
State = Claim.State


@transaction.atomic
def begin(
    *,
    organisation: Organisation,
    email: str,
    reason: str,
    language: str,
    at: datetime | None = None,
) -> None:
    """Send a link to the address: whoever opens it owns the mailbox."""
    at, token = at or timezone.now(), secrets.token_urlsafe(24)
    claim = Claim.objects.create(
        organisation=organisation,
        email=email.strip().lower(),
        reason=reason,
        language=language,
        token_digest=digest(token),
        created_at=at,
        expires_at=at + CLAIMED_FOR,
    )
    letters.send_link(claim=claim, token=token)


def is_proved_by_domain(claim: Claim) -> bool:
    """At once only where no person has to decide, and no other entry has this website."""
    organisation = claim.organisation
    if claim.needs_decision or not proves(claim.email, organisation.website):
        return False
    domain = site_of(organisation.website)
    others = Organisation.objects.exclude(pk=organisation.pk).filter(website__icontains=domain)
    return not others.exists()


def published_address(claim: Claim) -> str:
    """To which a code can be sent; empty where the entry shows none or a person has to decide."""
    if claim.needs_decision:
        return ""
    points = claim.organisation.contact_points.exclude(email="")
    return next((point.email for point in points), "")


@transaction.atomic
def take_by_domain(*, claim: Claim) -> Person:
    claim = _open(claim, State.BEGUN)
    if not is_proved_by_domain(claim):
        raise PermissionDenied
    return _grant(claim, by=None, how="domain")


@transaction.atomic
def send_code(*, claim: Claim, at: datetime | None = None) -> None:
    """A new code for each mail; the tries of all codes of a claim count together."""
    claim, at = _open(claim, State.BEGUN), at or timezone.now()
    address = published_address(claim)
    if not address or claim.code_tries >= Claim.CODE_TRIES:
        raise PermissionDenied
    code = f"{secrets.randbelow(10**8):08d}"
    claim.code_digest = digest(f"{claim.pk} {code}")
    claim.code_expires_at = at + CODE_FOR
    claim.save()
    letters.send_code(claim=claim, to=address, code=f"{code[:4]} {code[4:]}")


@transaction.atomic
def take_by_code(*, claim: Claim, code: str, at: datetime | None = None) -> Person | None:
    """None for a wrong code, of which five are allowed."""
    claim, at = _open(claim, State.BEGUN), at or timezone.now()
    is_current = claim.code_digest and claim.code_expires_at > at
    if not is_current or claim.code_tries >= Claim.CODE_TRIES or not published_address(claim):
        raise PermissionDenied
    claim.code_tries += 1
    claim.save()
    typed = digest(f"{claim.pk} {''.join(filter(str.isdecimal, code))}")
    if not secrets.compare_digest(typed, claim.code_digest):
        return None
    return _grant(claim, by=None, how="code")


@transaction.atomic
def ask(*, claim: Claim) -> None:
    """Let those decide who moderate or vouch for the entry; its owners are told."""
    claim = _open(claim, State.BEGUN)
    claim.state = State.ASKED
    claim.save()
    log(instance=claim.organisation, action="hub.claim.ask", data={"claim": claim.pk})
    letters.ask_reviewers(claim=claim)
    people = [row.user for row in owners(claim.organisation)]
    letters.tell_owners(claim=claim, people=people, name="disputed")


@transaction.atomic
def decide(*, claim: Claim, grant: bool, replace: bool, by) -> None:
    """`replace`: those who were owners leave the team. They are told in any case."""
    claim = _open(claim, State.ASKED)
    if is_own(claim, by):
        raise PermissionDenied
    if not grant:
        claim.state, claim.decided_by = State.REFUSED, by
        claim.save()
        data = {"claim": claim.pk}
        log(instance=claim.organisation, action="hub.claim.refuse", user=by, data=data)
        letters.tell_claimant(claim=claim)
        return
    former = list(owners(claim.organisation).select_for_update(of=("self",)))
    person = _grant(claim, by=by, how="decision")
    former = [row for row in former if row.user_id != person.user.pk]
    if replace:
        for row in former:
            withdraw_invitations_of(row)
            row.delete()
    name = "lost" if replace else "kept"
    letters.tell_owners(claim=claim, people=[row.user for row in former], name=name)


def is_own(claim: Claim, user) -> bool:
    """Nobody gives an entry to themselves, except operators, who may do everything anyway."""
    own = {user.email.lower(), *personal_data.addresses_of(user)}
    return claim.email in own and not user.is_superuser


def _open(claim: Claim, *states: str) -> Claim:
    """The claim as it is now, locked; PermissionDenied when it was decided meanwhile."""
    rows = Claim.objects.select_for_update(of=("self",)).select_related("organisation")
    claim = rows.get(pk=claim.pk)
    if claim.state not in states:
        raise PermissionDenied
    return claim


def _grant(claim: Claim, *, by, how: str) -> Person:
    """An owner, and no secret that could be used again. All other claims to the entry go on."""
    Organisation.objects.select_for_update().get(pk=claim.organisation_id)
    if how != "decision" and claim.needs_decision:  # somebody was quicker
        raise PermissionDenied
    person = with_proved_address(claim.email)
    membership, is_new = Membership.objects.get_or_create(
        organisation=claim.organisation, user=person.user, defaults={"role": Role.OWNER}
    )
    if not is_new and membership.role != Role.OWNER:
        membership.role = Role.OWNER
        membership.save()
    claim.state, claim.decided_by, claim.code_digest = State.GRANTED, by, ""
    claim.save()
    log(
        instance=claim.organisation,
        action="hub.claim.grant",
        user=by or person.user,
        data={"claim": claim.pk, "person": person.user.pk, "how": how},
    )
    letters.tell_claimant(claim=claim)
    points = claim.organisation.contact_points.exclude(email="").exclude(email__iexact=claim.email)
    for point in points[:1] if how != "decision" else ():
        letters.tell_published(claim=claim, to=point.email)
    return person


def prune(*, at: datetime | None = None) -> int:
    """Delete what ended without a decision, and invitations nobody accepted; gives the number."""
    at = at or timezone.now()
    claims = Claim.objects.filter(expires_at__lte=at).exclude(state=State.ASKED)
    return claims.delete()[0] + Invitation.objects.filter(expires_at__lte=at).delete()[0]
