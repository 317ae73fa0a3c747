"""What the clock does for records once a day: their state, stepping back, asking people."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory.freshness import reminders
from directory.freshness.actions import document_id, step_back
from directory.freshness.keepers import kinds
from directory.freshness.rhythm import LAPSE, State
from directory.models import Listing, Reminder, Renewal
from search import outbox

logger = logging.getLogger(__name__)
BATCH = 500
KEPT_FOR = timedelta(days=400)  # longer than every due day that people are still asked about


@dataclass(frozen=True, slots=True)
class Done:
    """How many records got another state or stepped back, and how many mails were written."""

    changed: int
    stepped_back: int
    mails: int


def look_after(*, today: date | None = None) -> Done:
    """Everything that is due; may run again at any time, and after being killed at any point."""
    today = today or timezone.localdate()
    changed = sum(note_states(model, today=today) for model in kinds())
    back = sum(_step_back(renewal, today) for renewal in _lapsed(today))
    mails = reminders.send(today=today)
    Reminder.objects.filter(sent_on__lt=today - KEPT_FOR).delete()
    return Done(changed, back, mails)


def note_states(model: type[Listing], *, today: date) -> int:
    """Bring the renewals of one kind up to date; gives how many are in another state than before.

    What begins or ends to sink goes into the index anew. All is read before anything is written,
    because SQLite lets one write at a time.
    """
    kind = ContentType.objects.get_for_model(model)
    rows = Renewal.objects.filter(content_type=kind)
    rows.exclude(object_id__in=model._base_manager.values("pk")).delete()
    known = {row.object_id: row for row in rows}
    new, moved, sinking, changed = [], [], [], 0
    for record in (
        model._base_manager.filter(live=True).only(*model.TERM_FIELDS).iterator(chunk_size=BATCH)
    ):
        if (term := record.term) is None:
            continue
        now = {"due_on": term.due_on, "state": term.state(today), "stepped_back_on": None}
        row = known.get(record.pk)
        before = row.state if row else None
        if row is None:
            new.append(Renewal(content_type=kind, object_id=record.pk, **now))
        elif any(getattr(row, name) != value for name, value in now.items()):
            for name, value in now.items():
                setattr(row, name, value)
            moved.append(row)
        changed += before != now["state"]
        if (before == State.OVERDUE) != (now["state"] == State.OVERDUE):
            sinking.append(document_id(record))
    _write(new, moved, sinking)
    return changed


@transaction.atomic
def _write(new: list[Renewal], moved: list[Renewal], sinking: list[str]) -> None:
    Renewal.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    Renewal.objects.bulk_update(moved, ["due_on", "state", "stepped_back_on"], batch_size=BATCH)
    outbox.request(sinking)


def _lapsed(today: date) -> list[Renewal]:
    at_once = [ContentType.objects.get_for_model(m) for m in kinds() if m.is_over_by_itself]
    long_ago, over = Q(due_on__lte=today - LAPSE), Q(due_on__lt=today, content_type__in=at_once)
    rows = Renewal.objects.filter(long_ago | over, state=State.OVERDUE)
    return list(rows.select_related("content_type"))


def _step_back(renewal: Renewal, today: date) -> bool:
    """One that fails never holds the others back."""
    try:
        return step_back(renewal=renewal, today=today)
    except Exception:
        logger.exception("record of renewal %d could not step back", renewal.pk)
        return False
