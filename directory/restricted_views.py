"""Wagtail's views of records, each for the records with which a person may do what it does.

Wagtail's generic views ask for rights over a kind of record only. Every view that a viewset makes
goes through `restricted`, and a view that nobody has thought of stops the start.
"""

from contextlib import suppress

from django.contrib.admin.utils import unquote
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser, preview
from wagtail.models import TaskState
from wagtail.snippets.views import snippets

from directory.admin_rights import choosable, forget_rights, policy_of
from directory.rights import Action
from search.outputs.guarded_export import GuardedExport

NEEDED = (  # the first that fits
    (snippets.CopyView, Action.EDIT),
    (snippets.EditView, Action.EDIT),
    (snippets.DeleteView, Action.DELETE),
    (snippets.UsageView, Action.VIEW),
    (snippets.HistoryView, Action.VIEW),
    (generic.InspectView, Action.VIEW),
    (snippets.PreviewOnEditView, Action.EDIT),
    (snippets.PreviewRevisionView, Action.VIEW),
    (snippets.RevisionsCompareView, Action.VIEW),
    (snippets.RevisionsUnscheduleView, Action.PUBLISH),
    (snippets.UnpublishView, Action.WITHDRAW),
    (snippets.LockView, Action.LOCK),
    (snippets.UnlockView, Action.LOCK),
    (snippets.WorkflowActionView, Action.REVIEW),
    (snippets.CollectWorkflowActionDataView, Action.REVIEW),
    (snippets.WorkflowPreviewView, Action.REVIEW),
    (snippets.ConfirmWorkflowCancellationView, Action.EDIT),
    (snippets.WorkflowHistoryView, Action.VIEW),
    (snippets.WorkflowHistoryDetailView, Action.VIEW),
)


def restricted(view_class):
    """The same view, for records one may see, change or choose."""
    if issubclass(view_class, preview.PreviewOnCreate):
        return view_class  # shows what was typed
    for kind, base in OTHERS:
        if issubclass(view_class, kind):
            return _named(view_class, base)
    for kind, action in NEEDED:
        if issubclass(view_class, kind):
            base = OfForm if issubclass(view_class, snippets.EditView) else OfRecord
            return _named(view_class, base, needed=action)
    raise ImproperlyConfigured(f"Nobody has said who may use {view_class.__name__}.")


def _named(view_class, base, **attributes):
    return type(view_class.__name__, (base, view_class), attributes)


class OfRecord:
    """404 before anything is read of a record with which one may not do this."""

    needed: Action

    def setup(self, request, *args, **kwargs):
        pk = unquote(str(kwargs["pk"]))
        found = False
        with suppress(ValueError):
            records = self.model._base_manager.filter(pk=pk)
            found = policy_of(self.model).among(request.user, self.needed, records).exists()
        if not found:
            raise Http404
        self.record_pk = pk
        super().setup(request, *args, **kwargs)

    def user_has_permission(self, permission):
        """What Wagtail asks for the view itself is answered above; the rest is for its buttons."""
        policy = policy_of(self.model)
        if permission == "add":
            return policy.user_has_permission(self.request.user, "add")
        if permission == self.permission_required:
            return True
        stored = self.model(pk=self.record_pk)
        return policy.user_has_permission_for_instance(self.request.user, permission, stored)

    def user_has_any_permission(self, permissions):
        return permissions == self.any_permission_required or any(
            self.user_has_permission(permission) for permission in permissions
        )


class Saving:
    """Nothing stays of what would give a record to others, or make it public without right."""

    def save_instance(self):
        record = super().save_instance()
        policy, user = policy_of(self.model), self.request.user
        forget_rights(user)
        may = policy.may(user, Action.EDIT, record)
        if may and self.action == "publish":
            may = policy.may(user, Action.PUBLISH, record)
        if not may:
            raise PermissionDenied(_("You may not do this for the organisation that you named."))
        return record


class OfForm(Saving, OfRecord):
    @cached_property
    def overwrite_revision(self):
        """Wagtail saves while one types, into the same revision; never into one handed in.

        Else its author could put another text under what somebody reads at this moment.
        """
        revision = super().overwrite_revision
        if revision and TaskState.objects.filter(revision=revision).exists():
            return None
        return revision

    def get_available_actions(self):
        actions = super().get_available_actions()
        if self.user_has_permission("publish"):
            return actions
        return [action for action in actions if action != "publish"]


class NewRecord(Saving):
    """A record that may not be is no record when the form comes back."""

    def form_invalid(self, form):
        if form.instance.pk and "pk" not in self.kwargs:
            form.instance.pk = None
            form.instance._state.adding = True
        return super().form_invalid(form)


class NewFromCopy(NewRecord, OfRecord):
    needed = Action.EDIT


class Listed(GuardedExport):
    """Links only to what one may do with a row."""

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if self._may(Action.EDIT, instance) else None

    def get_copy_url(self, instance):
        return super().get_copy_url(instance) if self._may(Action.EDIT, instance) else None

    def get_delete_url(self, instance):
        return super().get_delete_url(instance) if self._may(Action.DELETE, instance) else None

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        self.shown = [record.pk for record in context["object_list"]]
        return context

    @cached_property
    def allowed(self):
        records, policy = self.model._base_manager.filter(pk__in=self.shown), policy_of(self.model)
        found = {
            action: policy.among(self.request.user, action, records)
            for action in (Action.EDIT, Action.DELETE)
        }
        return {
            action: set(self.shown) if some is records else set(some.values_list("pk", flat=True))
            for action, some in found.items()
        }

    def _may(self, action, instance):
        return instance.pk in self.allowed[action]


class Choosing:
    def get_object_list(self):
        return choosable(self.request.user, self.model_class)


class Chosen:
    def get_object(self, pk):
        try:
            return choosable(self.request.user, self.model_class).get(pk=pk)
        except ValueError:
            raise Http404 from None


class ChosenMultiple:
    def get_objects(self, pks):
        try:
            return choosable(self.request.user, self.model_class).filter(pk__in=pks)
        except ValueError:
            raise Http404 from None


class NothingToMake:
    """Records have many fields; none is made in passing."""

    def dispatch(self, request, *args, **kwargs):
        raise Http404


OTHERS = (
    (snippets.CopyView, NewFromCopy),
    (snippets.CreateView, NewRecord),
    (snippets.IndexView, Listed),
    (chooser.BaseChooseView, Choosing),
    (chooser.ChosenView, Chosen),
    (chooser.ChosenMultipleView, ChosenMultiple),
    (chooser.CreateView, NothingToMake),
)
