"""What happens to registrations. Every action locks the list first, so that two people who take
the last place at once come one after the other."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from events.models import Registration, RegistrationList, RegistrationMail
from events.models.registration import new_token
from events.registration import dates, tasks
from events.registration.dates import Bookable
from events.registration.standing import Standing, held_until, offered_until

logger = logging.getLogger(__name__)
Kind, Status = RegistrationMail.Kind, Registration.Status
HOURLY = 600  # questions for confirmation of one list in an hour, whoever asks
UNCONFIRMED = 3  # registrations that wait for one mailbox
PAUSE = timedelta(minutes=15)  # between two questions for confirmation of one registration
PAUSE_KNOWN = timedelta(hours=12)  # between two mails that somebody is registered already


class TooMany(Exception):
    """More people register than would: somebody is playing."""


class NotOpen(Exception):
    """One cannot register (any more)."""


class Outcome(StrEnum):
    """What somebody unknown is told; the same for everybody, so that it betrays nobody."""

    PLACE = "place"
    WAITING_LIST = "waiting_list"
    FULL = "full"


@transaction.atomic
def register(
    *,
    bookable: Bookable,
    email: str,
    details: dict[str, object],
    consent: str,
    language: str,
    at: datetime | None = None,
) -> Outcome:
    """Hold a place, or one on the waiting list, and have the address asked to confirm by mail.

    `details` are name, organisation and answers. Raises NotOpen and TooMany.
    """
    at = at or timezone.now()
    people = lock(bookable, at)
    if people.registrations.filter(asked_at__gt=at - timedelta(hours=1)).count() >= HOURLY:
        raise TooMany
    standing = move_up(people=people, bookable=bookable, at=at)
    if standing.state not in {"free", "waiting_list", "full"}:
        raise NotOpen
    email = email.strip().lower()
    known = people.registrations.of_address(email).first()
    fields = {
        **details,
        "language": language,
        "consent_text": consent,
        "consent_at": at,
    }
    if known and known.status not in {Status.HELD, Status.ASKED, Status.CANCELLED}:
        _tell_known(known, at)
    elif not standing.is_open and not known:
        return Outcome.FULL
    elif known and known.is_unconfirmed:
        same = _typed_alike(people, email, details)
        if same or not standing.is_open:
            _ask_again(same or known, standing, bookable, at)
        else:  # whoever reads the mails of that address decides which of them is right
            _ask(Registration(people=people, email=email), fields, standing, bookable, at)
    elif standing.is_open:
        row = known or Registration(people=people, email=email)
        _ask(row, fields, standing, bookable, at)
    if standing.has_place:
        return Outcome.PLACE
    return Outcome.WAITING_LIST if standing.is_open else Outcome.FULL


@transaction.atomic
def confirm(*, registration: Registration, at: datetime | None = None) -> None:
    """The address is right: the place is taken, or the queue joined. Once is enough.

    Raises NotOpen when the time for that is over.
    """
    at = at or timezone.now()
    people, bookable = _lock_again(registration)
    standing = move_up(people=people, bookable=bookable, at=at)
    row = people.registrations.filter(pk=registration.pk).first()
    if row is None or bookable is None or bookable.is_cancelled or bookable.ends_at < at:
        raise NotOpen
    if not row.is_unconfirmed:
        return
    others = people.registrations.of_address(row.email).unconfirmed().exclude(pk=row.pk)
    is_held = row.status == Status.HELD or others.filter(status=Status.HELD).exists()
    others.delete()
    if is_held or standing.has_place:
        _become(row, Status.REGISTERED, Kind.REGISTERED, at, confirmed_at=at)
    else:
        _become(row, Status.WAITING, Kind.WAITING, at, confirmed_at=at, waiting_since=at)


@transaction.atomic
def accept(*, registration: Registration, at: datetime | None = None) -> None:
    """Somebody on the waiting list takes the place. Raises NotOpen when the offer has lapsed."""
    at = at or timezone.now()
    people, bookable = _lock_again(registration)
    move_up(people=people, bookable=bookable, at=at)
    row = people.registrations.filter(pk=registration.pk).first()
    if row and row.status == Status.REGISTERED:
        return
    is_off = bookable is None or bookable.is_cancelled
    if row is None or is_off or row.status != Status.OFFERED:
        raise NotOpen
    _become(row, Status.REGISTERED, Kind.REGISTERED, at)


@transaction.atomic
def cancel(
    *, registration: Registration, by_organiser: bool = False, at: datetime | None = None
) -> None:
    """Give a place back, or leave the queue; the next in line is offered the place at once."""
    at = at or timezone.now()
    people, bookable = _lock_again(registration)
    row = people.registrations.filter(pk=registration.pk).first()
    if row is None or row.is_cancelled:
        return
    if row.is_unconfirmed:  # nobody knows yet who that is: no mail
        row.delete()
    else:
        kind = Kind.REMOVED if by_organiser else Kind.CANCELLED
        _become(row, Status.CANCELLED, kind, at, arrived_at=None)
    move_up(people=people, bookable=bookable, at=at)


@transaction.atomic
def add_by_hand(
    *, bookable: Bookable, email: str, details: dict[str, object], at: datetime | None = None
) -> Registration | None:
    """Somebody who has called or written: registered beyond all queues, also when it is full.

    None where the address is on the list already.
    """
    at = at or timezone.now()
    people = lock(bookable, at)
    email = email.strip().lower()
    known = people.registrations.of_address(email).first()
    if known and not known.is_cancelled and not known.is_unconfirmed:
        return None
    row = known or Registration(people=people, email=email)
    people.registrations.of_address(email).unconfirmed().exclude(pk=row.pk).delete()
    for name, value in details.items():
        setattr(row, name, value)
    _become(row, Status.REGISTERED, Kind.REGISTERED, at, confirmed_at=at)
    return row


@transaction.atomic
def give_place(*, registration: Registration, at: datetime | None = None) -> None:
    """Somebody on the waiting list gets a place by decision of the organiser."""
    at = at or timezone.now()
    people, _bookable = _lock_again(registration)
    row = people.registrations.filter(pk=registration.pk).first()
    if row and row.status in {Status.WAITING, Status.OFFERED}:
        _become(row, Status.REGISTERED, Kind.REGISTERED, at)


@transaction.atomic
def move_up(*, people: RegistrationList, bookable: Bookable | None, at: datetime) -> Standing:
    """Let go what has expired, and offer free places to the first in line; gives how it stands.

    Of a locked list. Doing it twice does nothing more.
    """
    people.registrations.unconfirmed().expired(at=at).delete()
    lapsed = list(people.registrations.filter(status=Status.OFFERED).expired(at=at))
    for row in lapsed:
        _become(row, Status.CANCELLED, Kind.LAPSED, at)
    bookable = bookable or dates.whole(people.event)
    until = offered_until(at, bookable.starts_at)
    if until and not bookable.is_cancelled and bookable.event.registers_here:
        free = people.free_places(at=at)
        for row in people.registrations.waiting()[:free]:
            _become(row, Status.OFFERED, Kind.OFFER, at, expires_at=until)
    return dates.standing_of(bookable, at=at)


@transaction.atomic
def check_in(*, registration: Registration, has_come: bool, at: datetime | None = None) -> None:
    """Tick somebody off, or take the tick back."""
    arrived_at = (at or timezone.now()) if has_come else None
    Registration.objects.registered().filter(
        pk=registration.pk, arrived_at__isnull=has_come
    ).update(arrived_at=arrived_at)


@transaction.atomic
def write_to_all(
    *,
    people: RegistrationList,
    subject: str,
    text: str,
    form: str = "",
    at: datetime | None = None,
) -> int:
    """A message of the organiser to all who are registered; gives how many get it.

    What one `form` says goes out once, however often its button is pressed.
    """
    at, form = at or timezone.now(), form or new_token()
    people = RegistrationList.objects.select_for_update().get(pk=people.pk)
    rows = [row for row in people.registrations.registered() if row.email]
    if people.last_message != form:
        people.last_message = form
        people.save(update_fields=["last_message"])
        details = {"subject": subject, "text": text}
        post(rows, Kind.MESSAGE, at, key=form, details=details)
    return len(rows)


def prune(*, at: datetime | None = None) -> int:
    """Delete the people of events that are over for long; only their numbers stay."""
    at = at or timezone.now()
    count = 0
    for people in RegistrationList.objects.over(at=at).select_related("event"):
        if people.ends_at + timedelta(days=people.event.registration_keep_days) < at:
            _empty(people, at)
            count += 1
    if count:
        logger.info("people of %d lists of registrations are deleted", count)
    return count


def lock(bookable: Bookable, at: datetime) -> RegistrationList:
    """The list of what is registered for, for this transaction alone."""
    people = RegistrationList.objects.locked(
        event=bookable.event,
        recurrence_id=bookable.recurrence_id,
        defaults={
            "starts_at": bookable.starts_at,
            "ends_at": bookable.ends_at,
            "told": dates.state(bookable),
        },
    )
    people.event = bookable.event
    if people.emptied_at and bookable.ends_at >= at:  # the event is used again
        people.emptied_at, people.told = None, dates.state(bookable)
        people.starts_at, people.ends_at = bookable.starts_at, bookable.ends_at
        people.save()
    return people


@transaction.atomic
def _empty(people: RegistrationList, at: datetime) -> None:
    rows = people.registrations
    RegistrationList.objects.filter(pk=people.pk).update(
        registered_count=rows.registered().count(),
        arrived_count=rows.filter(arrived_at__isnull=False).count(),
        cancelled_count=rows.filter(status=Status.CANCELLED).count(),
        emptied_at=at,
    )
    rows.all().delete()


def _lock_again(registration: Registration) -> tuple[RegistrationList, Bookable | None]:
    """The list of somebody, locked, and what it is for."""
    rows = RegistrationList.objects.select_for_update(of=("self",)).select_related("event")
    people = rows.get(pk=registration.people_id)
    return people, dates.of_list(people)


def _ask(
    row: Registration,
    fields: dict[str, object],
    standing: Standing,
    bookable: Bookable,
    at: datetime,
) -> None:
    """Begin anew, also with somebody who had cancelled: old links end nothing any more."""
    mailbox = Registration.objects.of_mailbox(row.email).unconfirmed()
    if mailbox.filter(expires_at__gt=at).count() >= UNCONFIRMED:
        return
    for name, value in fields.items():
        setattr(row, name, value)
    row.token, row.asked_at, row.created_at = new_token(), at, at
    row.confirmed_at = row.waiting_since = row.reminded_of = None
    status = Status.HELD if standing.has_place else Status.ASKED
    expires_at = held_until(at, bookable.starts_at)
    _become(row, status, Kind.CONFIRM, at, expires_at=expires_at)


def _typed_alike(
    people: RegistrationList, email: str, details: dict[str, object]
) -> Registration | None:
    """The question for confirmation of the same answers: somebody has lost the mail."""
    rows = people.registrations.of_address(email).unconfirmed()
    return next(
        (row for row in rows if all(getattr(row, n) == value for n, value in details.items())), None
    )


def _ask_again(row: Registration, standing: Standing, bookable: Bookable, at: datetime) -> None:
    """Repeat the question after a pause as long as all before; what was typed stays."""
    if row.status == Status.ASKED and standing.has_place:
        row.status, row.expires_at = Status.HELD, held_until(at, bookable.starts_at)
    asked_at = row.asked_at or row.created_at
    if at - asked_at >= max(PAUSE, asked_at - row.created_at):
        row.asked_at = at
        post([row], Kind.CONFIRM, at)
    row.save()


def _tell_known(row: Registration, at: datetime) -> None:
    """Whoever registers twice is told so, by mail only."""
    if row.told_again_at is None or at - row.told_again_at >= PAUSE_KNOWN:
        row.told_again_at = at
        row.save(update_fields=["told_again_at"])
        post([row], Kind.KNOWN, at)


def _become(
    row: Registration, status: Status, kind: Kind, at: datetime, **changes: datetime | None
) -> None:
    """Change the status, in the same transaction as the mail that tells of it."""
    row.status, row.expires_at = status, None
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    post([row], kind, at)


def post(rows: Sequence[Registration], kind: Kind, at: datetime, **details: object) -> None:
    """Have people written to, once this transaction is through."""
    RegistrationMail.objects.post(rows, kind, at=at, **details)
    if any(row.email for row in rows):
        transaction.on_commit(tasks.send_registration_mails.enqueue)
