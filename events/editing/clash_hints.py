"""What the editor says about other events on the same days; three queries, nothing public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Revision

from directory.models import Audience, Topic
from directory.rights import Action, Rights
from directory.templatetags.record_tags import weekday_and_day
from events.clashes import CLOSE, Clash, Plan, clashes
from events.models import Event, Occurrence
from events.models.event_queryset import shown

MAX_DATES = 10  # of the planned event
MAX_ROWS = 400  # of others on these days
MAX_SCHEDULED = 200
EVENING = 17
ONLINE = Event.AttendanceMode.ONLINE
COLUMNS = (
    *("event_id", "starts_at", "ends_at", "event__title", "event__all_day", "event__audiences"),
    *("event__latitude", "event__longitude", "event__place", "event__attendance_mode"),
    *("event__slug", "event__live"),
)


@dataclass(frozen=True, slots=True)
class Hint:
    sentence: str
    title: str
    day: str
    url: str


def clash_hints(event: Any, user: Any, *, now: datetime | None = None) -> list[Hint]:
    """At most five sentences about a draft; none while it has no dates to come.

    Of what is not public yet, only events that the person sees anyway.
    """
    dates = _dates(event, now or timezone.now())
    if not dates:
        return []
    planned = _plan_of(event, dates)
    if not (planned.audiences or planned.topics):
        return []
    others, urls = _others(event, user, dates, now or timezone.now())
    found = clashes(planned, others)
    shared = {key for clash in found for key in clash.topics}
    topics = {topic.pk: topic.label for topic in Topic.objects.filter(pk__in=shared)}
    return [_hint(planned, clash, topics, urls[clash.other.key]) for clash in found]


def _dates(event: Any, now: datetime) -> list[tuple[datetime, datetime]]:
    """The coming dates as written in the draft, on the clock of the hub."""
    if event.is_template or not (event.starts_at and event.ends_at):
        return []
    try:
        rows, _stop = event.expected_occurrences(now=now)
    except (ValueError, ZoneInfoNotFoundError):
        return []
    coming = [row for row in rows if row.ends_at >= now and not row.is_cancelled][:MAX_DATES]
    return [(timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)) for row in coming]


def _plan_of(event: Any, dates: list[tuple[datetime, datetime]]) -> Plan:
    event.locate()
    is_online = event.attendance_mode == ONLINE
    return Plan(
        event.pk,
        event.title,
        dates,
        all_day=event.all_day,
        audiences=frozenset(event.audiences),
        topics=frozenset(topic.pk for topic in event.topics.all()),
        position=_position(event.latitude, event.longitude, is_online),
        place="" if is_online else event.place,
        is_online=is_online,
    )


def _others(
    event: Any, user: Any, dates: list[tuple[datetime, datetime]], now: datetime
) -> tuple[list[Plan], dict[int | None, str]]:
    when = Q()
    for start, end in dates:
        when |= Q(starts_at__lt=end + CLOSE, ends_at__gt=start - CLOSE)
        when |= Q(starts_at=start)
    public = shown("event__") | Q(event__in=_scheduled(user, now), event__live=False)
    rows = Occurrence.objects.filter(when, public, is_cancelled=False)
    rows = rows.exclude(event__status=Event.Status.CANCELLED)
    if event.pk:
        rows = rows.exclude(event=event.pk).exclude(event__joined_to=event.pk)
    moments, about = defaultdict(list), {}
    for key, start, end, *values in rows.order_by("starts_at", "pk").values_list(*COLUMNS)[
        :MAX_ROWS
    ]:
        moments[key].append((timezone.localtime(start), timezone.localtime(end)))
        about[key] = values
    topics = defaultdict(set)
    pairs = Event.topics.through.objects.filter(event_id__in=about)
    for key, topic in pairs.values_list("event_id", "topic_id"):
        topics[key].add(topic)
    plans = [_plan(key, moments[key], values, topics[key]) for key, values in about.items()]
    return plans, {key: _url(key, *values[-2:]) for key, values in about.items()}


def _scheduled(user: Any, now: datetime) -> list[int]:
    """Keys of events that somebody has set to become public later on, and the person may see."""
    revisions = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(Event), approved_go_live_at__gt=now
    )
    keys = [int(key) for key in revisions.values_list("object_id", flat=True)[:MAX_SCHEDULED]]
    if not keys:
        return []
    seen = Rights(user).among(Action.VIEW, Event.objects.filter(pk__in=keys))
    return list(seen.values_list("pk", flat=True))


def _plan(key: int, dates: list[Any], values: list[Any], topics: set[int]) -> Plan:
    title, all_day, audiences, latitude, longitude, place, mode, _slug, _live = values
    is_online = mode == ONLINE
    return Plan(
        key,
        title,
        dates,
        all_day=all_day,
        audiences=frozenset(audiences),
        topics=frozenset(topics),
        position=_position(latitude, longitude, is_online),
        place="" if is_online else place,
        is_online=is_online,
    )


def _position(
    latitude: float | None, longitude: float | None, is_online: bool
) -> tuple[float, float] | None:
    if is_online or latitude is None or longitude is None:
        return None
    return latitude, longitude


def _url(key: int, slug: str, live: bool) -> str:
    if live:
        return reverse("event_detail", args=[slug])
    return reverse(Event.snippet_viewset.get_url_name("edit"), args=[key])


def _hint(planned: Plan, clash: Clash, topics: dict[int, str], url: str) -> Hint:
    sentence = ", ".join(_parts(planned, clash, topics))
    return Hint(capfirst(sentence), clash.other.title, weekday_and_day(clash.day), url)


def _parts(planned: Plan, clash: Clash, topics: dict[int, str]) -> Iterator[str]:
    starts = [
        start
        for plan in (planned, clash.other)
        for start, end in plan.dates
        if start.date() <= clash.day <= (end - timedelta(microseconds=1)).date() or start == end
    ]
    if planned.all_day or clash.other.all_day:
        yield _("on the same day")
    elif starts and all(start.hour >= EVENING for start in starts):
        yield _("on the same evening")
    else:
        yield _("at the same time") if clash.overlaps else _("shortly before or after")
    if clash.audiences:
        words = ", ".join(str(Audience(code).label) for code in sorted(clash.audiences)[:2])
        yield _("same audience (%(words)s)") % {"words": words}
    if clash.topics:
        words = ", ".join(topics[key] for key in sorted(clash.topics)[:2] if key in topics)
        yield _("same topic (%(words)s)") % {"words": words}
    if clash.kilometres is None:
        yield _("online as well") if planned.is_online else _("in the same place")
    elif clash.kilometres < 1:
        yield _("less than 1 km away")
    else:
        yield _("%(number)d km away") % {"number": round(clash.kilometres)}
