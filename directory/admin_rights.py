"""What Wagtail's admin asks about rights, answered by the one table (`directory.rights`).

Two layers: a group of Django lets somebody work with a kind of record at all, and `Rights` say
with which records.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from directory.models import Organisation
from directory.rights import Action, Rights

ACTIONS = {
    "view": Action.VIEW,
    "change": Action.EDIT,
    "delete": Action.DELETE,
    "publish": Action.PUBLISH,
    "lock": Action.LOCK,
    "unlock": Action.LOCK,
}
KIND_RIGHTS = {  # of Django, for the kind of record
    Action.EDIT: "change",
    Action.DELETE: "delete",
    Action.PUBLISH: "publish",
    Action.LOCK: "lock",
}


def rights_of(user) -> Rights:
    """The rights of a person, who is read anew for every request."""
    if not hasattr(user, "_rights"):
        user._rights = Rights(user)
    return user._rights


def forget_rights(user) -> None:
    """After something was saved that gives rights, such as what an organisation is part of."""
    if hasattr(user, "_rights"):
        del user._rights


class RightsPolicy(ModelPermissionPolicy):
    """Rights over records; with `through`, over what belongs to an organisation."""

    def __init__(self, model, *, through: str = ""):
        super().__init__(model)
        self.through = through

    def among(self, user, action: Action, records: models.QuerySet) -> models.QuerySet:
        """Those of the records with which the person may do this in the admin."""
        if not self.user_has_permission(user, KIND_RIGHTS.get(action, "view")):
            return records.none()
        if not self.through:
            return rights_of(user).among(action, records)
        if user.is_active and user.is_superuser:
            return records
        organisations = rights_of(user).among(_of_the_whole(action), Organisation.objects.all())
        return records.filter(**{f"{self.through}__in": organisations.values("pk")})

    def may(self, user, action: Action, record: models.Model) -> bool:
        return self.among(user, action, self.model._base_manager.filter(pk=record.pk)).exists()

    def user_has_permission_for_instance(self, user, action, instance):
        return action in ACTIONS and self.may(user, ACTIONS[action], instance)

    def instances_user_has_any_permission_for(self, user, actions: Iterable[str]):
        records = self.model._default_manager.all()
        allowed = Q(pk__in=())
        for action in {ACTIONS[action] for action in actions if action in ACTIONS}:
            found = self.among(user, action, records)
            if found is records:
                return records
            allowed |= Q(pk__in=found.values("pk"))
        return records.filter(allowed)


def _of_the_whole(action: Action) -> Action:
    """What hangs on an organisation publishes for it, as an import does, without review."""
    return Action.VIEW if action is Action.VIEW else Action.PUBLISH


def policy_of(model: type[models.Model]) -> RightsPolicy:
    return policy_registry.get_by_type(model)


def choosable(user, model: type[models.Model]) -> models.QuerySet:
    """What a form may name: what is public anyway, and what the person sees as a draft."""
    records = model._default_manager.all()
    seen = policy_of(model).among(user, Action.VIEW, records)
    if seen is records or "live" not in {field.name for field in model._meta.fields}:
        return seen
    return records.filter(Q(live=True) | Q(pk__in=seen.values("pk")))
