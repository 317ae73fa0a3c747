from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Membership

ROLES = [
    (Membership.Role.EDITOR, _("Editor: writes and hands in")),
    (Membership.Role.OWNER, _("Owner: also deletes and looks after the team")),
]


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("We write to this address. The link in the mail is good for 14 days."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        initial=Membership.Role.EDITOR,
        widget=forms.RadioSelect,
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Membership.Role.choices)
