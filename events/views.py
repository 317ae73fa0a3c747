"""Pages of events."""

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from directory.documents import listing_records
from directory.views import record_page
from events import schema_org
from events.models import Event
from events.preview import address_of
from hub.http import absolute


@require_safe
def event_detail(request, slug):
    records = listing_records(Event, "further_organisers").select_related("municipality")
    record = records.filter(slug=slug).first()
    if record is None:  # a joined event leads to the one that tells of it
        return redirect(get_object_or_404(Event.objects.told_by_others(), slug=slug).told_by)
    data = schema_org.event(record, absolute=absolute)
    return record_page(
        request, record, section="event", structured_data=data, preview=address_of(record)
    )
