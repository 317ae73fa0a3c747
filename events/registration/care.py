"""What the worker does for every list by itself: move up, tell changes, remind."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from events.models import RegistrationList, RegistrationMail
from events.registration import actions, dates, tasks
from events.registration.dates import Bookable

logger = logging.getLogger(__name__)
Kind = RegistrationMail.Kind
REMIND_AT = time(9)  # local time, on the day before


@task()
def look_after_lists() -> int:
    """Gives how many lists it looked at."""
    return look_after_all()


def look_after_soon() -> None:
    """What the clock calls every few minutes; mails that failed are due again some time."""
    if RegistrationList.objects.coming().exists():
        look_after_lists.enqueue()
    if RegistrationMail.objects.due().exists():
        tasks.send_registration_mails.enqueue()


def look_after_all(*, at: datetime | None = None) -> int:
    """Take every coming list a step further; gives how many. One that fails stops no other."""
    at = at or timezone.now()
    done = 0
    for pk in list(RegistrationList.objects.coming(at=at).values_list("pk", flat=True)):
        try:
            look_after(pk=pk, at=at)
            done += 1
        except Exception:
            logger.exception("list %d of registrations could not be looked after", pk)
    return done


@transaction.atomic
def look_after(*, pk: int, at: datetime) -> None:
    """Doing it twice does nothing more."""
    rows = RegistrationList.objects.select_for_update(of=("self",)).select_related("event")
    people = rows.get(pk=pk)
    if not people.event.live:  # being edited, perhaps; who withdraws for good cancels first
        return
    bookable = dates.of_list(people)
    if bookable is None and (new_id := dates.moved_to(people)):
        people.recurrence_id = new_id
        people.save(update_fields=["recurrence_id"])
        bookable = dates.of_list(people)
    if bookable is None and dates.is_undecided(people):
        return
    _tell_changes(people, bookable, at)
    if bookable:
        actions.move_up(people=people, bookable=bookable, at=at)
        _remind(people, bookable, at)


@transaction.atomic
def call_off(*, people: RegistrationList, at: datetime | None = None) -> bool:
    """The organiser says that a date which an import took away does not take place."""
    rows = RegistrationList.objects.select_for_update(of=("self",)).select_related("event")
    people = rows.get(pk=people.pk)
    if not dates.is_undecided(people):
        return False
    _tell_changes(people, None, at or timezone.now())
    return True


def _tell_changes(people: RegistrationList, bookable: Bookable | None, at: datetime) -> None:
    """Mail everybody once when time or place are other than what they were told."""
    told, times = people.told, (people.starts_at, people.ends_at)
    known = dates.state(bookable) if bookable else {**told, "cancelled": True}
    if bookable:
        people.starts_at, people.ends_at = bookable.starts_at, bookable.ends_at
    if not dates.is_the_same(told, known, at=at):
        is_off = known["cancelled"] and not told.get("cancelled")
        kind = Kind.CALLED_OFF if is_off else Kind.CHANGED
        rows = list(people.registrations.taking_part())
        actions.post(rows, kind, at, details={"before": told})
    if (known, people.starts_at, people.ends_at) != (told, *times):
        people.told = known
        people.save(update_fields=["told", "starts_at", "ends_at"])


def _remind(people: RegistrationList, bookable: Bookable, at: datetime) -> None:
    """Remind whoever has registered before the reminder was due, once of every date."""
    starts_at = bookable.starts_at
    due_at = reminder_due_at(starts_at, bookable.event.time_zone)
    if bookable.is_cancelled or not due_at <= at < starts_at:
        return
    rows = people.registrations.registered().filter(confirmed_at__lt=due_at)
    rows = list(rows.exclude(reminded_of=starts_at))
    people.registrations.filter(pk__in=[row.pk for row in rows]).update(reminded_of=starts_at)
    actions.post(rows, Kind.REMINDER, at)


def reminder_due_at(starts_at: datetime, zone: str) -> datetime:
    """The morning of the day before, by the clock of the event."""
    day = starts_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    return datetime.combine(day, REMIND_AT, tzinfo=ZoneInfo(zone))
