"""Events as calendars: what lists take from here, and the calendar of one event."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.models import Organisation
from events.calendar.pages import FIRST_YEAR
from events.date_code import read_date_code
from events.icalendar import component
from events.icalendar.date_file import calendar_text
from events.icalendar.entries import CalendarEntry
from events.models import Event, Occurrence
from events.registration import dates
from hub.http import absolute
from search.outputs.calendar import CONTENT_TYPE, END, KEPT, answered, components, head
from search.registry import CalendarItem

# As Topic.label has it, by whether the active language is English.
TOPIC = F("topic__title"), Coalesce(NullIf("topic__title_en", Value("")), "topic__title")
PLAIN_FILTERS = {"type", "organisation"}  # what the database can tell of a withdrawn event


def keys(first):
    """Public events that run on a day or later, also those whose dates are all cancelled."""
    first = max(first, date(FIRST_YEAR, 1, 1))
    since = timezone.make_aware(datetime.combine(first, time.min)) - timedelta(days=1)
    dates = Occurrence.objects.filter(event=OuterRef("pk"), ends_at__gte=since)
    is_long = Q(last_ends_at=None) | Q(last_ends_at__gte=since) | Exists(dates)
    found = Event.objects.live().filter(is_long).order_by("starts_at", "pk")
    return list(found.values_list("pk", flat=True))


def items(keys):
    """The components of public events in the order of the keys; four queries."""
    found = CalendarEntry.objects.public().filter(event__in=keys)
    by_key = {row[0]: row for row in _rows(found)}
    rows = [by_key[key] for key in keys if key in by_key]
    organisers = _organisers({row[1] for row in rows})
    topics = _topics(by_key)
    for key, owner, *entry in rows:
        yield _item(*entry, organisers.get(owner), topics[key])


def withdrawn(query):
    """Events that stopped being public lately; none where only the index knows which match."""
    asked = query.all_facets
    if query.q or query.near or query.date_from or query.date_to or set(asked) - PLAIN_FILTERS:
        return
    found = CalendarEntry.objects.withdrawn(since=timezone.now() - KEPT)
    if "organisation" in asked:
        found = found.filter(event__owner__slug__in=asked["organisation"])
    yield from _withdrawn(found)


@require_safe
def event_calendar(request, slug):
    """One event as a file, also to be subscribed to; one withdrawn lately says so."""
    since = timezone.now() - KEPT
    found = CalendarEntry.objects.public_or_withdrawn(since=since).select_related("event")
    entry = get_object_or_404(found, event__slug=slug)
    return answered(request, lambda: _single(request, entry.event))


@require_safe
def date_calendar(request, slug, code):
    """One date of a series as a file."""
    event = get_object_or_404(Event, live=True, slug=slug)
    recurrence_id = read_date_code(code)
    date = dates.find(event, recurrence_id) if recurrence_id else None
    if date is None or not (text := calendar_text(date, get_language() or "de")):
        raise Http404
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-{code}.ics"'
    return response


def _single(request, record):
    page = absolute(record.get_absolute_url())
    if record.live:
        drawn, title = items([record.pk]), record.headline
    else:
        drawn, title = _withdrawn(CalendarEntry.objects.filter(event=record)), _("Events")
    text = head(title, page=page, source=absolute(request.path))
    response = HttpResponse(text + components(drawn, set()) + END, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{record.slug}.ics"'
    return response


def _withdrawn(entries):
    for _key, _owner, *entry in _rows(entries):
        yield _item(*entry, None, ())


def _rows(entries):
    """Key, owner, and what `_item` reads of every entry; the stored text of one language only."""
    body = "body_en" if get_language() == "en" else "body_de"
    names = ("event_id", "event__owner_id", body, "categories", "sequence", "changed_at")
    return entries.values_list(*names, "time_zone")


def _item(body, categories, sequence, changed_at, time_zone, organiser, topics):
    kind, *tags = categories[get_language() or "de"] or [""]
    words = (*filter(None, [kind]), *sorted({*topics, *tags}, key=str.casefold))
    version = component.Version(sequence, changed_at)
    return CalendarItem(component.entry(body, version, organiser, words), time_zone)


def _organisers(keys):
    """Public organisations by their keys, as calendars name them."""
    return {
        organisation.pk: component.Organiser(
            organisation.headline, absolute(organisation.get_absolute_url())
        )
        for organisation in Organisation.objects.live().filter(pk__in=keys)
    }


def _topics(keys):
    """The words of the topics of every event."""
    word = TOPIC[get_language() == "en"]
    found = defaultdict(list)
    pairs = Event.topics.through.objects.filter(event_id__in=keys).order_by("pk")
    for event, topic in pairs.values_list("event_id", word):
        found[event].append(topic)
    return found
