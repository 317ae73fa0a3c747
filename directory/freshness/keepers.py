"""Who is asked about a record: its members, else those above, else whoever runs the hub."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.contrib.auth import get_user_model
from django.db.models import Q

from directory.models import Membership, Organisation, Relation, Trust
from directory.models.organisation import DEEPEST

People = Mapping[int | None, list]


def kinds() -> list[type]:
    """The models of records that are checked again."""
    from directory.models import Listing

    return [model for model in _subclasses(Listing) if model.is_renewed]


def organisation_field(model: type) -> str:
    """The field that names the organisation a record belongs to; of an organisation, itself."""
    return "pk" if model is Organisation else "owner_id"


def unkept(model: type) -> Q:
    """Records whose organisation has no member, so that others look after them."""
    if model is Organisation:
        return Q(memberships=None)
    return Q(owner=None) | Q(owner__memberships=None)


def keepers(organisations: Collection[int | None]) -> People:
    """Organisation → people to ask, each with an address; None stands for no organisation."""
    found: dict[int | None, list] = defaultdict(list)
    wanted = {number for number in organisations if number is not None}
    members = _members(wanted)
    found.update(members)
    alone = wanted - members.keys()
    for number, above in _publishers_above(alone).items():
        found[number] = above
    operators = list(_reachable(get_user_model().objects.filter(is_superuser=True)))
    for number in organisations:
        if not found.get(number):
            found[number] = operators
    return found


def _members(organisations: Collection[int]) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    rows = Membership.objects.select_related("user__wagtail_userprofile").filter(
        user__is_active=True
    )
    for row in rows.exclude(user__email="") if organisations else ():
        if row.organisation_id in organisations:
            found[row.organisation_id].append(row.user)
    return found


def _publishers_above(organisations: Collection[int]) -> dict[int, list]:
    """People of the nearest publisher that an organisation is part of.

    Not `Relation.objects.wholes_of`: of thousands at once the nearest of each is looked for here,
    with one query.
    """
    publishers = set(
        Trust.objects.filter(level=Trust.Level.PUBLISHER).values_list("organisation", flat=True)
    )
    if not publishers or not organisations:
        return {}
    above: dict[int, list[int]] = defaultdict(list)
    parts = Relation.objects.filter(kind=Relation.Kind.PART_OF)
    for part, whole in parts.values_list("source", "target"):
        above[part].append(whole)
    people = _members(publishers)
    found = {}
    for number in organisations:
        level, seen = [number], {number}
        for _depth in range(DEEPEST):
            level = [w for part in level for w in above[part] if w not in seen]
            seen.update(level)
            near = [user for whole in level if whole in publishers for user in people[whole]]
            if near:
                found[number] = list(dict.fromkeys(near))
                break
    return found


def _reachable(users):
    return users.filter(is_active=True).exclude(email="").select_related("wagtail_userprofile")


def _subclasses(model: type) -> list[type]:
    found = []
    for sub in model.__subclasses__():
        found += [sub] if not sub._meta.abstract else _subclasses(sub)
    return found
