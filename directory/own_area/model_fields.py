"""Form fields for the fields of records, as the own area asks for them."""

from __future__ import annotations

from datetime import UTC

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.own_area.text_fields import VisibleCharField, WebsiteField

LONGEST_TEXT = 8000  # of fields that have no limit of their own


class MomentField(forms.DateTimeField):
    """A day and a time, as browsers offer them; without that, typed like 2026-12-03 17:00."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value):
        """Of the hour that the clock shows twice, the first one; Django takes neither."""
        if not isinstance(value, str):
            return super().to_python(value)
        with timezone.override(UTC):
            read = super().to_python(value)
        if read is None:
            return None
        zone = timezone.get_current_timezone()
        moment = read.replace(tzinfo=zone)
        if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != read.replace(
            tzinfo=None
        ):
            raise ValidationError(_("On this day the clock leaves this time out."))
        return moment


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def own_field(field: models.Field, **kwargs):
    """The form field for a field of a model: nothing invisible gets in, browsers offer days."""
    match field:
        case models.DateTimeField():
            kwargs |= {"form_class": MomentField, "widget": MomentField.widget}
        case models.DateField():
            kwargs |= {"form_class": DayField, "widget": DayField.widget}
        case models.URLField():
            kwargs |= {"form_class": WebsiteField}
        case models.TextField():
            rows = 3 if field.max_length else 8
            kwargs |= {
                "form_class": VisibleCharField,
                "max_length": field.max_length or LONGEST_TEXT,
                "widget": forms.Textarea(attrs={"rows": rows}),
            }
        case models.EmailField():
            pass
        case models.CharField() if not field.choices:
            kwargs |= {"form_class": VisibleCharField}
        case models.CharField():
            return _with_words_for_none(field, field.formfield(**kwargs))
    return field.formfield(**kwargs)


def _with_words_for_none(field: models.Field, found: forms.Field) -> forms.Field:
    if BLANK_CHOICE_DASH[0] in found.choices:
        words = _("no answer") if field.blank else _("Please choose")
        rest = [choice for choice in found.choices if choice != BLANK_CHOICE_DASH[0]]
        found.choices = [("", words), *rest]
    return found
