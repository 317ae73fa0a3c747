"""A session that has shown a second factor remembers it, and gets a new key."""

import time

from allauth.account.signals import authentication_step_completed, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.dispatch import receiver

from hub.accounts import second_factor
from hub.accounts.adapter import SIGNED_IN_AT


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs):
    """Whoever has just come, also by signing up, need not prove it again at once."""
    request.session[SIGNED_IN_AT] = time.time()


@receiver(authentication_step_completed)
def shown(sender, request, user, method, **kwargs):
    if method == "mfa":
        second_factor.note_shown(request, user)
        if request.user.is_authenticated:  # asked again; signing in rotates by itself
            rotate(request)


@receiver(authenticator_added)
def set_up(sender, request, user, authenticator, **kwargs):
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        second_factor.note_shown(request, user)
        rotate(request)


def rotate(request):
    """Give the session a new key, and its row in the list of sessions too."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


@receiver(authenticator_removed)
def removed(sender, request, user, **kwargs):
    """Without any second factor left, none has been shown."""
    if not is_mfa_enabled(user):
        request.session.pop(second_factor.SESSION_KEY, None)
