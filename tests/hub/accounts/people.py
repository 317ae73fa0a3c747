"""People who sign in, and the mails that they get."""

import time

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth
from django.core import mail

from hub.mailbox.sending import send_due
from hub.models import User


def make_person(email="eva@hub.example", *, password=None, verified=True, **fields):
    """Somebody whose address is proved."""
    fields.setdefault("username", email)
    user = User.objects.create_user(email=email, password=password, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def send_mails():
    """Do what the worker does with mails; gives those that went out."""
    before = len(mail.outbox)
    send_due()
    return mail.outbox[before:]


def sign_in(client, user):
    fields = {"login": user.email, "password": "lange Wanderung"}
    return client.post("/konto/anmelden/", fields)


def app_code(secret, *, later=0):
    """What an authenticator app shows, or will show so many steps of 30 seconds later."""
    value = auth.hotp_value(secret, int(time.time()) // 30 + later)
    return auth.format_hotp_value(value)
