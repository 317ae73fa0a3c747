"""The kinds of records that an organisation publishes; each app registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from directory.models import Listing


@dataclass(frozen=True, slots=True)
class OwnKind:
    """`name` stands in addresses. `not_copied` are fields that are particular to one record.

    `records` gives those that belong into the list, in its order.
    """

    name: str
    label_plural: str
    new_label: str
    model: type[Listing]
    form: type[Any]  # directory.own_area.record_form.RecordForm
    records: Callable[[], models.QuerySet]
    not_copied: tuple[str, ...] = ()


_kinds: dict[str, OwnKind] = {}


def register(kind: OwnKind) -> None:
    _kinds[kind.name] = kind


def all_kinds() -> list[OwnKind]:
    return list(_kinds.values())


def get(name: str) -> OwnKind | None:
    return _kinds.get(name)
