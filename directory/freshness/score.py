"""How likely a record is to be found and believed, in points, and what would raise them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.freshness.rhythm import State


@dataclass(frozen=True, slots=True)
class Criterion:
    """What counts so many points where it is met, and what to do where it is not.

    `field` is the one of a form that asks for it.
    """

    points: int
    hint: str
    is_met: Callable[[Any], bool]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100 points; `hints` are (points to win, what to do), the most worthwhile first."""

    points: int
    hints: Sequence[tuple[int, str]]


def is_fresh(record: Any) -> bool:
    term = record.term
    today = timezone.localdate()
    return term is None or term.state(today) in (State.FRESH, State.SOON, State.NEAR)


COMMON = (
    Criterion(20, _("Confirm that it is still right."), is_fresh),
    Criterion(10, _("Say in the summary what one gets, in 80 characters or more."),
              lambda record: len(record.summary) >= 80, "summary"),
    Criterion(15, _("Describe it in 300 characters or more."),
              lambda record: len(record.description) >= 300, "description"),
    Criterion(10, _("Choose a topic: most people look by topic."),
              lambda record: bool(record.topic_list), "topics"),
    Criterion(5, _("Say for whom it is."), lambda record: bool(record.audiences), "audiences"),
    Criterion(5, _("Add free tags, in words that people look for."), lambda r: bool(r.tag_list)),
    Criterion(10, _("Add a title and a summary in English."),
              lambda r: r.language == "en" or bool(r.title_en and r.summary_en), "summary_en"),
)  # fmt: skip

ORGANISATION = (
    Criterion(10, _("Add a logo."), lambda record: record.has_logo, "logo"),
    Criterion(10, _("Add an address, so that you are found nearby."),
              lambda record: record.has_position, "postcode"),
    Criterion(10, _("Say how to reach you."), lambda r: r.is_reachable, "contact_email"),
    Criterion(5, _("Add your website."), lambda record: bool(record.website), "website"),
    Criterion(5, _("Choose your industry."), lambda record: bool(record.wz_code), "wz_code"),
    Criterion(5, _("Say what you offer or look for."),
              lambda record: bool(record.offers or record.seeks), "offers"),
)  # fmt: skip

_criteria: dict[type, tuple[Criterion, ...]] = {}


def register(model: type, criteria: Iterable[Criterion] = ()) -> None:
    """Add what counts for one kind of record beside what counts for all."""
    _criteria[model] = (*COMMON, *criteria)


def score_of(
    record: Any, *, kind: type | None = None, asked: Collection[str] | None = None
) -> Score:
    """The score of a record as it stands in the object, with drafts where it is one.

    Something else that is scored like a record of a `kind` names that; only what one of the
    fields `asked` is about counts, where they are given.
    """
    criteria = [
        criterion
        for criterion in _criteria.get(kind or type(record), COMMON)
        if asked is None or criterion.field in asked
    ]
    missed = [criterion for criterion in criteria if not criterion.is_met(record)]
    whole = sum(criterion.points for criterion in criteria)
    lost = sum(criterion.points for criterion in missed)
    worth = sorted(missed, key=lambda criterion: -criterion.points)
    hints = [(_share(criterion.points, whole), str(criterion.hint)) for criterion in worth]
    return Score(100 - _share(lost, whole), hints)


def _share(points: int, whole: int) -> int:
    return round(100 * points / whole)
