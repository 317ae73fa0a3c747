"""Looks for events that may be one and the same, a few hundred at a time."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from events.models import Event, Occurrence, SameEvent
from events.models.same_event import SameEventQuerySet
from events.same.joining import better_main, join
from events.same.likeness import Facts, Likeness, likeness
from search.engines import current_analyser

logger = logging.getLogger(__name__)
BATCH = 300  # events in one go
MAX_DATES = 10  # of an event that are compared
MAX_ROWS = 200  # dates of others on these days
MAX_COMING = 10_000  # dates of all these others
TEXTS = ("description", "description_en", "summary", "summary_en")  # that nobody compares
ONLINE = Event.AttendanceMode.ONLINE


def to_compare(now: datetime | None = None) -> QuerySet[Event]:
    """Events that are not over and have changed since they were compared."""
    changed = Q(compared_at=None) | Q(compared_at__lt=F("updated_at"))
    coming = Event.objects.filter(is_template=False, last_ends_at__gte=now or timezone.now())
    return coming.filter(changed)


def find_same_events(*, now: datetime | None = None, limit: int = BATCH) -> int:
    """Compare what has changed since it was compared; gives how many events were looked at."""
    now = now or timezone.now()
    events = list(to_compare(now).order_by("updated_at", "pk")[:limit])
    for event in events:
        try:
            compare(event, now=now)
        except Exception:
            logger.exception("event %d could not be compared", event.pk)
        # Not later than it was read: what changes meanwhile is compared again.
        Event.objects.filter(pk=event.pk).update(compared_at=event.updated_at)
    return len(events)


def compare(event: Event, *, now: datetime) -> None:
    """Join what is certainly the same, propose what may be, withdraw proposals that are void."""
    pairs = SameEvent.objects.of(event)
    _part_what_differs(pairs, now)
    decided = {
        key
        for pair in pairs.exclude(verdict=SameEvent.Verdict.PROPOSED).values_list("main", "other")
        for key in pair
    }
    event.refresh_from_db(fields=["joined_to"])  # the one before may have been joined to it
    top = event.joined_to_id or event.pk
    dates = _coming(event, now)
    facts, found = _facts(event, dates), {}
    for other, other_dates in _candidates(event, dates, now):
        if other.pk in decided or (other.joined_to_id or other.pk) == top:
            continue
        alike = likeness(facts, _facts(other, other_dates), _stems)
        if not alike.is_probable:
            continue
        main, joined = better_main(event, other)
        # A form that people use is closed by nobody but people.
        may_join = event.live and other.live and not joined.registers_here
        if alike.is_certain and may_join:
            join(main=main, other=joined, likeness=alike.total)
            top = SameEvent.objects.root(event).pk
        else:
            found[other] = alike
    _propose(event, pairs.proposed(), found)


def _part_what_differs(pairs: SameEventQuerySet, now: datetime) -> None:
    """What the hub has joined by itself and what is not alike any more is asked about again."""
    for pair in pairs.same().filter(decided_by=None).select_related("main", "other"):
        facts = [_facts(event, _coming(event, now)) for event in (pair.main, pair.other)]
        is_known = all(one.dates for one in facts)  # what is over tells nothing any more
        if is_known and not likeness(*facts, _stems).is_probable:
            pair.verdict = SameEvent.Verdict.PROPOSED
            pair.save(update_fields=["verdict"])
            SameEvent.objects.point(pair.main, pair.other)


def _propose(event: Event, known: SameEventQuerySet, found: dict[Event, Likeness]) -> None:
    void = {pair.other_id if pair.main_id == event.pk else pair.main_id: pair.pk for pair in known}
    for other, alike in found.items():
        if void.pop(other.pk, None) is None:
            main, joined = better_main(event, other)
            SameEvent.objects.create(main=main, other=joined, likeness=alike.total)
    SameEvent.objects.proposed().filter(pk__in=void.values()).delete()


def _coming(event: Event, now: datetime) -> list[tuple[datetime, datetime]]:
    rows = event.occurrences.filter(ends_at__gte=now).values_list("starts_at", "ends_at")
    return [_local(*row) for row in rows[:MAX_DATES]]


def _candidates(
    event: Event, own: list[tuple[datetime, datetime]], now: datetime
) -> Iterator[tuple[Event, list[tuple[datetime, datetime]]]]:
    """Other events with a date on the first days of this one, with their coming dates."""
    days = Q()
    for start, _end in own[:3]:
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        days |= Q(starts_at__range=(midnight, midnight.replace(hour=23, minute=59)))
    if not days:
        return
    rows = Occurrence.objects.filter(days, event__is_template=False).exclude(event=event.pk)
    near = Q()
    if event.attendance_mode != ONLINE and event.latitude is not None:
        near = Q(event__latitude=None) | Q(
            event__latitude__range=(event.latitude - 0.2, event.latitude + 0.2),
            event__longitude__range=(event.longitude - 0.3, event.longitude + 0.3),
        )
    keys = set(rows.filter(near).values_list("event", flat=True).order_by("pk")[:MAX_ROWS])
    coming = Occurrence.objects.filter(event__in=keys, ends_at__gte=now).order_by("starts_at")
    dates = defaultdict(list)
    for key, *moments in coming.values_list("event", "starts_at", "ends_at")[:MAX_COMING]:
        if len(dates[key]) < MAX_DATES:
            dates[key].append(_local(*moments))
    others = Event.objects.filter(pk__in=keys)
    for other in others.defer(*TEXTS):
        yield other, dates[other.pk]


def _local(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    return timezone.localtime(start), timezone.localtime(end)


def _facts(event: Event, dates: list[tuple[datetime, datetime]]) -> Facts:
    has_position = event.latitude is not None and event.longitude is not None
    return Facts(
        title=event.title,
        dates=dates,
        all_day=event.all_day,
        position=(event.latitude, event.longitude) if has_position else None,
        postcode=event.postcode,
        place=event.place,
        venue=event.venue,
        street=event.street,
        is_online=event.attendance_mode == ONLINE,
        online_url=event.online_url,
        source=event.source_name or (f"owner:{event.owner_id}" if event.owner_id else ""),
        uid=event.external_id,
    )


@lru_cache(maxsize=4096)
def _stems(title: str) -> tuple[str, ...]:
    return tuple(token.stem for token in current_analyser().tokens(title))
