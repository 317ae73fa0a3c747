"""The dates of courses as calendars take them: a run, or each of its units where they are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from courses.models import Course, CourseRun
from courses.sessions import Session
from hub.http import absolute
from search.query import SearchQuery
from search.registry import CalendarItem

DAY = timedelta(days=1)


def keys(first: date) -> list[int]:
    """Public courses with a run on a day or later, the earliest first."""
    late = Q(runs__ends_on__gte=first) | Q(runs__ends_on=None, runs__starts_on__gte=first)
    found = Course.objects.live().filter(late, runs__starts_on__isnull=False)
    found = found.annotate(begins=Min("runs__starts_on")).order_by("begins", "pk")
    return list(found.values_list("pk", flat=True))


def items(keys: Sequence[int]) -> Iterator[CalendarItem]:
    """The components of public courses in the order of the keys; two queries."""
    found = Course.objects.live().select_related("owner").prefetch_related("runs").in_bulk(keys)
    for key in keys:
        if course := found.get(key):
            text = "".join(_run(course, run) for run in course.runs.all() if run.starts_on)
            yield CalendarItem(text)


def withdrawn(query: SearchQuery) -> Iterator[CalendarItem]:
    """Programs that know the standards delete what a calendar names no more."""
    yield from ()


def _run(course: Course, run: CourseRun) -> str:
    units = run.units
    if not units:
        return _component(course, run, "", None)
    return "".join(_component(course, run, f"-{n}", unit) for n, unit in enumerate(units, 1))


def _component(course: Course, run: CourseRun, part: str, unit: Session | None) -> str:
    event = Event()
    event.add("uid", f"course-run-{run.pk}{part}@{absolute('/').split('/')[2]}")
    event.add("dtstamp", course.updated_at)
    title = f"{course.headline}: {unit.topic}" if unit and unit.topic else course.headline
    event.add("summary", title)
    if unit and unit.starts:
        event.add("dtstart", _moment(unit.day, unit.starts))
        if unit.ends:
            event.add("dtend", _moment(unit.day, unit.ends))
    else:
        first, last = (unit.day, unit.day) if unit else (run.starts_on, run.ends_on)
        event.add("dtstart", first)
        event.add("dtend", (last or first) + DAY)
        event.add("transp", "TRANSPARENT")  # nobody is busy all of these days
    if run.state == CourseRun.State.CANCELLED:
        event.add("status", "CANCELLED")
    place = ", ".join(filter(None, (run.venue, run.one_line))) if run.is_placed else ""
    event.add("location", place or run.get_format_display())
    event.add("description", "\n".join(filter(None, (course.lead, _times(run)))))
    event.add("url", absolute(course.get_absolute_url()))
    event.add("categories", [str(_("Course")), str(course.get_kind_display())])
    return event.to_ical().decode()


def _times(run: CourseRun) -> str:
    return _("Times: %(times)s") % {"times": run.schedule} if run.schedule else ""


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock)).astimezone(UTC)
