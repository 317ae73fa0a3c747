"""What the directory keeps about a person, and what stands in the way of deleting an account."""

from django.utils.translation import gettext as _

from directory.models import (
    Claim,
    Correction,
    Invitation,
    ListingDraft,
    Membership,
    PostingMessage,
    Report,
)
from hub.accounts import leaving, personal_data


def memberships(user):
    return list(user.memberships.values("organisation__title", "role", "since"))


def drafts(user):
    """Entries that the person has begun and not handed in."""
    return list(ListingDraft.objects.filter(user=user).values("fields", "created_at", "expires_at"))


def letters(user):
    """What was asked of the hub with an address of the person, or of the person by it."""
    addresses = personal_data.addresses_of(user)
    kinds = {
        Invitation: ("organisation__title", "role"),
        Claim: ("organisation__title", "reason", "state"),
        Correction: ("values", "remark", "answer"),
        Report: ("reason", "text", "answer"),
        PostingMessage: ("posting__title", "name", "text", "expires_at"),
    }
    return [
        {"kind": model.__name__.lower(), **row}
        for model, fields in kinds.items()
        for row in model.objects.filter(email__in=addresses).values("email", "created_at", *fields)
    ]


def corrections(user):
    """Proposed while signed in, and not decided yet."""
    return list(
        Correction.objects.filter(proposed_by=user).values("values", "remark", "created_at")
    )


def only_owner(user):
    """A team keeps an owner; an entry of the person alone stays, and operators look after it."""
    owned = user.memberships.filter(role=Membership.Role.OWNER).values("organisation")
    teams = Membership.objects.filter(organisation__in=owned).select_related("organisation")
    others = [row for row in teams.select_for_update(of=("self",)) if row.user_id != user.pk]
    led = {row.organisation_id for row in others if row.role == Membership.Role.OWNER}
    sentence = _(
        "You are the only owner of “%(name)s”. Hand it over to somebody of the team first."
    )
    for organisation in {row.organisation for row in others if row.organisation_id not in led}:
        yield sentence % {"name": organisation}


def register():
    personal_data.register("memberships", memberships)
    personal_data.register("drafts", drafts)
    personal_data.register("letters", letters)
    personal_data.register("corrections", corrections)
    leaving.refuse(only_owner)
