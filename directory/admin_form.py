"""Forms of the admin that name no record of others."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from directory.admin_rights import choosable, policy_of
from directory.models import Listing, Organisation
from directory.pictures import visible_to
from directory.rights import Action
from hub.models import Picture

SELECT_UP_TO = 50  # organisations; a longer list is searched in the window of the chooser


class RestrictedForm(WagtailAdminModelForm):
    """Fields offer, and take, only records that the person may name there.

    `belongs_to` is the field with the organisation to which the record belongs: that is one of
    one's own. What was chosen before, by somebody else, can stay.
    """

    belongs_to = "owner"
    belongs_for = Action.EDIT

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.for_user is None or self.for_user.is_superuser:
            return
        self._restrict(self)
        for formset in self.formsets.values():
            for form in formset.forms:
                self._restrict(form)
        if field := self.fields.get(self.belongs_to):
            self._offer_own(field)

    def _restrict(self, form):
        for name, field in form.fields.items():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if model and issubclass(model, Listing | Picture):
                if issubclass(model, Picture):
                    offered = visible_to(self.for_user)
                else:
                    offered = choosable(self.for_user, model)
                before = model._base_manager.filter(pk__in=_chosen(form.instance, name))
                field.queryset = offered | before if before else offered

    def _offer_own(self, field):
        policy = policy_of(Organisation)
        every = Organisation.objects.all()
        own = policy.among(self.for_user, self.belongs_for, every)
        before = _chosen(self.instance, self.belongs_to)
        rows = every.filter(pk__in=[*own.values_list("pk", flat=True), *before])
        field.required = self._meta.model is not Organisation  # which belongs to itself
        if len(rows) <= SELECT_UP_TO:
            field.widget = forms.Select()
        field.queryset = rows
        if len(rows) == 1 and not before:
            self.initial.setdefault(self.belongs_to, rows[0].pk)
            field.initial = rows[0].pk


class RecordForm(RestrictedForm):
    def clean(self):
        cleaned = super().clean()
        self._clean_owner(cleaned)
        return cleaned

    def _clean_owner(self, cleaned):
        owner, user = cleaned.get("owner"), self.for_user
        if self._meta.model is Organisation or user is None or user.is_superuser:
            return
        if owner is None:  # also of a draft, which nobody could find again
            if "owner" not in self.errors:
                self.add_error("owner", _("Choose the organisation to which it belongs."))
        elif "action-publish" in self.data and not policy_of(Organisation).may(
            user, Action.PUBLISH, owner
        ):
            problem = _("What you publish for this organisation is reviewed first: hand it in.")
            self.add_error("owner", problem)


def _chosen(record, name):
    """The ids that stand in a field of the stored record or its draft."""
    field = record._meta.get_field(name)
    if field.many_to_many:
        return [other.pk for other in getattr(record, name).all()] if record.pk else []
    pk = getattr(record, field.attname)
    return [pk] if pk else []
