"""The kinds of records that an organisation publishes; each app registers its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from directory.models import Listing
from directory.rights import NOTHING


@dataclass(frozen=True, slots=True)
class OwnKind:
    """`name` stands in addresses, `empty` where there is nothing yet.

    `records` are those that belong into the lists, `over` the condition for those that are over by
    themselves. `line` says in a list what tells one record from the next, `links` gives (words,
    address) of pages elsewhere where a person does more with it. `not_copied` are fields that are
    particular to one record, `withdraw_hint` what to do rather than to withdraw. `more` are (words,
    name of an address) of pages about the kind as a whole.
    """

    name: str
    label_plural: str
    new_label: str
    empty: str
    model: type[Listing]
    form: type[Any]  # directory.own_area.record_form.RecordForm
    records: Callable[[], models.QuerySet]
    order: Sequence[str] = ("title", "pk")
    archive_order: Sequence[str] = ("title", "pk")
    over: Callable[[], Q] = lambda: NOTHING
    line: Callable[[Any], str] = lambda _record: ""
    links: Callable[[Any, Any], Sequence[tuple[str, str]]] = lambda _record, _user: ()
    not_copied: Sequence[str] = ()
    withdraw_hint: str = ""
    more: Sequence[tuple[str, str]] = ()


_kinds: dict[str, OwnKind] = {}


def register(kind: OwnKind) -> None:
    _kinds[kind.name] = kind


def all_kinds() -> list[OwnKind]:
    return list(_kinds.values())


def get(name: str) -> OwnKind | None:
    return _kinds.get(name)


def of_model(model: type[models.Model]) -> OwnKind | None:
    return next((kind for kind in _kinds.values() if kind.model is model), None)
