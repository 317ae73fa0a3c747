"""What one registers for: an event as a whole or one date of a series; how it is found again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from directory.models import Source
from events.date_code import date_code
from events.models import Event, RegistrationList
from events.registration.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Bookable:
    """An event, or the date of it that its series has put at `recurrence_id`.

    `date` is what a page shows of it: the event, its next date, or that date. A date that its
    series has lost has none; then it is what its list remembers.
    """

    event: Event
    recurrence_id: datetime | None
    date: Any
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool

    @property
    def closes_at(self) -> datetime:
        event = self.event
        if event.is_series and self.recurrence_id is None:
            return event.registration_until or self.ends_at  # one may join a series later
        return event.registration_closes_at(self.starts_at)

    @property
    def code(self) -> str:
        return date_code(self.recurrence_id) if self.recurrence_id else ""

    @property
    def title(self) -> str:
        return self.date.title if self.recurrence_id else self.event.headline

    @property
    def address(self) -> str:
        return address_of(self.event, self.recurrence_id)

    def standing(self, *, free: int | None, at: datetime | None = None) -> Standing:
        return standing(
            at=at or timezone.now(),
            opens_at=self.event.registration_opens_at,
            closes_at=self.closes_at,
            ends_at=self.ends_at,
            is_cancelled=self.is_cancelled,
            free=free,
            has_waiting_list=self.event.registration_waiting_list,
        )


def address_of(event: Event, recurrence_id: datetime | None) -> str:
    """The path of the form."""
    code = [date_code(recurrence_id)] if recurrence_id else []
    return reverse("registration_new", args=[event.slug, *code])


def bookables(event: Event) -> list[Bookable]:
    """What can be registered for at all, in time: the event, or its dates that are not over."""
    if not event.registers_here:
        return []
    if not event.registers_each_date:
        return [whole(event)]
    return [of_date(event, date) for date in event.programme.coming]


def overview(event: Event, *, at: datetime | None = None) -> list[tuple[Bookable, Standing]]:
    """What can be registered for and how each stands; one query for all numbers."""
    at = at or timezone.now()
    lists = RegistrationList.objects.filter(event=event.pk).with_counts(at=at)
    taken = {row.recurrence_id: (row.held, row.queue) for row in lists}
    return [
        (bookable, bookable.standing(free=_free(event, taken.get(bookable.recurrence_id)), at=at))
        for bookable in bookables(event)
    ]


def standing_of(bookable: Bookable, *, at: datetime | None = None) -> Standing:
    at = at or timezone.now()
    lists = RegistrationList.objects.filter(event=bookable.event).with_counts(at=at)
    row = lists.filter(recurrence_id=bookable.recurrence_id).first()
    free = _free(bookable.event, (row.held, row.queue) if row else None)
    return bookable.standing(free=free, at=at)


def _free(event: Event, taken: tuple[int, int] | None) -> int | None:
    """Places for somebody new; none while others are waiting for one."""
    if event.registration_places is None:
        return None
    held, queue = taken or (0, 0)
    return 0 if queue else max(0, event.registration_places - held)


def whole(event: Event) -> Bookable:
    date = event.programme.next
    is_off = event.status in {Event.Status.CANCELLED, Event.Status.POSTPONED}
    ends_at = max(event.last_ends_at or event.ends_at, date.ends_at)
    return Bookable(
        event, None, date, date.starts_at, ends_at, is_off or getattr(date, "is_cancelled", False)
    )


def of_date(event: Event, date: Any) -> Bookable:
    is_off = event.status in {Event.Status.CANCELLED, Event.Status.POSTPONED}
    return Bookable(
        event,
        date.recurrence_id,
        date,
        date.starts_at,
        date.ends_at,
        is_off or date.is_cancelled,
    )


def find(event: Event, recurrence_id: datetime | None) -> Bookable | None:
    """The event as a whole, or one of its dates; None where the series has no such date."""
    if recurrence_id is None:
        return whole(event)
    rows = event.occurrences.filter(recurrence_id=recurrence_id).select_related("change")
    date = rows.first()
    if date is None:
        return None
    date.event = event
    return of_date(event, date)


def of_list(people: RegistrationList) -> Bookable | None:
    """What a list is for, as it stands now."""
    return find(people.event, people.recurrence_id)


def is_undecided(people: RegistrationList) -> bool:
    """Whether an import has taken the date away, so that its organiser has to say what is meant.

    What people here exclude does not take place; a source may have put the series elsewhere.
    """
    event, recurrence_id = people.event, people.recurrence_id
    if recurrence_id is None or event.source != Source.IMPORT or people.told.get("cancelled"):
        return False
    if event.occurrences.filter(recurrence_id=recurrence_id).exists():
        return False
    excluded = event.date_changes.filter(kind="excluded", is_imported=False)
    return not excluded.filter(recurrence_id=recurrence_id).exists()


def moved_to(people: RegistrationList) -> datetime | None:
    """The new `recurrence_id` of a date whose whole series has got another time of day.

    It is the one date of the same day that has no list of its own.
    """
    event = people.event
    day = event.local(people.recurrence_id).date()
    taken = set(
        RegistrationList.objects.filter(event=event).values_list("recurrence_id", flat=True)
    )
    ids = event.occurrences.values_list("recurrence_id", flat=True)
    same_day = [i for i in ids if i not in taken and event.local(i).date() == day]
    return same_day[0] if len(same_day) == 1 else None


def state(bookable: Bookable) -> dict[str, Any]:
    """What people have to know of time and place, as JSON that can be compared."""
    event, date = bookable.event, bookable.date
    known = {
        "starts_at": _iso(bookable.starts_at),
        "ends_at": _iso(date.ends_at),
        "where": where(event, date),
        "postponed": event.status == Event.Status.POSTPONED,
        "cancelled": bookable.is_cancelled and event.status != Event.Status.POSTPONED,
    }
    if event.is_series and bookable.recurrence_id is None:
        # The next date moves on by itself; what is said about the series does not.
        known |= {
            "starts_at": _iso(event.starts_at),
            "ends_at": _iso(event.ends_at),
            "rules": event.recurrence_rules,
            "where": where(event, event),
            "changes": _changes(event),
        }
    return known


def where(event: Event, date: Any) -> list[str]:
    """Venue, street, town and address on the internet; those that do not apply are empty."""
    town = f"{event.postcode} {event.place}".strip()
    on_site = [date.venue, event.street, town]
    online_url = date.online_url
    if event.attendance_mode == Event.AttendanceMode.ONLINE:
        on_site = ["", "", ""]
    elif event.attendance_mode == Event.AttendanceMode.OFFLINE:
        online_url = ""
    return [*on_site, online_url]


def _changes(event: Event) -> dict[str, list[Any]]:
    return {
        f"{change.kind} {_iso(change.recurrence_id)}": [
            change.this_and_future,
            _iso(change.starts_at),
            _iso(change.ends_at),
            change.venue,
            change.online_url,
        ]
        for change in event.date_changes.all()
    }


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def is_the_same(before: dict[str, Any], after: dict[str, Any], *, at: datetime) -> bool:
    """Whether nothing differs that is still to come; of a series, dates pass by themselves."""
    return _coming(before, at) == _coming(after, at)


def _coming(known: dict[str, Any], at: datetime) -> dict[str, Any]:
    changes = {
        key: said
        for key, said in known.get("changes", {}).items()
        if said[0] or datetime.fromisoformat(said[1] or key.split(" ")[1]) >= at
    }
    return {**known, "changes": changes}
