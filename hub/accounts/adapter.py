"""What the hub does otherwise than allauth: mails, addresses of clients, when to ask again."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme

from hub.accounts import mails, words
from hub.models import User
from hub.rate_limit import client_address

SIGNED_IN_AT = "signed_in_at"  # in the session, by the clock
CODES_LAST = timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | words.ERRORS

    def login(self, request: HttpRequest, user: User) -> None:
        """Let go what somebody else has connected before the address was proved.

        A server elsewhere can make an account with any address; only its owner gets the code, and
        must not come into an account that a stranger enters, too.
        """
        if user.last_login is None:
            used = [record.get("uid") for record in get_authentication_records(request, user)]
            SocialAccount.objects.filter(user=user).exclude(uid__in=filter(None, used)).delete()
        super().login(request, user)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Without a mail server no address can be proved."""
        return settings.CAN_SEND_MAIL

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail; one with a code is worth nothing once the code is not."""
        name = template_prefix.rpartition("/")[2]
        if code := context.get("code", ""):
            mails.queue_mail(name, email, code=code, lasts=CODES_LAST)
        else:
            mails.queue_mail(name, email)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Signing up with a known address costs what it costs with a new one: an account is made
        and undone. Else the clock would tell what the page does not."""
        with transaction.atomic():
            user = User.objects.create(username=f"nobody-{get_random_string(16)}")
            EmailAddress.objects.create(user=user, email=f"{user.username}@invalid")
            transaction.set_rollback(True)
        super().send_account_already_exists_mail(email)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        message = message or words.NEWS.get(message_template or "")
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words.WAYS[method["id"]]} for method in methods]

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Forms lead on to paths of the hub only. allauth would also let through every host by
        which the hub may be asked: `localhost` is the machine of whoever follows the link."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtail_serve", args=[""])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def get_email_verification_redirect_url(self, email_address: object) -> str:
        return reverse("account_home")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A session that somebody has left open gives nobody an address, a password or another way
        in; whoever has signed in a moment ago is not asked again. allauth asks for second factors
        alone."""
        since = time.time() - self.request.session.get(SIGNED_IN_AT, 0)
        return since >= app_settings.REAUTHENTICATION_TIMEOUT
