"""Join two events, part them again, and remember what editors have said."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from events.models import Event, SameEvent


@transaction.atomic
def join(*, main: Event, other: Event, user: Any = None, likeness: float = 0.0) -> SameEvent | None:
    """Let `main` tell of `other`, too; None where that is so already.

    Whole groups are joined by their tops. Without a user the hub has decided by itself.
    """
    pairs = SameEvent.objects.all()
    top, below = pairs.root(main), pairs.root(other)
    pairs.of(main).filter(verdict=SameEvent.Verdict.PROPOSED, other=other).delete()
    pairs.of(other).filter(verdict=SameEvent.Verdict.PROPOSED, other=main).delete()
    if top == below:
        return None
    fields = {"decided_at": timezone.now(), "decided_by": user}
    if likeness:
        fields["likeness"] = likeness
    pair = pairs.connect(top, below, **fields)
    pairs.point(top)
    return pair


@transaction.atomic
def keep_apart(*, pair: SameEvent, user: Any) -> None:
    """They are not the same: proposed no more, and parted if they were joined."""
    was_joined = pair.verdict == SameEvent.Verdict.SAME
    pair.verdict = SameEvent.Verdict.DIFFERENT
    pair.decided_at, pair.decided_by = timezone.now(), user
    pair.save()
    if was_joined:
        SameEvent.objects.point(pair.main, pair.other)


def better_main(one: Event, two: Event) -> tuple[Event, Event]:
    """Which tells of which: public, taking registrations, typed by people, the older one."""

    def rank(event: Event) -> tuple[bool, bool, bool, int]:
        return (not event.live, not event.registers_here, bool(event.external_id), event.pk)

    first, second = sorted((one, two), key=rank)
    return first, second
