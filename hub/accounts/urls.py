"""The addresses of /konto/: allauth's views by its names, under our words."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.usersessions import views as sessions
from django.urls import URLPattern, include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from hub.accounts import elsewhere, views
from hub.accounts.second_factor import existing_one_required

signing_in = [
    path("", account.login, name="account_login"),
    path(_("code/"), account.confirm_login_code, name="account_confirm_login_code"),
    path(_("second-factor/"), mfa.authenticate, name="mfa_authenticate"),
    path("passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
]

confirming = [
    path("", account.reauthenticate, name="account_reauthenticate"),
    path(
        _("send-code/"),
        account.request_reauthentication_code,
        name="account_request_reauthentication_code",
    ),
    path(
        _("code/"),
        account.confirm_reauthentication_code,
        name="account_confirm_reauthentication_code",
    ),
    path(_("second-factor/"), mfa.reauthenticate, name="mfa_reauthenticate"),
    path("passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]

password = [
    path("", account.password_change, name="account_change_password"),
    path(_("choose/"), account.password_set, name="account_set_password"),
    path(_("forgotten/"), account.password_reset, name="account_reset_password"),
    path(
        _("forgotten/code/"),
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        _("forgotten/new/"),
        account.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        _("forgotten/done/"),
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
]

second_factor = [
    path("", existing_one_required(mfa.index), name="mfa_index"),
    path(_("needed/"), views.second_factor_needed, name="account_second_factor"),
    path("app/", existing_one_required(totp.activate_totp), name="mfa_activate_totp"),
    path(_("app/off/"), existing_one_required(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        _("recovery-codes/"),
        existing_one_required(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        _("recovery-codes/new/"),
        existing_one_required(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        _("recovery-codes/file/"),
        existing_one_required(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", existing_one_required(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path(_("passkeys/add/"), existing_one_required(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        _("passkeys/<int:pk>/rename/"),
        existing_one_required(webauthn.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
    path(
        _("passkeys/<int:pk>/remove/"),
        existing_one_required(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]

signing_in_elsewhere = [
    path("", social.connections, name="socialaccount_connections"),
    path(_("cancelled/"), social.login_cancelled, name="socialaccount_login_cancelled"),
    path(_("failed/"), social.login_error, name="socialaccount_login_error"),
    path(_("address/"), social.signup, name="socialaccount_signup"),
]

pages = [
    path("", views.home, name="account_home"),
    path(_("sign-in/"), include(signing_in)),
    path(_("sign-up/"), account.signup, name="account_signup"),
    path(_("sign-out/"), account.logout, name="account_logout"),
    path(_("inactive/"), account.account_inactive, name="account_inactive"),
    path(_("confirm/"), include(confirming)),
    path(_("email/"), account.email, name="account_email"),
    path(
        _("email/confirm/"),
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path(_("password/"), include(password)),
    path(_("second-factor/"), include(second_factor)),
    path(_("data/"), views.own_data, name="account_data"),
    path(_("delete/"), views.leave, name="account_leave"),
    path(_("deleted/"), views.deleted, name="account_deleted"),
    path(_("elsewhere/"), include(signing_in_elsewhere)),
    path(_("sessions/"), sessions.list_usersessions, name="usersessions_list"),
]


def kept_by_nobody(patterns):
    """Neither a cache nor the button “back” shows somebody's codes and devices to the next one."""
    for each in patterns:
        if isinstance(each, URLPattern):
            each.callback = never_cache(each.callback)
        else:
            kept_by_nobody(each.url_patterns)
    return patterns


urlpatterns = kept_by_nobody([path(_("account/"), include(pages))])

# Providers know the second one by heart, so it is the same in every language.
oidc_paths = [
    path("login/", elsewhere.login, name="openid_connect_login"),
    path("login/callback/", elsewhere.callback, name="openid_connect_callback"),
]
