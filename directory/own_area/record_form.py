"""The form of a record that an organisation publishes."""

from __future__ import annotations

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import ClusterForm

from directory.models import Organisation
from directory.own_area.text_fields import VisibleCharField
from directory.rights import Action, Rights


class MomentField(forms.DateTimeField):
    """A day and a time, as browsers offer them; without that, typed like 2026-12-03 17:00."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class RecordForm(ClusterForm):
    """What all kinds have in common; the owner is one of the person's own organisations."""

    title = VisibleCharField(label=_("Title"), min_length=3, max_length=200)
    summary = VisibleCharField(
        label=_("Summary"),
        max_length=300,
        help_text=_("One or two sentences, shown in lists."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    description = VisibleCharField(
        label=_("Description"),
        max_length=8000,
        required=False,
        help_text=_("A blank line begins a paragraph, “- ” at its start a list."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    go_live_at = MomentField(
        label=_("Public from (optional)"),
        required=False,
        help_text=_("Empty: as soon as it is approved."),
    )
    expire_at = MomentField(label=_("Public until (optional)"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        owner.queryset = Rights(user).among(Action.EDIT, Organisation.objects.all())
        owner.required, owner.empty_label = True, None
        if "topics" in self.fields:
            self.fields["topics"].widget = forms.CheckboxSelectMultiple()
            self.fields["topics"].widget.choices = self.fields["topics"].choices

    def _update_errors(self, errors):
        """What the record says about a field that this form does not have, it says as a whole."""
        if hasattr(errors, "error_dict"):
            gathered: dict[str, list] = {}
            for name, found in errors.error_dict.items():
                known = name if name in self.fields else NON_FIELD_ERRORS
                gathered.setdefault(known, []).extend(found)
            errors = ValidationError(gathered)
        super()._update_errors(errors)
