"""Rows that belong to a record, such as the runs of a course, as part of its form."""

from __future__ import annotations

from django import forms
from modelcluster.forms import BaseChildFormSet, ClusterForm

from directory.own_area.model_fields import own_field
from directory.own_area.place_form import PlaceForm

EXTRA = 2  # empty rows to fill in; saving gives as many again
MOST = 60


class RowFormSet(BaseChildFormSet):
    """Keeps what was typed into a row that a colleague has deleted meanwhile: as a new one."""

    def _construct_form(self, i, **kwargs):
        key = f"{self.add_prefix(i)}-id"
        if self.is_bound and i < self.initial_form_count() and key not in self.data:
            self.data = self.data.copy()
            self.data[key] = ""
        return super()._construct_form(i, **kwargs)

    def save(self, commit=True):
        """Where rows have an order, new ones come last."""
        if name := getattr(self.model, "sort_order_field", ""):
            known = [getattr(form.instance, name) or 0 for form in self.initial_forms]
            for number, form in enumerate(self.extra_forms, max(known, default=-1) + 1):
                setattr(form.instance, name, number)
        return super().save(commit)

    def _get_to_python(self, field):
        return lambda text: int(text) if text.isdecimal() and len(text) < 19 else None

    def add_fields(self, form, index):
        """Whose row an id is, `_existing_object` knows: it looks among those of the record."""
        super().add_fields(form, index)
        form.fields["id"] = forms.CharField(required=False, widget=forms.HiddenInput)
        form.fields["id"].initial = form.instance.pk or ""


class PlaceRow(PlaceForm, ClusterForm):
    """A row with an address."""


def rows(*fields: str, form: type[ClusterForm] = ClusterForm) -> dict[str, object]:
    """How a form asks for the rows of a child relation, for `Meta.formsets`."""
    return {
        "form": form,
        "formset": RowFormSet,
        "formfield_callback": own_field,
        "fields": list(fields),
        "extra": EXTRA,
        "max_num": MOST,
    }
