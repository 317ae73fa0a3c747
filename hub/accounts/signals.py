"""A session that has shown a second factor remembers it, and gets a new key."""

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.dispatch import receiver

from hub.accounts import second_factor


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
