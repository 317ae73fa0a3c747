"""The account of whoever has proved an address by a link in a mail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied

from hub.accounts.first_session import note_proof


@dataclass(frozen=True, slots=True)
class Person:
    """`is_new` accounts have no password and no second factor that a link could pass by."""

    user: object
    is_new: bool


def with_proved_address(email: str) -> Person:
    """The active account of this address, made if there is none.

    Raises PermissionDenied where the account was closed.
    """
    users, email = get_user_model()._default_manager, email.lower()
    proved = EmailAddress.objects.filter(email=email, verified=True).first()
    # PostgreSQL takes ı for I and ſ for S, but their mailboxes are those of others.
    alike = users.filter(email__iexact=email).order_by("-is_active", "pk")
    same = [user for user in alike if user.email.lower() == email]
    known = proved.user if proved else next(iter(same), None)
    if known is not None:
        if not known.is_active:
            raise PermissionDenied
        if not proved:
            note_proof(known, email)
        return Person(known, is_new=False)
    user = users.create_user(username=f"person-{secrets.token_hex(8)}", email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return Person(user, is_new=True)
