"""Export, import, export again: what the two exports have in common."""

import re
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.models import Event
from tests.events.calendars import import_events
from tests.events.feeds import ADDRESS, text
from tests.events.icalendar.varied import varied_event
from tests.factories import make_organisation

# What two hubs cannot have in common, and nothing else:
OWN = (
    "CREATED",  # when the record was made in this hub
    "DTSTAMP",  # the same as LAST-MODIFIED in a calendar without METHOD
    "LAST-MODIFIED",  # when it was changed in this hub
    "SEQUENCE",  # how often it was changed in this hub
    "IMAGE",  # a picture of its page in this hub
    "URL",  # of its page in this hub; so does the last line of DESCRIPTION
)
LINK = re.compile(r"(DESCRIPTION:.*)\\n\\nMehr[^:]*: http://127.0.0.1:8000/veranstaltungen/[^/]+/$")


def components(calendar):
    """The text of a calendar cut into its components, without what is of one hub alone."""
    lines = calendar.replace("\r\n ", "").split("\r\n")
    kept = [LINK.sub(r"\1", line) for line in lines if re.split("[:;]", line)[0] not in OWN]
    # Where zones and the end stand depends on the order of events, which nobody promises.
    return sorted(re.split(r"^(?=BEGIN:V|END:VCALENDAR)", "\n".join(kept), flags=re.MULTILINE))


def there_and_back(client, count):
    """Components before and after so many varied events left for a file and came in again."""
    owner = make_organisation(slug="kammer")
    for number in range(count):
        varied_event(number, owner=owner)
    before = text(client, f"{ADDRESS}?organisation=kammer")
    Event.objects.all().delete()
    report = import_events(
        before.encode(), organisation=owner, zone=ZoneInfo("Europe/Berlin"), now=timezone.now()
    )
    assert report.counts()["new"] == count, [o for o in report.outcomes if o.reason]
    after = text(client, f"{ADDRESS}?organisation=kammer")
    return components(before), components(after)
