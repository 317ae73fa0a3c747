"""Areas of responsibility: official keys in the database, names in the form."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from advisory import territory


class TerritoryWidget(forms.MultiWidget):
    """Boxes for states, districts and counties, and a line for everything else."""

    def __init__(self, attrs=None):
        line = forms.TextInput(
            attrs={
                "class": "w-mt-4",
                "aria-label": _("Further municipalities or official keys"),
                "placeholder": _("Further municipalities or official keys, separated by commas"),
            }
        )
        super().__init__([forms.CheckboxSelectMultiple(), line], attrs)

    def decompress(self, value):
        """Keys as (ticked, line)."""
        offered = dict(self.widgets[0].choices)
        keys = list(value or [])
        others = [territory.town(key) or str(key) for key in keys if key not in offered]
        return [[key for key in keys if key in offered], ", ".join(others)]


class TerritoryFormField(forms.MultiValueField):
    """Gives a list of official keys; the line takes names of municipalities as well."""

    widget = TerritoryWidget

    def __init__(self, **kwargs):
        boxes = forms.MultipleChoiceField(choices=territory.choices, required=False)
        fields = (boxes, forms.CharField(required=False))
        super().__init__(fields, **{**kwargs, "required": False, "require_all_fields": False})
        self.widget.widgets[0].choices = boxes.choices

    def prepare_value(self, value):
        is_typed = isinstance(value, list) and len(value) == 2 and not isinstance(value[0], str)
        return value if is_typed else self.widget.decompress(value)

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    def compress(self, values):
        ticked, line = values or ([], "")
        keys = list(ticked or [])
        for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", line or ""))):
            if re.fullmatch(r"[\d\s]+", part):
                keys += part.split()
            else:
                keys.append(self.key_of(part))
        return list(dict.fromkeys(keys))

    def key_of(self, name):
        """The key of the one municipality with this name."""
        found = territory.keys_of(name)
        if len(found) == 1:
            return found[0]
        if found:
            message = _("Several municipalities are called “%(name)s”: give the key, %(keys)s.")
        else:
            message = _("The register has no municipality “%(name)s”: give its official key.")
        raise ValidationError(message, params={"name": name, "keys": ", ".join(found)})


class TerritoryField(models.JSONField):
    """A list of official keys (AGS) of states, districts, counties and municipalities."""

    def deconstruct(self):
        # For the database it is a JSON list.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs):
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        return models.Field.formfield(self, **{"form_class": TerritoryFormField, **kwargs})

    def labels(self, keys):
        """The words for keys, unknown ones left out."""
        return territory.names(keys)


def validate_territory(value):
    """A list of AGS prefixes: state (2 digits), district (3), county (5) or municipality (8)."""
    if not isinstance(value, list):
        raise ValidationError(_("Give a list of official keys (AGS)."))
    for key in value:
        if not (isinstance(key, str) and key.isdigit() and len(key) in {2, 3, 5, 8}):
            raise ValidationError(
                _("“%(key)s” is no official key (AGS) of 2, 3, 5 or 8 digits."),
                params={"key": key},
            )
