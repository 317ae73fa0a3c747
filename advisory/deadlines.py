"""Deadlines of funding as a calendar: whole days, for the answers of the check or for all.

Not one of the forms of a search list: those are found by the dates of documents, and most
programmes have none.
"""

import uuid
from datetime import UTC, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Event

from advisory.check import Check
from advisory.eligibility import Verdict
from advisory.forms import CheckForm
from advisory.models import FundingProgramme
from directory.importing.text import clean, one_line
from directory.templatetags.record_tags import checked_on
from hub.http import absolute
from search.outputs.calendar import CONTENT_TYPE, END, KEPT, answered, components, head
from search.registry import CalendarItem


@require_safe
def calendar(request):
    return answered(request, lambda: _respond(request))


def _respond(request):
    form = CheckForm(request.GET)
    form.is_valid()
    today = timezone.localdate()
    possible = [
        each.key
        for each in Check(form.company(), today=today).judged
        if each.outcome.verdict is not Verdict.FITS_NOT
    ]
    page = reverse("programme_check" if form.is_answered else "programme_list")
    text = head(
        _("Deadlines of funding"),
        page=absolute(page),
        source=absolute(request.get_full_path()),
        remarks=[_("Only the authority's page is binding.")],
    )
    items = _items(possible, since=today - KEPT)
    response = HttpResponse(text + components(items, set()) + END, content_type=CONTENT_TYPE)
    name = _("deadlines")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


def _items(keys, *, since):
    """Days of programmes, the ended ones as long as calendars keep them; two queries."""
    records = FundingProgramme.objects.filter(pk__in=keys).prefetch_related("deadlines")
    for record in records.order_by("pk"):
        if record.deadline and record.deadline >= since:
            yield CalendarItem(_event(record, record.deadline, "last", ""))
        for row in record.deadlines.all():
            if row.day >= since and row.day != record.deadline:
                yield CalendarItem(_event(record, row.day, f"{row.day}", row.note))


def _event(record, day, name, note):
    """A day that does not make anybody busy. The identifier outlives a last day that moves."""
    event = Event()
    known = f"{record.created_at.astimezone(UTC).isoformat()}/funding/{record.pk}/{name}"
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, known)))
    event.add("dtstamp", record.updated_at)
    event.add("last-modified", record.updated_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    title = _("Apply by today: %(title)s") % {"title": record.headline}
    event.add("summary", one_line(title))
    address = absolute(record.get_absolute_url())
    checked = checked_on(record.confirmed_on) if record.confirmed_on else ""
    lines = [note, record.lead, record.authority, checked, address]
    event.add("description", clean("\n".join(filter(None, lines))))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event.to_ical().decode()
