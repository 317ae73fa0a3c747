from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Event, Occurrence
from tests.constraints import breaks
from tests.factories import make_event

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def test_an_event_does_not_end_before_it_starts():
    now = timezone.now()
    with breaks("events_event_end_after_start"):
        make_event(starts_at=now, ends_at=now - timedelta(hours=1))


def test_a_price_is_not_negative():
    with breaks("events_event_price"):
        make_event(price=-1)


def test_a_stored_date_does_not_end_before_it_starts():
    event, now = make_event(), timezone.now()
    with breaks("events_occurrence_end_after_start"):
        Occurrence.of(event, now, now - timedelta(hours=1)).save()


def test_a_date_stands_once():
    event = make_event()
    with breaks("events_occurrence_unique"):
        Occurrence.of(event, event.ends_at, event.ends_at, recurrence_id=event.starts_at).save()


def test_the_stored_dates_follow_the_event():
    event = make_event()
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)
    event.save()
    assert [o.starts_at for o in event.occurrences.all()] == [event.starts_at]


def test_publishing_a_draft_moves_the_stored_dates():
    event = make_event()
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)
    revision = event.save_revision()
    assert event.occurrences.get().starts_at != event.starts_at
    revision.publish()
    assert event.occurrences.get().starts_at == event.starts_at


def test_upcoming_keeps_running_events():
    now = timezone.now()
    running = make_event(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    make_event(starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=2))
    assert list(Event.objects.upcoming()) == [running]


def test_an_all_day_event_ends_on_the_day_before_its_midnight():
    event = make_event(
        all_day=True,
        starts_at=datetime(2026, 12, 3, tzinfo=BERLIN),
        ends_at=datetime(2026, 12, 5, tzinfo=BERLIN),
    )
    assert event.last_day.isoformat() == "2026-12-04"


def test_an_event_on_site_says_where():
    event = make_event()
    event.venue = event.place = ""
    with pytest.raises(ValidationError, match=r"online|wo"):
        event.full_clean(exclude=["latest_revision"])


def test_an_unknown_time_zone_is_refused():
    event = make_event()
    event.time_zone, event.recurrence_rules = "Mars/Olympus", "FREQ=DAILY"
    with pytest.raises(ValidationError):
        event.full_clean(exclude=["latest_revision"])


def test_registration_closes_with_its_date_and_with_a_cancellation():
    url = "https://anmeldung.example/"
    assert make_event(registration_url=url).registration_is_open
    assert not make_event(registration_url=url, status="cancelled").registration_is_open
    yesterday = timezone.now() - timedelta(days=1)
    assert not make_event(registration_url=url, registration_until=yesterday).registration_is_open


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_an_event_lies_in_years_that_calendars_know(year):
    event = make_event()
    event.starts_at = event.ends_at = datetime(year, 6, 1, tzinfo=BERLIN)
    with pytest.raises(ValidationError, match="1900"):
        event.full_clean(exclude=["latest_revision"])


def test_an_event_does_not_hide_behind_a_page_of_the_calendar():
    assert make_event(title="Woche").slug == "woche-2"
    with pytest.raises(ValidationError, match="Another page has this address|schon eine andere"):
        make_event(slug="monat").full_clean()
