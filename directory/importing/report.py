"""What an import did or would do with each record, and how that is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing.text import one_line, shorten


class Action(StrEnum):
    """No TextChoices: it is also used where files are read, without Django's models."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Action.NEW: gettext_lazy("new"),
    Action.CHANGED: gettext_lazy("changed"),
    Action.UNCHANGED: gettext_lazy("unchanged"),
    Action.SKIPPED: gettext_lazy("skipped"),
    Action.REJECTED: gettext_lazy("rejected"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One record: `id` in its source, `reason` where it was not taken."""

    action: Action
    id: str
    title: str = ""
    when: str = ""
    reason: str = ""


@dataclass(slots=True)
class Report:
    outcomes: list[Outcome] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The number of records per action, zeros included."""
        found = Counter(outcome.action for outcome in self.outcomes)
        return {action.value: found[action] for action in Action}

    def lines(self, *, dry_run: bool) -> Iterator[str]:
        """The report for a terminal; a dry run lists every record."""
        if dry_run:
            yield from map(_row, self.outcomes)
        for outcome in self.outcomes:
            if outcome.reason:
                yield f"{_name(outcome)}: {outcome.reason}"
        yield from self.remarks
        counts = self.counts()
        yield ", ".join(f"{counts[action.value]} {action.label}" for action in Action)
        if dry_run:
            yield _("This was a dry run: nothing was written.")


def _row(outcome: Outcome) -> str:
    columns = (f"{outcome.action.label:<12}", f"{outcome.when:<16}", outcome.title)
    return "  ".join(columns).rstrip()


def _name(outcome: Outcome) -> str:
    return shorten(one_line(outcome.id), 100) or _("without an id")
