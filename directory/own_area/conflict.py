"""Two people change one record at once: what each has changed, and both together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from modelcluster.models import get_all_child_relations

from directory.models import Listing
from directory.moderation.changes import IN, OUT, Change, changes

DERIVED = {"slug", "municipality", "latitude", "longitude"}  # of the title and of the place


@dataclass(frozen=True, slots=True)
class Texts:
    """What a field says with one and with the other."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`both` have changed these fields; `theirs` are those that the other has changed alone.

    `joined` is the other's record with all that one has changed oneself.
    """

    both: list[Texts]
    theirs: list[Texts]
    joined: Listing

    @property
    def is_harmless(self) -> bool:
        """Whether nothing of the other's would be new to somebody who hands in now."""
        return not (self.both or self.theirs)


def compare(base: Listing | None, theirs: Listing, mine: Listing) -> Comparison:
    """`base` is what both began with; without it every difference counts as changed by both."""
    different = {change.name: change for change in changes(theirs, mine)}
    by_them = _names(base, theirs) if base else set(different)
    by_me = _names(base, mine) if base else set(different)
    shown = {name: _texts(change) for name, change in different.items() if name not in DERIVED}
    return Comparison(
        both=[texts for name, texts in shown.items() if name in by_them & by_me],
        theirs=[texts for name, texts in shown.items() if name in by_them - by_me],
        joined=_joined(theirs, mine, different.keys() & by_me),
    )


def says_the_same(one: Listing, other: Listing) -> bool:
    return _names(one, other) <= DERIVED


def _names(old: Listing, new: Listing) -> set[str]:
    return {change.name for change in changes(old, new)}


def _texts(change: Change) -> Texts:
    between = "; " if change.is_list else ""
    theirs = between.join(part.text for part in change.parts if part.sign != IN)
    mine = between.join(part.text for part in change.parts if part.sign != OUT)
    return Texts(change.label, mine, theirs)


def _joined(theirs: Listing, mine: Listing, names: Iterable[str]) -> Listing:
    """Their record, in memory, with these fields of mine."""
    children = {relation.get_accessor_name() for relation in get_all_child_relations(type(mine))}
    lists = children | {field.name for field in type(mine)._meta.many_to_many}
    for name in names:
        if name == "tags":
            theirs.tags.set([item.tag for item in mine.tagged_items.all()])
        elif name in lists:
            getattr(theirs, name).set(list(getattr(mine, name).all()))
        else:
            attribute = type(mine)._meta.get_field(name).attname
            setattr(theirs, attribute, getattr(mine, attribute))
    return theirs
