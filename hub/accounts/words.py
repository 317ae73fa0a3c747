"""Our words for what allauth says; its German addresses people informally."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

TOO_MANY = _("That was wrong too often. Please wait some minutes, then try again.")

ERRORS = {
    "account_inactive": _("This account is closed."),
    "cannot_remove_primary_email": _("You sign in with this address, so it stays."),
    "duplicate_email": _("That is your address already."),
    "email_password_mismatch": _(
        "Address and password do not fit together. Try again, or leave the password empty: then "
        "we mail you a code."
    ),
    "email_taken": _("This address cannot be used."),
    "enter_current_password": _("That is not your password."),
    "incorrect_code": _("This code is not right. Use the latest one."),
    "incorrect_password": _("That is not your password."),
    "max_email_addresses": _("You cannot add more than %d addresses."),
    "too_many_login_attempts": TOO_MANY,
    "rate_limited": TOO_MANY,
    "same_as_current": _("That is the one that you have now."),
    "unverified_primary_email": _("Please confirm your address first."),
}

SECOND_FACTOR_ERRORS = {
    "cannot_delete_authenticator": _("Your account needs a second factor."),
    "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
    "incorrect_code": ERRORS["incorrect_code"],
    "unverified_email": _("Please confirm your address first."),
}

# What is said after something was done; what is not named here needs no words.
NEWS = {
    "account/messages/email_confirmed.txt": _("Your address is confirmed."),
    "account/messages/email_deleted.txt": _("Your address stays as it was."),
    "account/messages/password_changed.txt": _("Your new password counts."),
    "account/messages/password_set.txt": _("Your new password counts."),
    "mfa/messages/recovery_codes_generated.txt": _("These are your new codes."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is out."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "usersessions/messages/sessions_logged_out.txt": _("You are signed out everywhere else."),
}

WAYS = {
    "reauthenticate": _("With your password"),
    "reauthenticate_by_code": _("With a code that we mail you"),
    "mfa_reauthenticate": _("With your authenticator app or a recovery code"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}

# Sentences of allauth's forms: here so that our catalogue translates them.
IN_FORMS = (gettext_noop("You must type the same password each time."),)
