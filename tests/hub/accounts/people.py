"""People who sign in, and the mails that they get."""

import time

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth
from django.core import mail
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from hub.accounts.mails import send
from hub.models import User


def make_person(email="eva@hub.example", *, password=None, verified=True, **fields):
    """Somebody whose address is proved."""
    fields.setdefault("username", email)
    user = User.objects.create_user(email=email, password=password, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def send_mails():
    """Do what the worker does with the mails about accounts; gives those that went out."""
    before = len(mail.outbox)
    waiting = DBTaskResult.objects.filter(task_path=send.module_path, status=TaskResultStatus.READY)
    for result in waiting.order_by("enqueued_at"):
        DBTaskResult.objects.filter(pk=result.pk).update(status=TaskResultStatus.SUCCESSFUL)
        send.call(*result.args_kwargs["args"])
    return mail.outbox[before:]


def sign_in(client, user):
    fields = {"login": user.email, "password": "lange Wanderung"}
    return client.post("/konto/anmelden/", fields)


def app_code(secret, *, later=0):
    """What an authenticator app shows, or will show so many steps of 30 seconds later."""
    value = auth.hotp_value(secret, int(time.time()) // 30 + later)
    return auth.format_hotp_value(value)
