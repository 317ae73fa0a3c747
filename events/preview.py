"""What stands on the picture that goes with a link to an event."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from directory.documents import listing_records
from directory.templatetags.record_tags import event_dates
from events.models import Event
from hub.http import absolute, for_machines
from hub.models import HubSettings
from hub.preview_image import Preview, draw

MAX_AGE = 3600  # seconds


def preview_of(record):
    """Title, next date, place and organisers; the status where it differs from the plan."""
    date = record.programme.next
    kind = record.get_kind_display()
    if record.status != Event.Status.SCHEDULED:
        kind = f"{kind} · {record.get_status_display()}"
    online = record.get_attendance_mode_display()
    is_online = record.attendance_mode == Event.AttendanceMode.ONLINE
    where = online if is_online else ", ".join(filter(None, (date.venue, record.place)))
    organisers = ", ".join(one.headline for one in record.organisers() if one.live)
    lines = tuple(filter(None, (event_dates(date), where, organisers)))
    return Preview(kind, record.headline, lines, HubSettings.load().title, section="event")


def address_of(record):
    """Another one for every version, because others keep what they have fetched."""
    path = reverse("event_preview", args=[record.slug])
    return f"{absolute(path)}?v={preview_of(record).version}"


@require_safe
def event_preview(request, slug):
    record = get_object_or_404(listing_records(Event, "further_organisers"), slug=slug)
    preview = preview_of(record)
    etag = quote_etag(preview.version)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(draw(preview), content_type="image/png")
        response.headers["ETag"] = etag
    return for_machines(response, max_age=MAX_AGE)
