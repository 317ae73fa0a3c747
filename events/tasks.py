"""Work on events outside the request."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from events.models import CalendarEntry, Event
from events.same.finding import find_same_events, to_compare
from search import outbox

logger = logging.getLogger(__name__)
# A series that names a date in many years has none stored between this night and the next.
GRACE = timedelta(days=90)


@task()
def extend_series() -> int:
    """Store the dates that have come within reach; gives how many series have changed."""
    now = timezone.now()
    found = Event.objects.recurring().filter(last_ends_at__gte=now - GRACE)
    looked_at, failed, changed = 0, 0, []
    for event in found.prefetch_related("date_changes").iterator(chunk_size=200):
        looked_at += 1
        try:
            if event.sync_occurrences(now=now):
                CalendarEntry.objects.refresh_of(event, at=now)
                changed.append(f"event:{event.pk}")
        except Exception:
            failed += 1
            logger.exception("dates of event %d could not be worked out", event.pk)
    outbox.request(changed)
    logger.info("%d series looked at, %d changed, %d failed", looked_at, len(changed), failed)
    return len(changed)


@task()
def rewrite_calendars() -> int:
    """Write the calendar texts that another version of the hub or another host has left behind."""
    changed = []
    for entry in CalendarEntry.objects.outdated().select_related("event").iterator(chunk_size=200):
        try:
            entry.refresh()
        except Exception:
            logger.exception("calendar of event %d could not be written", entry.event_id)
        else:
            changed.append(f"event:{entry.event_id}")
    outbox.request(changed)
    return len(changed)


@task()
def find_same() -> int:
    """Compare events that have changed with others on the same days."""
    return find_same_events()


def find_same_events_now() -> None:
    """What the clock calls."""
    if to_compare().exists():
        find_same.enqueue()


def extend_series_tonight() -> None:
    """What the clock calls, before the index is built anew."""
    extend_series.enqueue()
    rewrite_calendars.enqueue()
