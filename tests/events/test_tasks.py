from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import CalendarEntry, DateChange, Event
from events.tasks import extend_series, rewrite_calendars
from search.models import IndexRequest
from tests.factories import make_event

pytestmark = pytest.mark.django_db


def call():
    return extend_series.call()


def test_the_dates_of_a_series_grow_every_day_and_the_index_learns_it():
    event = make_event(recurrence_rules="FREQ=WEEKLY")
    make_event()
    complete = event.occurrences.count()
    event.occurrences.last().delete()
    IndexRequest.objects.all().delete()
    assert call() == 1
    assert event.occurrences.count() == complete
    assert [r.document_id for r in IndexRequest.objects.all()] == [f"event:{event.pk}"]
    assert call() == 0


def test_one_bad_series_does_not_stop_the_others(caplog):
    bad, good = make_event(recurrence_rules="FREQ=DAILY"), make_event(recurrence_rules="FREQ=DAILY")
    Event.objects.filter(pk=bad.pk).update(recurrence_rules="FREQ=NEVER")
    good.occurrences.last().delete()
    assert call() == 1
    assert f"dates of event {bad.pk}" in caplog.text


def test_a_series_that_is_long_over_is_left_alone(django_assert_num_queries):
    past = timezone.now() - timedelta(days=900)
    make_event(recurrence_rules="FREQ=DAILY;COUNT=3", starts_at=past)
    with django_assert_num_queries(1):
        assert call() == 0


def test_calendar_texts_follow_the_dates_that_come_within_reach():
    start = timezone.now() + timedelta(days=7)
    event = make_event(recurrence_rules="FREQ=WEEKLY", starts_at=start)
    later = DateChange(recurrence_id=start, kind="changed", this_and_future=True, venue="Rathaus")
    event.date_changes = [later]
    event.save()
    before = event.calendar_entry.body_de.count("RECURRENCE-ID")
    event.occurrences.last().delete()
    CalendarEntry.objects.of(event).refresh()
    assert call() == 1
    assert CalendarEntry.objects.get().body_de.count("RECURRENCE-ID") == before


def test_calendar_texts_of_another_host_are_written_anew(settings):
    event = make_event()
    assert rewrite_calendars.call() == 0
    settings.HUB_URL = "https://neu.example"
    IndexRequest.objects.all().delete()
    assert rewrite_calendars.call() == 1
    assert "https://neu.example" in CalendarEntry.objects.get().body_de
    assert [r.document_id for r in IndexRequest.objects.all()] == [f"event:{event.pk}"]
    assert rewrite_calendars.call() == 0
