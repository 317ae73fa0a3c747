"""Model fields that more than one app needs."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChoiceListField(models.JSONField):
    """Several codes out of a closed set, kept as a JSON list in the order of the set."""

    def __init__(self, *args, choices_class=None, **kwargs):
        self.choices_class = choices_class
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        # A new choice needs no migration: the database knows a JSON list only.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value, instance):
        super().validate(value, instance)
        if not isinstance(value, list) or set(map(str, value)) - set(self.choices_class.values):
            raise ValidationError(_("Choose from the list."), code="invalid")

    def formfield(self, **kwargs):
        defaults = {
            "form_class": forms.TypedMultipleChoiceField,
            "choices": self.choices_class.choices,
            "widget": forms.CheckboxSelectMultiple,
            "empty_value": [],
            "coerce": str,
        }
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        return models.Field.formfield(self, **{**defaults, **kwargs})

    def labels(self, codes):
        """The words for codes, unknown ones left out."""
        words = dict(self.choices_class.choices)
        return [words[code] for code in codes if code in words]
