"""What mails about accounts say, and where they lead; `%(hub)s` is the name of the hub."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Words:
    subject: Text
    paragraphs: tuple[Text, ...]
    link: str = ""  # name of an address
    after: tuple[Text, ...] = ()  # below the code or the link


NOT_YOU = _("If that was not you, there is nothing to do. Tell nobody the code.")
LASTS = _("It counts for 15 minutes and only in the window in which you asked for it.")
WAS_IT_YOU = _(
    "If that was not you, sign in, choose a new password and sign out everywhere else; "
    "and please tell us."
)


def _news(subject: Text) -> Words:
    """Something about the account has changed."""
    return Words(subject, (subject, WAS_IT_YOU), "account_home")


WORDS = {
    "login_code": Words(
        _("%(code)s is your code for %(hub)s"),
        (_("With this code you sign in at %(hub)s:"),),
        after=(LASTS, NOT_YOU),
    ),
    "email_confirmation_signup": Words(
        _("%(code)s is your code for %(hub)s"),
        (_("Welcome! With this code you confirm your address for %(hub)s:"),),
        after=(LASTS, NOT_YOU),
    ),
    "email_confirmation": Words(
        _("%(code)s is your code for %(hub)s"),
        (_("With this code you confirm your address for %(hub)s:"),),
        after=(LASTS, NOT_YOU),
    ),
    "password_reset_code": Words(
        _("%(code)s is your code for %(hub)s"),
        (_("With this code you choose a new password for %(hub)s:"),),
        after=(LASTS, NOT_YOU),
    ),
    "unknown_account": Words(
        _("No account with this address at %(hub)s"),
        (
            _("Somebody, hopefully you, wanted to sign in at %(hub)s with this address."),
            _("There is no account with it. Perhaps you used another address. To create one:"),
        ),
        "account_signup",
        (_("If that was not you, there is nothing to do."),),
    ),
    "account_already_exists": Words(
        _("You have an account already at %(hub)s"),
        (
            _("Somebody, hopefully you, wanted to create an account at %(hub)s with this address."),
            _("There is one already. Sign in with it; without a password we mail you a code:"),
        ),
        "account_login",
        (_("If that was not you, there is nothing to do."),),
    ),
    "password_changed": _news(_("Your password at %(hub)s has been changed.")),
    "password_set": _news(_("A password has been chosen for your account at %(hub)s.")),
    "password_reset": _news(_("Your password at %(hub)s has been changed.")),
    "email_changed": _news(_("The address of your account at %(hub)s has been changed.")),
    "email_confirm": _news(_("The address of your account at %(hub)s has been confirmed.")),
    "email_deleted": _news(_("An address has been taken out of your account at %(hub)s.")),
    "totp_activated": _news(_("An authenticator app has been added to your account at %(hub)s.")),
    "totp_deactivated": _news(
        _("The authenticator app has been taken out of your account at %(hub)s.")
    ),
    "webauthn_added": _news(_("A passkey has been added to your account at %(hub)s.")),
    "webauthn_removed": _news(_("A passkey has been taken out of your account at %(hub)s.")),
    "recovery_codes_generated": _news(
        _("New recovery codes have been made for your account at %(hub)s.")
    ),
}
