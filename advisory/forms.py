"""The five questions of the funding check; the answers stand in the address."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from advisory.eligibility import PLANNED, Company, Span
from advisory.models import FundingProgramme
from advisory.models.funding import Industry
from directory.models import Municipality, Organisation

SIZES = {
    Organisation.SizeClass.MICRO: Span(1, 9),
    Organisation.SizeClass.SMALL: Span(10, 49),
    Organisation.SizeClass.MEDIUM: Span(50, 249),
    Organisation.SizeClass.LARGE: Span(250, None),
}
AGES = {
    "planned": (_("not founded yet"), PLANNED),
    "0-1": (_("less than 2 years"), Span(0, 1)),
    "2-4": (_("2 to 4 years"), Span(2, 4)),
    "5-9": (_("5 to 9 years"), Span(5, 9)),
    "10+": (_("10 years and more"), Span(10, None)),
}
OPEN = [("", _("leave open"))]
NOT_IN_THE_LIST = {"invalid_choice": _("Choose from the list.")}


def _question(label, choices):
    return forms.ChoiceField(
        label=label,
        choices=[*OPEN, *choices],
        required=False,
        error_messages=NOT_IN_THE_LIST,
    )


def five_digits(text):
    """A German postcode without blanks; empty for nothing. Raises ValidationError."""
    postcode = "".join(text.split())
    if postcode and not re.fullmatch("[0-9]{5}", postcode):
        raise forms.ValidationError(_("A postcode has five digits."))
    return postcode


class CheckForm(forms.Form):
    """Any of the questions may stay open; a wrong answer counts as an open one and is told."""

    use_required_attribute = False

    purpose = _question(_("What do you need money for?"), FundingProgramme.Purpose.choices)
    postcode = forms.CharField(
        label=_("Postcode of your company or project"),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "postal-code", "maxlength": 12}
        ),
    )
    size = _question(_("How many people work with you?"), Organisation.SizeClass.choices)
    age = _question(
        _("How old is your company?"), [(code, words) for code, (words, _s) in AGES.items()]
    )
    industry = _question(_("In which industry are you?"), Industry.choices)
    legal_form = _question(_("Which legal form do you have?"), Organisation.LegalForm.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="%s", **kwargs)
        self.towns = []

    def clean_postcode(self):
        """Five digits; remembers the municipalities that they may mean."""
        postcode = five_digits(self.cleaned_data["postcode"])
        self.towns = list(Municipality.objects.with_postcode(postcode)) if postcode else []
        return postcode

    @property
    def is_answered(self):
        """Whether anything was answered, rightly or wrongly."""
        return any(str(self.data.get(name, "")).strip() for name in self.fields)

    @property
    def is_outside(self):
        """Whether the postcode lies outside the register of municipalities."""
        return bool(self.cleaned_data.get("postcode")) and not self.towns

    def company(self):
        """What was answered, for a form that was validated."""
        given = self.cleaned_data
        return Company(
            purpose=given.get("purpose", ""),
            places=tuple(town.ags for town in self.towns),
            employees=SIZES.get(given.get("size", "")),
            age=AGES[given["age"]][1] if given.get("age") else None,
            industry=given.get("industry", ""),
            legal_form=given.get("legal_form", ""),
        )

    def answers(self):
        """The valid answers as parameters of an address."""
        return {name: value for name, value in self.cleaned_data.items() if value}
