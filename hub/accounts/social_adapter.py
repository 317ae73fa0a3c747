"""Sign-in elsewhere: whose word about an address counts."""

from __future__ import annotations

from allauth.core.internal.datakit import parse_bool_safely
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest

from hub.accounts import words
from hub.models import User


class House(OpenIDConnectProvider):
    """A server that sessions remember by its id: two may know the hub by the same client name."""

    def serialize(self) -> dict[str, object]:
        return super().serialize() | {"id": self.sub_id}


class SocialAdapter(DefaultSocialAccountAdapter):
    error_messages = DefaultSocialAccountAdapter.error_messages | words.ELSEWHERE_ERRORS

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> House:
        return House(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Find a person by an address, but only one of the domains that the server vouches for.

        What it claims of other addresses counts as typed: a code is mailed there. Else whoever
        runs the server could be anybody here. So does an address of which it does not say that it
        has checked it, and one whose account somebody else of the same server is connected to:
        houses give addresses to new people.
        """
        said = sociallogin.account.extra_data
        said = said.get("userinfo") or said.get("id_token") or said
        is_checked = parse_bool_safely(said.get("email_verified"))
        for address in sociallogin.email_addresses:
            known = self.is_email_verified(sociallogin.provider, address.email)
            address.verified = known and is_checked
        found = super().authenticate_by_email(sociallogin)
        if found and self._is_connected(found[0], sociallogin.account.provider):
            return None
        return found

    def _is_connected(self, user: User, server: str) -> bool:
        return SocialAccount.objects.filter(user=user, provider=server).exists()
