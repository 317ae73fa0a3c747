"""The organisations for which a person publishes, and what of a kind belongs to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from directory.models import Listing, Organisation
from directory.own_area import kinds
from directory.own_area.kinds import OwnKind
from directory.rights import Rights, Role

ACTS_FOR = (Role.EDITOR, Role.OWNER, Role.PUBLISHER)


def houses(rights: Rights) -> models.QuerySet:
    """The own organisations and those that are part of a publisher; operators act for no more."""
    acts_for = Q(pk__in=())
    for role in ACTS_FOR:
        acts_for |= rights.condition(role, Organisation)
    return Organisation.objects.filter(acts_for).order_by("title", "pk")


def current(kind: OwnKind, rights: Rights) -> models.QuerySet:
    """What is to be looked after: neither over nor put away."""
    return _of_houses(kind, rights).exclude(_archived(kind)).order_by(*kind.order)


def archived(kind: OwnKind, rights: Rights) -> models.QuerySet:
    return _of_houses(kind, rights).filter(_archived(kind)).order_by(*kind.archive_order)


def is_archived(kind: OwnKind, record: Listing) -> bool:
    return kind.model._base_manager.filter(_archived(kind), pk=record.pk).exists()


def own_path(record: Listing) -> str:
    """The page of a record in the own area; empty where there is none, as of what nobody owns."""
    kind = kinds.of_model(type(record))
    if kind is None or record.owner_id is None:
        return ""
    return reverse("own_record", args=[kind.name, record.pk])


def _of_houses(kind: OwnKind, rights: Rights) -> models.QuerySet:
    return kind.records().filter(owner__in=houses(rights).order_by().values("pk"))


def _archived(kind: OwnKind) -> Q:
    """Put away by somebody or by the clock, or public and over."""
    return Q(live=False, expired=True) | (Q(live=True) & kind.over())
