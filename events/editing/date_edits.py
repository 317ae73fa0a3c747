"""What an editor wants of one date, of it and all later ones, or of all, put into the event.

The event is a draft in memory; nothing is saved here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.editing.moved_series import has_own_length, instant, move_series, wall
from events.models import DateChange, Event, Registration

CANCELLED, CHANGED = DateChange.Kind.CANCELLED, DateChange.Kind.CHANGED
TEXTS = ("title", "venue", "online_url")


class Scope(models.TextChoices):
    ONE = "one", _("this date only")
    FUTURE = "future", _("this date and all later ones")
    ALL = "all", _("all dates")


@dataclass(frozen=True, slots=True)
class DateEdit:
    """How a date shall be; what equals the event's own needs no word in the change."""

    takes_place: bool
    starts_at: datetime
    ends_at: datetime
    title: str = ""
    venue: str = ""
    online_url: str = ""
    note: str = ""


def date_of(event: Event, recurrence_id: datetime) -> Any | None:
    """The date of a draft that the series has put there, as it is now."""
    try:
        dates, _stop = event.expected_occurrences()
    except ValueError:
        return None
    return next((date for date in dates if date.recurrence_id == recurrence_id), None)


def as_it_is(event: Event, date: Any) -> DateEdit:
    change = date.change
    texts = {name: (getattr(change, name) if change else "") for name in TEXTS}
    return DateEdit(
        takes_place=not (date.is_cancelled or event.is_cancelled),
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        note=date.note,
        **{name: text or getattr(event, name) for name, text in texts.items()},
    )


def apply(event: Event, date: Any, edit: DateEdit, scope: Scope) -> None:
    """Change the draft; ValueError with words for people where its rules cannot follow."""
    if scope is Scope.ALL:
        _change_all(event, date, edit)
    elif scope is Scope.FUTURE:
        _change_future(event, date, edit)
    else:
        _change_one(event, date, edit)


def _change_one(event: Event, date: Any, edit: DateEdit) -> None:
    here, others = _parted(
        event, lambda row: row.recurrence_id == date.recurrence_id and _is_single(row)
    )
    row = _row(event, date, edit)
    is_needed = (
        _says_something(row)
        or _ruling(event, date) is not None
        or any(old.is_imported for old in here)  # else the next import says it again
    )
    event.date_changes = [*others, row] if is_needed else others


def _change_future(event: Event, date: Any, edit: DateEdit) -> None:
    """Later changes for the future give way; what is said about single later dates stays."""
    start = date.recurrence_id
    gone, others = _parted(
        event,
        lambda row: (
            (row.this_and_future and row.recurrence_id >= start)
            or (_is_single(row) and row.recurrence_id == start)
        ),
    )
    row = _row(event, date, edit, this_and_future=True)
    has_earlier = any(other.this_and_future for other in others)
    # The source would bring its own later changes back where nothing is said by hand.
    from_source = [
        old.recurrence_id
        for old in gone
        if old.is_imported and old.this_and_future and old.recurrence_id > start
    ]
    rows = [row, *(_again(event, row, at) for at in from_source)]
    is_needed = _says_something(row) or has_earlier or any(old.is_imported for old in gone)
    event.date_changes = [*others, *rows] if is_needed else others


def _change_all(event: Event, date: Any, edit: DateEdit) -> None:
    """The event itself changes; single dates keep what is special about them."""
    if not edit.takes_place:
        event.status, event.status_note = Event.Status.CANCELLED, edit.note
        return
    before = as_it_is(event, date)
    if event.is_cancelled:
        event.status, event.status_note = Event.Status.SCHEDULED, ""
    rows = list(event.date_changes.all())
    for name in TEXTS:
        if getattr(edit, name) != getattr(before, name):
            setattr(event, name, getattr(edit, name))
            _forget(rows, name, at=date.recurrence_id)
    if (edit.starts_at, edit.ends_at) != (before.starts_at, before.ends_at):
        if _would_lose_people(event, date, edit):
            raise ValueError(
                _(
                    "People are registered for single dates, which would be on other days. "
                    "Move these dates one by one, so that everybody is told."
                )
            )
        _forget_times(rows, at=date.recurrence_id)
        event.date_changes = [row for row in rows if _says_something(row)]
        move_series(event, date.recurrence_id, edit.starts_at, edit.ends_at)
        if edit.note:
            event.status, event.status_note = Event.Status.MOVED, edit.note
    else:
        event.date_changes = [row for row in rows if _says_something(row)]


def _would_lose_people(event: Event, date: Any, edit: DateEdit) -> bool:
    """A list of people follows its date through the hours of a day, not to another one."""
    days = {wall(event, moment).date() for moment in (date.starts_at, edit.starts_at)}
    is_of_dates = event.registers_each_date and len(days) > 1
    return is_of_dates and Registration.objects.counting_on(event).exists()


def _forget(rows: Iterable[DateChange], name: str, *, at: datetime) -> None:
    for row in rows:
        if row.this_and_future or row.recurrence_id == at:
            setattr(row, name, "")


def _forget_times(rows: Iterable[DateChange], *, at: datetime) -> None:
    for row in rows:
        if row.this_and_future or (row.recurrence_id == at and row.kind == CHANGED):
            row.starts_at = row.ends_at = None


def _row(event: Event, date: Any, edit: DateEdit, *, this_and_future: bool = False) -> DateChange:
    """The change that says it; values are given whole, whatever ruled the date before."""
    row = DateChange(
        recurrence_id=date.recurrence_id,
        this_and_future=this_and_future,
        kind=CHANGED if edit.takes_place else CANCELLED,
        note=edit.note,
    )
    if not edit.takes_place:
        return row
    if edit.starts_at != date.recurrence_id:
        row.starts_at = edit.starts_at
    if date.is_extra or has_own_length(event, edit.starts_at, edit.ends_at):
        row.ends_at = edit.ends_at
    for name in TEXTS:
        if getattr(edit, name) != getattr(event, name):
            setattr(row, name, getattr(edit, name))
    return row


def _again(event: Event, row: DateChange, at: datetime) -> DateChange:
    """The same said from a later date on, at the same time of day."""
    copy = DateChange(
        recurrence_id=at, this_and_future=True, kind=row.kind, note=row.note,
        title=row.title, venue=row.venue, online_url=row.online_url,
    )  # fmt: skip
    for name in ("starts_at", "ends_at"):
        if moment := getattr(row, name):
            shift = wall(event, moment) - wall(event, row.recurrence_id)
            setattr(copy, name, instant(event, wall(event, at) + shift))
    return copy


def _parted(event: Event, condition: Any) -> tuple[list[DateChange], list[DateChange]]:
    rows = list(event.date_changes.all())
    return [row for row in rows if condition(row)], [row for row in rows if not condition(row)]


def _is_single(row: DateChange) -> bool:
    return not row.this_and_future and row.kind in {CANCELLED, CHANGED}


def _ruling(event: Event, date: Any) -> DateChange | None:
    """What an additional date, or a change from an earlier date on, says about this date."""
    rows = [
        row
        for row in event.date_changes.all()
        if (row.this_and_future and row.recurrence_id <= date.recurrence_id)
        or (row.kind == DateChange.Kind.EXTRA and row.recurrence_id == date.recurrence_id)
    ]
    return rows[-1] if rows else None


def _says_something(row: DateChange) -> bool:
    own = (row.starts_at, row.ends_at, row.note, row.title, row.venue, row.online_url)
    return row.kind != CHANGED or any(own) or row.is_imported


def with_defaults(edit: DateEdit, event: Event) -> DateEdit:
    """An emptied text means that of the event."""
    return replace(edit, **{n: getattr(edit, n) or getattr(event, n) for n in TEXTS})
