"""What becomes of people registered for single dates when an import puts the series elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from events.models import Event, RegistrationList
from events.registration import dates


@dataclass(slots=True)
class Followed:
    """How many lists of people have found no date in the series again."""

    lost: int = 0


@contextmanager
def following(event: Event) -> Iterator[Followed]:
    """While an event is saved: lists of its dates go where their dates go.

    A date has moved when the series has one that was not there before, as far from it as the new
    start is from the old one by the clock. Other lists stay as they are and are asked about.
    """
    followed = Followed()
    if event.pk is None or event.registration_mode != Event.RegistrationMode.DATES:
        yield followed
        return
    old = Event.objects.only("starts_at", "time_zone").get(pk=event.pk)
    before = _ids(event)
    yield followed
    after = _ids(event)
    lists = list(_lists(event).select_for_update())
    taken = {people.recurrence_id for people in lists}
    shift = _wall(event, event.starts_at) - _wall(old, old.starts_at)
    for people in lists:
        if people.recurrence_id in after or people.emptied_at:
            continue
        wall = _wall(old, people.recurrence_id) + shift
        place = wall.replace(tzinfo=ZoneInfo(event.time_zone)).astimezone(UTC)
        if place in after - before - taken:
            people.recurrence_id = place
            people.save(update_fields=["recurrence_id"])
            taken.add(place)
        elif people.registrations.taking_part().exists():
            followed.lost += 1


@transaction.atomic
def move(*, people: RegistrationList, recurrence_id: datetime) -> bool:
    """The organiser says where a lost date is now; False when it is lost no more, or that is none.

    Everybody is told by the next look at the lists (events.registration.care).
    """
    rows = RegistrationList.objects.select_for_update(of=("self",)).select_related("event")
    people = rows.get(pk=people.pk)
    places = {place for place, _date in places_for(people)}
    if not dates.is_undecided(people) or recurrence_id not in places:
        return False
    people.recurrence_id = recurrence_id
    people.save(update_fields=["recurrence_id"])
    return True


def places_for(people: RegistrationList) -> list[tuple[datetime, dates.Bookable]]:
    """The dates to come for which nobody is registered yet."""
    event = people.event
    taken = set(_lists(event).values_list("recurrence_id", flat=True))
    found = [(one.recurrence_id, one) for one in dates.bookables(event) if not one.is_cancelled]
    return [(place, one) for place, one in found if place and place not in taken]


def _ids(event: Event) -> set[datetime]:
    return set(event.occurrences.values_list("recurrence_id", flat=True))


def _lists(event: Event) -> QuerySet[RegistrationList]:
    lists = RegistrationList.objects.filter(event=event, recurrence_id__isnull=False)
    return lists.order_by("recurrence_id")


def _wall(event: Event, moment: datetime) -> datetime:
    return event.local(moment).replace(tzinfo=None)
