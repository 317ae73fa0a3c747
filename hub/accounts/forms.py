"""Forms that are asked otherwise than allauth asks them."""

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

TOO_QUICK = 2  # seconds in which nobody reads and fills in a form


class SignInForm(LoginForm):
    """E-mail and password; without a password a code is mailed."""

    def _setup_password_field(self):
        self.fields["password"].required = False


class SignUpForm(SignupForm):
    """The address alone; it is proved by a code that is mailed there."""

    # When the form was shown, signed: programs answer at once, or with what they kept.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = _stamp.sign("")

    def clean(self):
        cleaned = super().clean()
        try:
            _stamp.unsign(self.data.get(self.add_prefix("shown"), ""), max_age=24 * 3600)
        except signing.BadSignature:
            self._show_again(_("This form was open for very long. Please send it once more."))
        else:
            if self._is_too_quick():
                self._show_again(_("That was quicker than people are. Please send it once more."))
        return cleaned

    def _is_too_quick(self):
        try:
            _stamp.unsign(self.data[self.add_prefix("shown")], max_age=TOO_QUICK)
        except signing.SignatureExpired:
            return False
        return True

    def _show_again(self, message):
        """Refuse, and give the form that is shown now a new stamp."""
        self.add_error(None, message)
        self.data = self.data.copy()
        self.data[self.add_prefix("shown")] = _stamp.sign("")


_stamp = signing.TimestampSigner(salt="hub.accounts.sign_up")
