"""“Tell me when there is a new date”: asked for, confirmed by mail, told, forgotten.

Nothing is answered that tells whether an address is known.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from courses.models import Course, CourseRun, CourseWatch
from courses.models.watch import CONFIRM_WITHIN, KEPT_FOR
from courses.templatetags.course_tags import run_price
from directory.templatetags.record_tags import day_range
from hub.accounts import personal_data
from hub.http import absolute
from hub.mailbox.queue import queue

logger = logging.getLogger(__name__)
KIND = "course-dates"
MOST_WAITING = 200  # unconfirmed ones of one course


class TooMany(Exception):
    """So many addresses wait for this course that no people can have asked."""


@transaction.atomic
def ask(*, course: Course, email: str, language: str, at: datetime | None = None) -> None:
    """Keep the address and ask it by mail; one that has confirmed gets no mail and stays."""
    at, email = at or timezone.now(), email.strip().lower()
    course.watches.filter(email=email, expires_at__lte=at).delete()
    if course.watches.filter(confirmed_at=None).count() >= MOST_WAITING:
        raise TooMany
    watch, is_new = CourseWatch.objects.get_or_create(
        course=course,
        email=email,
        defaults={"language": language, "created_at": at, "expires_at": at + CONFIRM_WITHIN},
    )
    if watch.confirmed_at is None:
        _mail(watch, "confirm", {}, key=f"watch-{watch.pk}-{at.isoformat()}" if is_new else "")


@transaction.atomic
def confirm(*, watch: CourseWatch, at: datetime | None = None) -> None:
    """The address wants it, for a year; the dates of today are known to it. Once is enough."""
    at = at or timezone.now()
    seen = sorted(set().union(*map(date_keys, watch.course.runs.all())))
    CourseWatch.objects.current(at=at).filter(pk=watch.pk, confirmed_at=None).update(
        confirmed_at=at, expires_at=at + KEPT_FOR, seen=seen
    )


@transaction.atomic
def forget(*, watch: CourseWatch) -> None:
    """Delete all that is known of the wish."""
    CourseWatch.objects.filter(pk=watch.pk).delete()


def date_keys(run: CourseRun) -> set[str]:
    """By any of these a date is known again; a run that is moved elsewhere is a new date."""
    where = [name for name in (run.place, run.venue) if name] or [""]
    return {f"{run.starts_on or 'any'} {run.format} {name}"[:200] for name in where}


def tell(*, at: datetime | None = None) -> int:
    """Mail those whose course has a date that they do not know; gives the number of mails."""
    at, told = at or timezone.now(), 0
    found = CourseWatch.objects.current(at=at).confirmed().filter(course__live=True)
    for watch in found.select_related("course").prefetch_related("course__runs").iterator(200):
        try:
            told += _tell(watch, at)
        except Exception:
            logger.exception("watch %d could not be told", watch.pk)
    return told


@task()
def tell_all() -> int:
    return tell()


def tell_later() -> None:
    """What the clock calls."""
    if CourseWatch.objects.current().confirmed().exists():
        tell_all.enqueue()


def prune(*, at: datetime | None = None) -> int:
    """Delete what nobody confirmed within two days, and whose year is over; gives the number."""
    at = at or timezone.now()
    return CourseWatch.objects.filter(expires_at__lte=at).delete()[0]


def kept_of(user: Any) -> list[dict[str, Any]]:
    """What is kept of somebody, for the file of the own data."""
    rows = CourseWatch.objects.filter(email__in=personal_data.addresses_of(user))
    fields = ("course__title", "email", "language", "created_at", "confirmed_at", "expires_at")
    return list(rows.values(*fields))


def address_of(watch: CourseWatch) -> str:
    """The page of the wish; whoever has the mail has the secret."""
    with override(watch.language):
        return reverse("course_watch_manage", args=[watch.token])


@transaction.atomic
def _tell(watch: CourseWatch, at: datetime) -> int:
    today = timezone.localdate(at)
    runs = [r for r in watch.course.upcoming_runs(today=today) if r.state != r.State.CANCELLED]
    new = [run for run in runs if date_keys(run).isdisjoint(watch.seen)]
    if not new:
        return 0
    seen = sorted({*watch.seen}.union(*map(date_keys, runs)))
    # Of two processes one goes on.
    mine = CourseWatch.objects.filter(pk=watch.pk, seen=watch.seen)
    if not mine.update(seen=seen):
        return 0
    with override(watch.language):
        dates = [_words(run) for run in new]
        public = absolute(watch.course.get_absolute_url())
    _mail(watch, "new_dates", {"dates": dates, "public_address": public})
    return 1


def _words(run: CourseRun) -> str:
    when = day_range(run.starts_on, run.ends_on) if run.starts_on else run.today_standing.label
    place = run.place if run.is_placed else run.get_format_display()
    return ", ".join(str(part) for part in (when, place, run_price(run)) if part)


def _mail(watch: CourseWatch, name: str, context: dict[str, object], *, key: str = "") -> None:
    title = watch.course.title
    if watch.language == "en" and watch.course.title_en:
        title = watch.course.title_en
    context |= {"title": title, "own_address": absolute(address_of(watch))}
    queue(
        to=watch.email,
        language=watch.language,
        kind=KIND,
        template=f"courses/mail/{name}.txt",
        context=context,
        key=key,
    )
