"""The first session of somebody whose address a link in a mail has proved."""

from __future__ import annotations

import time

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from hub.accounts.adapter import SIGNED_IN_AT
from hub.models import User


def begin(request: HttpRequest, user: User) -> None:
    """Sign in an account that was made just now; the list of sessions shows it like any other."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SIGNED_IN_AT] = time.time()
    UserSession.objects.create_from_request(request)


def note_proof(user: User, email: str) -> None:
    """A link has proved the address of an account that nobody has ever entered.

    Whatever a stranger has connected to it by then must not open it (`AccountAdapter.login`).
    """
    if user.last_login is None:
        SocialAccount.objects.filter(user=user).delete()
        EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True})
