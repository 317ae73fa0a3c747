"""People who are signed in, with a second factor, as most tests of the admin need them."""

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from hub.accounts.second_factor import SESSION_KEY
from hub.models import User


class SignedInClient(Client):
    """Whoever is signed in by force has shown a second factor, too."""

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        session = self.session
        session[SESSION_KEY] = user.pk
        session.save()


def session_of_administrator():
    """The key of a session of the first administrator that has shown a second factor."""
    user = User.objects.filter(is_superuser=True).earliest("pk")
    session = SessionStore()
    session[auth.SESSION_KEY] = str(user.pk)
    session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SESSION_KEY] = user.pk
    session.create()
    return session.session_key
