"""The errands that events bring: sources that ask or fail, events that may be one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.errands import Errand
from directory.models.import_source import TRIES
from directory.rights import Rights
from directory.sources.state import state, with_state
from events.models import EventSource
from events.same.views import editable_pairs

DUPLICATES_WITHIN = timedelta(days=7)


def sources(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """Sources that ask something or cannot be read, for those who may do something about it."""
    needy = Q(is_waiting=True) | Q(questions__gt=0) | Q(failures__gte=TRIES)
    found = with_state(EventSource.objects.editable_by(rights.user)).filter(needy)
    for source in found.order_by("tried_at")[:most]:
        since = source.failing_since or source.tried_at
        yield Errand(
            due_on=timezone.localdate(since) if since else today,
            words=source.name,
            why=state(source).text,
            button=_("Look at it"),
            url=reverse("event_source", args=[source.pk]),
        )


def duplicates(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """One errand for all pairs that wait; it can wait longer than anything else."""
    if count := editable_pairs(rights.user).proposed().count():
        words = ngettext(
            "%(count)s pair of events may be the same",
            "%(count)s pairs of events may be the same",
            count,
        )
        yield Errand(
            due_on=today + DUPLICATES_WITHIN,
            words=words % {"count": count},
            why=_("Join them, or say that they are not."),
            button=_("Decide"),
            url=reverse("same_events"),
        )
