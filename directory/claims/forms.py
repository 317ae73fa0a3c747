from django import forms
from django.utils.translation import gettext_lazy as _


class ClaimForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address at the organisation"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("An address at the domain of the website is proof enough in most cases."),
    )
    reason = forms.CharField(
        label=_("Who are you, and what do you do there? (optional)"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read only if a person has to decide."),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the mail to the published address"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[("grant", ""), ("refuse", "")])
    replace = forms.BooleanField(required=False)
