"""What becomes of an event that its source and people here may both have changed.

A merge of three: what the source says now, what it said last (`seen`), how the import left the
event (`left`), and how it is now (`ours`). All are values in the form in which they are stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Values = Mapping[str, object]

# What belongs together is taken or kept together: a new start with an old end is no date.
WHEN = (
    *("starts_at", "ends_at", "all_day", "time_zone", "recurrence_rules", "recurrence_zone"),
    *("date_changes", "own_date_changes"),
)
# What people here say about single dates. Beside what the source says about other single dates it
# stands well; where the source puts the series elsewhere, it may name no date any more.
OWN_DATES = "own_date_changes"
WHERE = ("venue", "street", "postcode", "place", "latitude", "longitude", "attendance_mode")
# Filled in from the register of municipalities, now or later: not a sign of a person.
FILLED_IN = frozenset({"latitude", "longitude"})
# Made from the description: whoever writes a better one is not asked again.
DERIVED = frozenset({"summary"})
_NOTHING = object()


@dataclass(slots=True)
class Merge:
    """`take` is set, `conflicts` are asked about; all other fields stay."""

    take: dict[str, object] = field(default_factory=dict)
    conflicts: dict[str, object] = field(default_factory=dict)


def merge(*, theirs: Values, seen: Values, left: Values, ours: Values) -> Merge:
    """Take what only the source has changed, ask where a person has changed it too.

    `left` and `ours` have all fields that an import may set, `theirs` and `seen` those that the
    source speaks about.
    """
    merged = Merge()
    for group in _groups(theirs):
        moved = {
            name: theirs[name]
            for name in group
            if name in theirs and theirs[name] != seen.get(name, _NOTHING)
        }
        if not any(value != ours.get(name) for name, value in moved.items()):
            continue
        asked = tuple(n for n in group if n != OWN_DATES or set(moved) != {"date_changes"})
        if not is_edited(asked, left=left, ours=ours):
            merged.take |= moved
        elif not DERIVED.issuperset(moved):
            merged.conflicts |= {n: v for n, v in moved.items() if v != ours.get(n)}
    is_our_title = "title" not in merged.take and theirs.get("title") != ours.get("title")
    if is_our_title and merged.take.get("summary") == theirs.get("title"):
        del merged.take["summary"]  # it would repeat a title that is not shown
    return merged


def is_edited(group: tuple[str, ...], *, left: Values, ours: Values) -> bool:
    """Whether a person has changed one of these fields since the import."""
    return any(
        ours.get(name) != left.get(name) for name in group if name in left and name not in FILLED_IN
    )


def group_of(name: str) -> tuple[str, ...]:
    """The fields that are decided about together with this one."""
    return next((group for group in (WHEN, WHERE) if name in group), (name,))


def _groups(theirs: Values) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(group_of(name) for name in theirs))
