"""What visitors type about a record, and what is answered."""

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Report
from directory.moderation.changes import in_words
from directory.own_area.text_fields import visible

# What visitors notice, as far as a kind of record has it.
FIELDS = (
    *("title", "summary", "description", "venue", "street", "postcode", "place", "price_note"),
    *("email", "phone", "website", "url", "online_url", "registration_url", "certificate"),
    *("offers", "seeks", "for_whom", "who", "amount_note"),
)
ONE_LINE = 200  # characters; longer texts would be cut off on a phone


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address (if you want an answer)"),
        help_text=gettext_lazy("You get a mail to confirm it. Nobody else sees it."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("Write it like name@example.org.")},
    )


class CorrectionForm(AddressForm):
    """The fields of a record with what stands there now; whatever differs is proposed."""

    remark = forms.CharField(
        label=gettext_lazy("Something else, or where you know it from"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, record, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        self.names = [name for name in FIELDS if _is_text(record, name)]
        own = {}
        for name in self.names:
            field = _form_field(record._meta.get_field(name))
            field.required = field.required and bool(getattr(record, name))
            field.initial = getattr(record, name)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 6
            elif (field.max_length or 0) > ONE_LINE and not isinstance(field, forms.URLField):
                field.widget = forms.Textarea(attrs={**field.widget.attrs, "rows": 3})
            own[name] = field
        remark = self.fields.pop("remark")
        self.fields = {**own, "remark": remark, **self.fields}

    def clean(self):
        data = super().clean()
        for name in {*self.names, "remark"} & data.keys():
            data[name] = self._visible(name, data[name])
            if self.fields[name].required and not data[name]:
                self.add_error(name, self.fields[name].error_messages["required"])
        if not self.errors and not self.proposed() and not data.get("remark"):
            raise forms.ValidationError(
                _("Nothing is different yet. Change a field, or write what is wrong.")
            )
        return data

    def proposed(self):
        """Name and new value of each field that was changed."""
        return {
            name: self.cleaned_data[name]
            for name in self.names
            if self.cleaned_data.get(name, "") != self._visible(name, self.fields[name].initial)
        }

    def _visible(self, name, text):
        """Nothing that nobody sees comes in by the hands of whoever takes it over."""
        is_text = isinstance(self.fields[name].widget, forms.Textarea)
        return visible(text or "", lines=is_text)

    def before(self):
        return {
            name: in_words(self.record, self.record._meta.get_field(name))
            for name in self.proposed()
        }


class ReportForm(AddressForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ["reason", "text", "email"]


class AnswerForm(forms.Form):
    """One of two buttons, and a text that goes to whoever wrote, if they can be reached."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("decline", ""), ("withdraw", "")])
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("Goes to whoever wrote, if they have confirmed an address."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _form_field(field):
    # Django 6 takes https by itself.
    is_address = isinstance(field, models.URLField)
    return field.formfield(assume_scheme="https") if is_address else field.formfield()


def _is_text(record, name):
    try:
        field = record._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return not field.choices and hasattr(field, "max_length")
