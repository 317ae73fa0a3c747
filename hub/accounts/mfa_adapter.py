"""Second factors: who may not do without, how secrets lie in the database, what devices show."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from hub.accounts import second_factor, words
from hub.models import HubSettings, User


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | words.SECOND_FACTOR_ERRORS

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever needs a second factor keeps one besides recovery codes."""
        if not second_factor.is_required_for(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """With another SECRET_KEY nothing fits any more: no code is right."""
        try:
            return _fernet().decrypt(encrypted_text).decode()
        except InvalidToken:
            return ""

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def get_totp_issuer(self) -> str:
        return HubSettings.load().title

    def _get_site_name(self) -> str:
        return HubSettings.load().title


def _fernet() -> Fernet:
    key = hashlib.sha256(f"hub.accounts.second_factor {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
