"""What events of every kind of file have in common: an id, a period, a series."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from directory.importing.report import Action, Outcome
from directory.importing.text import one_line, shorten
from events.importing.calendar_file import MAX_REFUSED, CalendarEvent, CalendarFile
from events.importing.ical_series import Joiner
from events.importing.ical_time import LAST_YEAR, Unreadable, Zones, read_duration

SECONDS = 1.5  # of computing for all series of a file


def external_id(given: str, title: str, starts_at: datetime) -> str:
    """The id in its source; one of title and start when there is none or it is too long."""
    given = one_line(given[:100_000])
    if 0 < len(given) <= 255:
        return given
    seed = given or f"{title}\n{starts_at.isoformat()}"
    return f"sha256-{hashlib.sha256(seed.encode()).hexdigest()[:40]}"


def title_of(description: str) -> str:
    """The first words of the description, or words that say that there are none."""
    first = one_line(description[:400].partition("\n")[0])
    return shorten(first, 80) if len(first) >= 3 else _("Event without a title")


def period_of(
    start: date, end: date | None, duration: str, zone: ZoneInfo
) -> tuple[datetime, datetime, bool]:
    """Start and end in UTC and whether they are days, of which the last is included.

    Times without an offset are those of `zone`. Raises Unreadable.
    """
    if not isinstance(start, datetime):
        last = end.date() if isinstance(end, datetime) else end or start
        if not end and duration.strip():
            last = start + max(read_duration(duration), timedelta(days=1)) - timedelta(days=1)
        days = (start, last + timedelta(days=1))
        begin, finish = (datetime.combine(day, time_of_day(), tzinfo=zone) for day in days)
    else:
        begin = _aware(start, zone)
        finish = begin
        if isinstance(end, datetime):
            finish = _aware(end, zone)
        elif end is not None and end > begin.astimezone(zone).date():
            finish = datetime.combine(end + timedelta(days=1), time_of_day(), tzinfo=zone)
        elif duration.strip():
            finish = (begin.astimezone(UTC) + read_duration(duration)).astimezone(zone)
    begin, finish = begin.astimezone(UTC), finish.astimezone(UTC)
    if finish < begin:
        raise Unreadable(_("The end lies before the start."))
    if finish.year > LAST_YEAR:
        raise Unreadable(_("The end lies too far in the future."))
    return begin, finish, not isinstance(start, datetime)


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def join_series(
    file: CalendarFile,
    events: Iterable[CalendarEvent],
    parts: dict[str, list[CalendarEvent]],
    zones: Zones,
    now: datetime,
    deadline: float = 0.0,
) -> int:
    """Put the events with their series into the file; gives how many were refused unnamed."""
    events, unnamed, taken = list(events), 0, list(file.events)
    places = {id(event): place for place, event in enumerate(events)}
    joiner = Joiner(zones, now, deadline or time.process_time() + SECONDS)
    for event, reason in joiner.join(events, parts):
        event.repeats = None
        if not reason:
            taken.append(event)
        elif len(file.refused) < MAX_REFUSED:
            outcome = Outcome(Action.REJECTED, event.uid, event.title, reason=reason)
            file.refused.append(outcome)
        else:
            unnamed += 1
    if joiner.is_brief:
        file.remarks.append(_("Of many series only the first date was worked out."))
    file.events = sorted(taken, key=lambda event: places.get(id(event), len(places)))
    return unnamed
