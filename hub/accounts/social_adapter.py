"""Sign-in elsewhere: whose word about an address counts."""

from __future__ import annotations

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin

from hub.accounts import words
from hub.models import User


class SocialAdapter(DefaultSocialAccountAdapter):
    error_messages = DefaultSocialAccountAdapter.error_messages | words.ELSEWHERE_ERRORS

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Find a person by an address, but only one of the domains that the server vouches for.

        What it claims of other addresses counts as typed: a code is mailed there. Else whoever
        runs the server could be anybody here. So does an address that it has not checked itself.
        """
        said = sociallogin.account.extra_data
        said = said.get("userinfo") or said.get("id_token") or said
        is_doubted = said.get("email_verified") in {False, "false"}
        for address in sociallogin.email_addresses:
            known = self.is_email_verified(sociallogin.provider, address.email)
            address.verified = known and not is_doubted
        return super().authenticate_by_email(sociallogin)
