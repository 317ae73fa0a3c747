"""The three steps of a request, and what its desk and its company do with it later."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from advisory.forms import OPEN, five_digits
from advisory.models import AdviceDesk, AdviceLanguage, AdviceRequest, RoutingRule
from advisory.models.funding import Industry
from advisory.requests.cases import case_of
from advisory.routing import specificity
from directory.models import Organisation

ANSWER = "answer_"
MOST_TEXT = 4000  # characters
Outcome, Help = AdviceRequest.Outcome, AdviceRequest.Help


class Step(forms.Form):
    """A step of a draft: `stored` are columns of the request, the rest is sealed."""

    use_required_attribute = False
    stored: tuple[str, ...] = ()

    def __init__(self, *args, request: AdviceRequest, **kwargs):
        self.request = request
        typed = request.typed
        initial = {name: getattr(request, name) for name in self.stored}
        kwargs.setdefault("initial", {**typed, **initial})
        super().__init__(*args, **kwargs)

    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in self.stored}

    def typed(self) -> dict[str, object]:
        return {n: value for n, value in self.cleaned_data.items() if n not in self.stored}


class WhatForm(Step):
    """The concern in words, and the questions of its subject."""

    text = forms.CharField(
        label=_("What would you like to know or reach?"),
        help_text=_("A few sentences are enough: what you plan, where you stand, until when."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write at least one sentence.")},
    )

    def __init__(self, *args, request: AdviceRequest, **kwargs):
        super().__init__(*args, request=request, **kwargs)
        answers = request.typed.get("answers") or {}
        for name, label, choices in request.subject.questions_shown:
            field = (
                forms.ChoiceField(label=label, choices=[*OPEN, *choices], required=False)
                if choices
                else forms.CharField(label=label, max_length=200, required=False)
            )
            field.initial = answers.get(name, "")
            self.fields[ANSWER + name] = field
            self.initial.pop(ANSWER + name, None)

    def typed(self):
        answers = {
            name.removeprefix(ANSWER): value
            for name, value in self.cleaned_data.items()
            if name.startswith(ANSWER) and value
        }
        return {"text": self.cleaned_data["text"], "answers": answers}


class WhoForm(Step):
    """Where the company is and what it is like, as far as that decides who is in charge."""

    stored = ("postcode", "size", "age", "industry", "legal_form", "advice_language")

    postcode = forms.CharField(
        label=_("Postcode of your company or project"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "postal-code", "maxlength": 12}
        ),
        error_messages={"required": _("By the postcode we find who is in charge.")},
    )
    size = forms.ChoiceField(
        label=_("How many people work with you?"),
        choices=[*OPEN, *Organisation.SizeClass.choices],
        required=False,
    )
    age = forms.ChoiceField(
        label=_("How old is your company?"),
        choices=[*OPEN, *AdviceRequest.Age.choices],
        required=False,
    )
    industry = forms.ChoiceField(
        label=_("In which industry are you?"), choices=[*OPEN, *Industry.choices], required=False
    )
    legal_form = forms.ChoiceField(
        label=_("Which legal form do you have?"),
        choices=[*OPEN, *Organisation.LegalForm.choices],
        required=False,
    )
    advice_language = forms.ChoiceField(
        label=_("In which language would you like to talk?"), choices=AdviceLanguage.choices
    )

    def __init__(self, *args, request: AdviceRequest, **kwargs):
        super().__init__(*args, request=request, **kwargs)
        if not (request.legal_form or _needs_legal_form(request)):
            del self.fields["legal_form"]

    def clean_postcode(self):
        return five_digits(self.cleaned_data["postcode"])


class ReachForm(Step):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Whom does the desk ask for?")},
    )
    company = forms.CharField(
        label=_("Company"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You get the link to the state of your request there."),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    reach = forms.CharField(
        label=_("When and how are you best reached?"),
        max_length=200,
        required=False,
    )


STEPS: tuple[type[Step], ...] = (WhatForm, WhoForm, ReachForm)


def _needs_legal_form(request: AdviceRequest) -> bool:
    """Whether a rule that is still possible asks for it."""
    rules, case = RoutingRule.objects.exclude(legal_forms=[]).for_routing(), case_of(request)
    return any(specificity(rule, case) is not None for rule in rules)


def _words(label, *, required=True, rows=4, **kwargs):
    return forms.CharField(
        label=label,
        max_length=2000,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Please write a few words.")},
        **kwargs,
    )


class AddForm(forms.Form):
    use_required_attribute = False
    text = _words(_("Add something, or answer a question"))


class HelpForm(forms.Form):
    use_required_attribute = False
    help = forms.ChoiceField(
        label=_("Did it help you?"), choices=Help.choices, widget=forms.RadioSelect
    )
    text = _words(_("What was good, what was missing?"), required=False, rows=3)


class AskBackForm(forms.Form):
    use_required_attribute = False
    text = _words(_("What do you need to know from the company?"))


class PassOnForm(forms.Form):
    use_required_attribute = False
    desk = forms.ModelChoiceField(
        label=_("To whom?"),
        queryset=AdviceDesk.objects.none(),
        required=False,
        empty_label=_("as the rules say, without this desk"),
    )
    text = _words(_("Why? The next desk reads this, the company does not."), rows=3)

    def __init__(self, *args, desk: AdviceDesk, **kwargs):
        super().__init__(*args, **kwargs)
        working = AdviceDesk.objects.filter(is_active=True).exclude(pk=desk.pk)
        self.fields["desk"].queryset = working.exclude(organisation=None, is_fallback=False)


class CloseForm(forms.Form):
    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=_("What came out of it?"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.UNKNOWN],
        widget=forms.RadioSelect,
    )
    text = _words(_("A word to the company"), required=False, rows=3)


class NoteForm(forms.Form):
    use_required_attribute = False
    text = _words(pgettext_lazy("of a desk", "Internal note"), rows=3)


class DeskForm(forms.ModelForm):
    """What an institution changes at its own desk."""

    use_required_attribute = False

    class Meta:
        model = AdviceDesk
        fields = ["away_from", "away_until", "deputy", "most_open"]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("away_from", "away_until")
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        near = AdviceDesk.objects.may_stand_in_for(self.instance, user=user)
        self.fields["deputy"].queryset = near
