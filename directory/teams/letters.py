"""The mails of teams; each in the language of whom it goes to."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import override

from directory.models import Invitation, Organisation
from hub.http import absolute
from hub.mailbox.queue import language_of, queue
from hub.models import User


def invite(*, invitation: Invitation, token: str, language: str) -> None:
    """Goes to an address that somebody has typed. What nobody has reviewed is not in it.

    Else anybody could list something and write to strangers in our name.
    """
    by, is_public = invitation.invited_by, invitation.organisation.live
    with override(language):
        address = absolute(reverse("team_invitation", args=[token]))
        role = invitation.get_role_display()
    _write(
        "invitation",
        to=invitation.email,
        language=language,
        organisation=invitation.organisation,
        address=address,
        role=role,
        is_public=is_public,
        inviter=name_of(by) if is_public else (by.email if by else ""),
    )


def tell(*, person: User, name: str, organisation: Organisation, **more: object) -> None:
    """Something has happened to somebody's membership: `name` is the template."""
    if not person.email or not person.is_active:
        return
    language = language_of(person)
    with override(language):
        address = absolute(reverse("own_area"))
    _write(
        name,
        to=person.email,
        language=language,
        organisation=organisation,
        address=address,
        **more,
    )


def name_of(user) -> str:
    return user.get_full_name() or user.email if user else ""


def _write(name: str, *, to: str, language: str, **context: object) -> None:
    template = f"directory/teams/mail/{name}.txt"
    queue(to=to, language=language, kind="team", template=template, context=context)
