"""A series as iCalendar: one component with its exceptions, as other programs expand it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.icalendar.series import dates_of
from events.models import DateChange, Event
from tests.events.calendars import import_events
from tests.events.feeds import read, text
from tests.factories import make_event, make_organisation

pytestmark = pytest.mark.usefixtures("engine")
BERLIN = ZoneInfo("Europe/Berlin")


def at(*parts):
    return datetime(*parts, tzinfo=BERLIN)


def make_series(rules="FREQ=WEEKLY;COUNT=5", changes=(), **fields):
    """From Thursday, 10 October 2126, 18 to 20 o'clock; on the 27th the clock goes back."""
    fields = {"starts_at": at(2126, 10, 10, 18), "ends_at": at(2126, 10, 10, 20)} | fields
    event = make_event(title="Treffen", recurrence_rules=rules, **fields)
    event.date_changes = [DateChange(**change) for change in changes]
    event.save()
    return event


def dates(event, **options):
    kept = event.occurrences.filter(change__this_and_future=True).select_related("change")
    return dates_of(event, hub_zone="Europe/Berlin", kept=kept, **options)


def components(client):
    """The series and its changed dates by their RECURRENCE-ID."""
    found = read(client).walk("VEVENT")
    series = [event for event in found if "recurrence-id" not in event]
    changed = {e.decoded("recurrence-id"): e for e in found if "recurrence-id" in e}
    return series, changed


def test_a_series_is_one_component_with_its_rule_and_its_zone(client):
    make_series()
    ((series,), changed) = components(client)
    assert changed == {}
    assert series["rrule"].to_ical() == b"FREQ=WEEKLY;COUNT=5"
    assert series.decoded("dtstart") == at(2126, 10, 10, 18)
    written = text(client)
    assert "DTSTART;TZID=Europe/Berlin:21261010T180000" in written
    assert written.count("BEGIN:VTIMEZONE") == 1


def test_the_zone_knows_the_change_of_the_clock(client):
    make_series(starts_at=at(2027, 10, 28, 18), ends_at=at(2027, 10, 28, 20))
    zone = next(iter(read(client).walk("VTIMEZONE"))).to_tz(lookup_tzid=False)
    before, after = datetime(2027, 10, 28, 18), datetime(2027, 11, 4, 18)
    assert before.replace(tzinfo=zone).utcoffset() == at(2027, 10, 28, 18).utcoffset()
    assert after.replace(tzinfo=zone).utcoffset() == at(2027, 11, 4, 18).utcoffset()


def test_single_dates_are_cancelled_moved_added_and_excluded(client):
    make_series(
        changes=[
            {"recurrence_id": at(2126, 10, 17, 18), "kind": "cancelled", "note": "Feiertag"},
            {
                "recurrence_id": at(2126, 10, 24, 18),
                "kind": "changed",
                "starts_at": at(2126, 10, 25, 17),
                "venue": "Rathaus",
                "title": "Anderes",
            },
            {"recurrence_id": at(2126, 10, 31, 18), "kind": "excluded"},
            {"recurrence_id": at(2126, 11, 2, 10), "kind": "extra"},
            {
                "recurrence_id": at(2126, 11, 3, 10),
                "kind": "extra",
                "ends_at": at(2126, 11, 3, 16),
                "online_url": "https://meet.example/",
            },
        ]
    )
    ((series,), changed) = components(client)
    assert set(changed) == {
        at(2126, 10, 17, 18),
        at(2126, 10, 24, 18),
        at(2126, 11, 3, 10),
    }
    cancelled = changed[at(2126, 10, 17, 18)]
    assert (cancelled["status"], cancelled["comment"]) == ("CANCELLED", "Feiertag")
    assert cancelled.decoded("dtstart") == at(2126, 10, 17, 18)
    moved = changed[at(2126, 10, 24, 18)]
    assert moved.decoded("dtstart") == at(2126, 10, 25, 17)
    assert moved.decoded("dtend") == at(2126, 10, 25, 19)
    assert (moved["summary"], moved["location"]) == ("Anderes", "Rathaus, Kassel")
    extra = changed[at(2126, 11, 3, 10)]
    assert extra.decoded("dtend") == at(2126, 11, 3, 16)
    assert extra["conference"] == "https://meet.example/"
    assert {e["uid"] for e in changed.values()} == {series["uid"]}
    assert {e["sequence"] for e in changed.values()} == {series["sequence"]}
    assert [entry.dts[0].dt for entry in series["rdate"]] == [
        at(2126, 11, 2, 10),
        at(2126, 11, 3, 10),
    ]
    assert series["exdate"].dts[0].dt == at(2126, 10, 31, 18)


def test_a_cancelled_series_has_only_cancelled_dates(client):
    change = {"recurrence_id": at(2126, 10, 24, 18), "kind": "changed", "venue": "Rathaus"}
    make_series(status="cancelled", changes=[change])
    assert {e["status"] for e in read(client).walk("VEVENT")} == {"CANCELLED"}


def test_a_change_of_all_later_dates_becomes_one_of_each(client):
    later = {
        "recurrence_id": at(2126, 10, 24, 18),
        "kind": "changed",
        "this_and_future": True,
        "starts_at": at(2126, 10, 24, 19),
        "ends_at": at(2126, 10, 24, 20),
        "note": "später",
    }
    make_series(changes=[later])
    ((series,), changed) = components(client)
    assert [e.decoded("dtstart") for e in changed.values()] == [
        at(2126, 10, 24, 19),
        at(2126, 10, 31, 19),
        at(2126, 11, 7, 19),
    ]
    assert series["rrule"].to_ical() == b"FREQ=WEEKLY;UNTIL=21261107T170000Z"
    assert "RANGE" not in text(client)


def test_a_single_change_counts_before_one_of_all_later_dates(client):
    later = {"recurrence_id": at(2126, 10, 24, 18), "kind": "cancelled", "this_and_future": True}
    single = {"recurrence_id": at(2126, 10, 31, 18), "kind": "changed", "venue": "Rathaus"}
    make_series(changes=[later, single])
    (_series, changed) = components(client)
    statuses = {key.day: str(e["status"]) for key, e in changed.items()}
    assert statuses == {24: "CANCELLED", 31: "CONFIRMED", 7: "CANCELLED"}


def test_an_endless_series_stays_endless(client):
    make_series("FREQ=MONTHLY;BYDAY=2TH")
    ((series,), _changed) = components(client)
    assert series["rrule"].to_ical() == b"FREQ=MONTHLY;BYDAY=2TH"


@pytest.mark.django_db
def test_a_start_that_the_rule_does_not_name_is_no_date():
    event = make_series("FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    assert dates(event).start == at(2126, 10, 15, 18)
    event = make_series("FREQ=WEEKLY;BYDAY=TU;COUNT=3\nFREQ=WEEKLY;BYDAY=FR;COUNT=3")
    assert dates(event).start == at(2126, 10, 10, 18)
    assert dates(event).excluded == [at(2126, 10, 10, 18)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("until", "written"),
    [
        ("21261031", "21261031T225959Z"),
        ("21261031T180000", "21261031T170000Z"),
        ("21261031T170000Z", "21261031T170000Z"),
    ],
)
def test_the_end_of_a_rule_is_written_in_utc(until, written):
    event = make_series(f"FREQ=WEEKLY;UNTIL={until}")
    assert dates(event).rules == [f"FREQ=WEEKLY;UNTIL={written}"]
    assert event.occurrences.count() == 4


def test_a_series_of_days_is_written_as_days(client):
    make_series(
        "FREQ=WEEKLY;UNTIL=21261031T170000Z",
        all_day=True,
        starts_at=at(2126, 10, 10),
        ends_at=at(2126, 10, 12),
        changes=[
            {"recurrence_id": at(2126, 10, 17), "kind": "cancelled"},
            {"recurrence_id": at(2126, 10, 24), "kind": "excluded"},
            {
                "recurrence_id": at(2126, 10, 31),
                "kind": "changed",
                "starts_at": at(2126, 10, 30, 9),
                "ends_at": at(2126, 10, 30, 12),
            },
        ],
    )
    ((series,), changed) = components(client)
    assert (series.decoded("dtstart"), series.decoded("dtend")) == (
        date(2126, 10, 10),
        date(2126, 10, 12),
    )
    assert series["rrule"].to_ical() == b"FREQ=WEEKLY;UNTIL=21261031"
    assert "EXDATE;VALUE=DATE:21261024" in text(client)
    assert changed[date(2126, 10, 17)].decoded("dtend") == date(2126, 10, 19)
    assert changed[date(2126, 10, 31)].decoded("dtstart") == at(2126, 10, 30, 9)


def test_a_series_on_utc_needs_no_zone(client):
    make_series(recurrence_zone="UTC")
    written = text(client)
    assert "DTSTART:21261010T160000Z" in written
    assert "VTIMEZONE" not in written


@pytest.mark.django_db
def test_rules_without_a_date_make_no_component():
    event = make_series("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31")
    assert dates(event) is None
    assert event.calendar_entry.body_de == ""


@pytest.mark.django_db
def test_single_dates_without_a_rule_are_a_series():
    extra = {"recurrence_id": at(2126, 12, 3, 9), "kind": "extra"}
    event = make_series("", changes=[extra])
    assert (dates(event).rules, dates(event).extra) == ([], [at(2126, 12, 3, 9)])
    assert dates(event).start == at(2126, 10, 10, 18)


def test_a_changed_date_is_a_new_version(client):
    event = make_series()
    before = components(client)[0][0]["sequence"]
    event.date_changes.add(
        DateChange(recurrence_id=datetime(2126, 10, 17, 16, tzinfo=UTC), kind="cancelled")
    )
    event.save()
    assert components(client)[0][0]["sequence"] == before + 1


def test_our_own_import_reads_a_series_date_by_date(client):
    event = make_series(
        changes=[
            {"recurrence_id": at(2126, 10, 17, 18), "kind": "cancelled", "note": "Feiertag"},
            {
                "recurrence_id": at(2126, 10, 24, 18),
                "kind": "changed",
                "starts_at": at(2126, 10, 25, 17),
                "venue": "Rathaus",
                "title": "Anderes",
            },
            {"recurrence_id": at(2126, 10, 31, 18), "kind": "excluded"},
            {
                "recurrence_id": at(2126, 11, 3, 10),
                "kind": "extra",
                "ends_at": at(2126, 11, 3, 16),
                "note": "lange",
            },
        ]
    )
    written = text(client).encode()
    report = import_events(
        written,
        organisation=make_organisation(slug="kammer"),
        zone=BERLIN,
        now=datetime(2126, 9, 1, tzinfo=UTC),
    )
    assert report.counts()["new"] == 1
    copy = Event.objects.exclude(pk=event.pk).get()
    assert copy.external_id == event.calendar_entry.uid
    assert copy.recurrence_rules == event.recurrence_rules
    assert dates_as_rows(copy) == dates_as_rows(event)


def dates_as_rows(event):
    return [
        (o.recurrence_id, o.starts_at, o.ends_at, o.is_cancelled, o.title, o.note)
        for o in event.occurrences.select_related("change")
    ]


def test_another_venue_does_not_stand_at_the_usual_address(client):
    start = at(2126, 10, 10, 18)
    event = make_event(
        starts_at=start, ends_at=start + timedelta(hours=2), recurrence_rules="FREQ=WEEKLY;COUNT=3",
        venue="IHK", street="Am Markt 1", postcode="34117", place="Kassel", latitude=51.3,
        longitude=9.5,
    )  # fmt: skip
    whole = "Rathaus, Markt 2, 34346 Hann. Münden"
    event.date_changes = [
        DateChange(recurrence_id=start + timedelta(days=7), kind="changed", venue="Aula"),
        DateChange(recurrence_id=start + timedelta(days=14), kind="changed", venue=whole),
    ]
    event.save()
    usual, aula, rathaus = read(client).walk("VEVENT")
    assert [str(one["location"]) for one in (usual, aula, rathaus)] == [
        "IHK, Am Markt 1, 34117 Kassel",
        "Aula, 34117 Kassel",
        whole,
    ]
    assert ["geo" in one for one in (usual, aula, rathaus)] == [True, False, False]
