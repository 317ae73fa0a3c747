"""The form of a record that an organisation publishes, in groups of fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import ClusterForm

from directory.models import Listing, Organisation
from directory.own_area.houses import houses
from directory.own_area.model_fields import MomentField, own_field
from directory.own_area.text_fields import no_address
from directory.own_area.topic_groups import TopicGroups
from directory.rights import Rights


@dataclass(frozen=True, slots=True)
class Group:
    """Fields below one heading; `rows` names a child relation, `folded` are asked for rarely."""

    name: str
    legend: str
    fields: tuple[str, ...] = ()
    help: str = ""
    rows: str = ""
    folded: bool = False


TEXT = Group("text", _("More about it"), ("description", "topics", "tags", "audiences"))
ENGLISH = Group(
    "english",
    _("In English"),
    ("title_en", "summary_en", "description_en", "language"),
    folded=True,
)
TIMES = Group(
    "times",
    _("When it is public"),
    ("go_live_at", "expire_at"),
    help=_("Leave both empty and it is public as soon as it may be, until you withdraw it."),
)


def fields_of(groups: Iterable[Group], *more: str) -> list[str]:
    """The names for `Meta.fields`."""
    return [*(name for group in groups for name in group.fields), *more]


class PartialForm(ClusterForm):
    """A form that asks for some of the fields of a record."""

    def _update_errors(self, errors):
        """What the record says about a field that this form does not have, it says as a whole."""
        if hasattr(errors, "error_dict"):
            gathered: dict[str, list] = {}
            for name, found in errors.error_dict.items():
                known = name if name in self.fields else NON_FIELD_ERRORS
                gathered.setdefault(known, []).extend(found)
            errors = ValidationError(gathered)
        super()._update_errors(errors)

    def _offer_owners(self, user):
        """The person's own organisations; one that somebody else has chosen before can stay."""
        owner = self.fields["owner"]
        offered = houses(Rights(user))
        if before := self.instance.owner_id:
            offered = (offered | Organisation.objects.filter(pk=before)).distinct()
        found = list(offered)
        owner.queryset, owner.required = offered, True
        owner.error_messages["invalid_choice"] = _("Choose one of your organisations.")
        owner.choices = [("", _("Please choose")), *((each.pk, each.title) for each in found)]
        if len(found) == 1:
            self.initial["owner"] = found[0].pk
            owner.widget = forms.HiddenInput()


class RecordForm(TopicGroups, PartialForm):
    """What all kinds have in common; the owner is one of the person's own organisations."""

    groups: tuple[Group, ...] = ()

    class Meta:
        formfield_callback = own_field
        formsets: dict[str, dict] = {}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer_owners(user)
        self.order_topics()
        self.fields["topics"].widget = forms.CheckboxSelectMultiple(
            choices=self.fields["topics"].choices
        )
        for name in {"title", "title_en"} & self.fields.keys():
            self.fields[name].validators.append(no_address)
        self.fields["summary"].widget = forms.Textarea(attrs={"rows": 3, "maxlength": 300})
        self.fields["topics"].help_text = _("Those that people should find it by.")
        self.fields["tags"].help_text = _("Words that people look for, separated by commas.")
        self.fields["go_live_at"].label = _("Public from")
        self.fields["expire_at"].label = _("Public until")

    def sections(self) -> Iterator[dict[str, object]]:
        """The groups with their bound fields, for the template."""
        for group in self.groups:
            bound = [self[name] for name in group.fields if name in self.fields]
            shown = [field for field in bound if not field.is_hidden]
            formset = self.formsets.get(group.rows)
            has_errors = self.is_bound and any(field.errors for field in shown)
            yield {
                "group": group,
                "fields": shown,
                "formset": formset,
                "row_label": capfirst(formset.model._meta.verbose_name) if formset else "",
                "is_open": has_errors or bool(formset and self.is_bound and not formset.is_valid()),
            }

    def problems(self) -> list[tuple[str, str, str]]:
        """What is wrong, as (id of the field, its label, words), in the order of the page."""
        if not self.is_bound:
            return []
        found = [("", "", str(error)) for error in self.non_field_errors()]
        found += [("", str(f.label), str(f.errors[0])) for f in self.hidden_fields() if f.errors]
        for section in self.sections():
            found += [_problem(field) for field in section["fields"] if field.errors]
            if formset := section["formset"]:
                found += _problems_of_rows(formset, section["row_label"])
        return found

    def clean(self):
        cleaned = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, MomentField) and cleaned.get(name):
                cleaned[name] = _to_the_second(getattr(self.instance, name), cleaned[name])
        self._clean_times(cleaned)
        return cleaned

    def _clean_times(self, cleaned):
        begin, end = cleaned.get("go_live_at"), cleaned.get("expire_at")
        if not end:
            return
        if end <= timezone.now():
            problem = _("This time is past. Choose a later one, or leave the field empty.")
            self.add_error("expire_at", problem)
        elif begin and end <= begin:
            problem = _("It would not be public any more before it becomes so. Choose a later end.")
            self.add_error("expire_at", problem)


def initial_of_copy(form_class: type[RecordForm], source: Listing, without, *, user) -> dict:
    """What a new form begins with: all that the source says, except what is its own alone."""
    initial = form_class(instance=source, user=user).initial
    return {name: value for name, value in initial.items() if name not in without}


def _problem(field) -> tuple[str, str, str]:
    identifier = field.id_for_label or f"{field.auto_id}_0"  # of boxes the first one
    return identifier, str(field.label), str(field.errors[0])


def _problems_of_rows(formset, label: str) -> list[tuple[str, str, str]]:
    found = [("", str(label), str(error)) for error in formset.non_form_errors()]
    for number, form in enumerate(formset.forms, 1):
        name = f"{label} {number}"
        found += [("", name, str(error)) for error in form.non_field_errors()]
        for field in form:
            if field.errors:
                identifier, words, error = _problem(field)
                found.append((identifier, f"{name}, {words}", error))
    return found


def _to_the_second(before, typed):
    """Browsers show minutes only; the hour that the clock shows twice stays the one it was."""
    if before is None:
        return typed
    shown = timezone.localtime(before).replace(second=0, microsecond=0, tzinfo=None)
    return before if timezone.localtime(typed).replace(tzinfo=None) == shown else typed
