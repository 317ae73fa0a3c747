"""What somebody types to register."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, RegistrationQuestion
from events.models.registration import new_token
from hub.models import HubSettings

RADIOS = 6  # answers that are shown at once; more make a list to open
Kind = RegistrationQuestion.Kind


class PersonForm(forms.Form):
    """Name, organisation and what this organiser asks for; also for people added by hand."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Write the address that the mails should go to."),
            "invalid": gettext_lazy("This is no e-mail address. Write it like name@example.org."),
        },
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation (optional)"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = list(event.registration_questions.all())
        for question in self.questions:
            self.fields[f"question-{question.pk}"] = answer_field(question)

    def details(self) -> dict[str, object]:
        """What a registration keeps; answers stand beside the words of their question."""
        typed = self.cleaned_data
        answers = [[q.label, typed[f"question-{q.pk}"]] for q in self.questions]
        names = ("name", "organisation")
        return {name: typed[name] for name in names} | {"answers": answers}


class RegistrationForm(PersonForm):
    """The form of the public page."""

    consent = forms.BooleanField(
        error_messages={"required": gettext_lazy("Without your consent we cannot register you.")}
    )
    # People do not see this field; programs that fill in every field do.
    homepage = forms.CharField(required=False)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        self.fields["consent"].label = consent_text(event)
        self.order_fields([name for name in self.fields if name != "consent"] + ["consent"])

    @property
    def is_filled_by_a_program(self):
        return bool(self.data.get("homepage"))

    def shown_fields(self):
        return [field for field in self if field.name not in {"homepage", "consent"}]


class HandForm(PersonForm):
    """Somebody whom the organiser adds: without an address no mail goes out."""

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        labels = {"name": _("Name"), "email": _("E-mail (optional)")}
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["organisation"].widget.attrs["autocomplete"] = "off"
        for name, field in self.fields.items():
            field.required = name == "name"


class MessageForm(forms.Form):
    """What the organiser writes to all."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Greeting, date and the link to cancel are added."),
    )
    form = forms.CharField(
        max_length=40, required=False, initial=new_token, widget=forms.HiddenInput
    )


def consent_text(event: Event) -> str:
    """The organiser's own words, else plain ones."""
    if event.registration_consent.strip():
        return event.registration_consent.strip()
    name = event.owner.headline if event.owner else HubSettings.load().title
    return _(
        "I agree that %(name)s stores what I have typed here in order to hold this event. "
        "It is deleted %(days)d days after the event. I can cancel at any time."
    ) % {"name": name, "days": event.registration_keep_days}


def answer_field(question: RegistrationQuestion) -> forms.Field:
    required = question.is_required
    label = (
        question.label if required else _("%(question)s (optional)") % {"question": question.label}
    )
    errors = {"required": _("Please answer this question.")}
    if question.kind == Kind.YES_NO:
        errors["required"] = _("Please tick this.")
        return forms.BooleanField(label=question.label, required=required, error_messages=errors)
    if question.kind == Kind.TEXT:
        return forms.CharField(
            label=label,
            required=required,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages=errors,
        )
    choices = [(word, word) for word in question.choice_list]
    radios = len(choices) <= RADIOS
    if not radios or not required:
        choices = [("", _("no answer") if radios else "---"), *choices]
    widget = forms.RadioSelect if radios else forms.Select
    errors["invalid_choice"] = _("Please choose one of the answers.")
    return forms.ChoiceField(
        label=label, required=required, choices=choices, widget=widget, error_messages=errors
    )
