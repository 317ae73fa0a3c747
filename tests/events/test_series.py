"""Series of dates in the model: what is stored, and what may be said about single dates."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from events.models import DateChange, Event, Occurrence
from tests.constraints import breaks
from tests.factories import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND_TUESDAY = "FREQ=MONTHLY;BYDAY=2TU"


def at(*parts):
    return datetime(*parts, tzinfo=BERLIN)


def make_series(rules="FREQ=WEEKLY", changes=(), *, now=NOW, **fields):
    """From Tuesday, 10 March 2026, 18 to 20 o'clock; dates are worked out as of `now`."""
    fields = {"starts_at": at(2026, 3, 10, 18), "ends_at": at(2026, 3, 10, 20)} | fields
    event = make_event(recurrence_rules=rules, **fields)
    event.date_changes = [DateChange(**change) for change in changes]
    event.save()
    event.sync_occurrences(now=now)
    return event


def starts(event, count=None):
    return [f"{o.local_start:%m-%d %H:%M}" for o in event.occurrences.all()[:count]]


# --- What is stored ---------------------------------------------------------------------------


def test_a_monthly_series_is_stored_for_24_months_ahead():
    event = make_series(SECOND_TUESDAY)
    assert starts(event, 3) == [
        "03-10 18:00",
        "04-14 18:00",
        "05-12 18:00",
    ]  # over the clock change
    assert event.occurrences.count() == 24
    assert event.last_ends_at == at(2028, 2, 8, 20)


def test_dates_move_on_with_the_time():
    event = make_series(now=at(2026, 3, 11))
    before = set(event.occurrences.values_list("pk", flat=True))
    assert event.sync_occurrences(now=at(2026, 3, 25)) == 2
    assert before < set(event.occurrences.values_list("pk", flat=True))
    assert event.sync_occurrences(now=at(2026, 3, 25)) == 0


def test_an_endless_series_is_never_over_however_rare_it_is():
    event = make_series("FREQ=YEARLY;INTERVAL=5", now=at(2042, 1, 1))
    assert [o.local_start.year for o in event.occurrences.all()] == [2026, 2031, 2036, 2041, 2046]
    assert not event.is_over
    assert list(Event.objects.upcoming(at=at(2042, 1, 1))) == [event]


def test_a_series_is_over_after_its_last_date():
    event = make_series(
        "FREQ=WEEKLY;COUNT=3", starts_at=at(2020, 3, 10, 18), ends_at=at(2020, 3, 10, 20)
    )
    assert event.last_ends_at == at(2020, 3, 24, 20)
    assert event.is_over
    assert list(Event.objects.upcoming()) == []


def test_a_series_whose_rest_is_cancelled_is_over_after_the_last_date_that_took_place():
    rest = {"recurrence_id": at(2026, 3, 24, 18), "kind": "cancelled", "this_and_future": True}
    event = make_series(changes=[rest])
    assert event.last_ends_at == at(2026, 3, 17, 20)
    assert [o.is_cancelled for o in event.occurrences.all()[:4]] == [False, False, True, True]


def test_of_a_long_past_the_last_half_year_is_kept():
    event = make_series("FREQ=DAILY", starts_at=at(2010, 1, 1, 9), ends_at=at(2010, 1, 1, 10))
    first, last = event.occurrences.first(), event.occurrences.last()
    assert (first.local_start.year, first.local_start.month) == (2025, 8)
    assert (last.local_start.year, last.local_start.month) == (2028, 3)


@pytest.mark.parametrize("rule", ["SECONDLY", "MINUTELY", "HOURLY", "DAILY;BYMINUTE=0,10,20,30"])
@pytest.mark.parametrize("year", [2010, 2026])
def test_of_dates_that_follow_closely_a_hundred_are_kept(rule, year):
    if rule.startswith("DAILY"):
        rule += ";BYHOUR=9,10,11,12,13,14"
    start = at(year, 3, 2, 9)
    event = make_series(f"FREQ={rule}", starts_at=start, ends_at=start)
    assert 100 <= event.occurrences.count() <= 200
    assert event.dates_stop == "limit"


def test_too_many_dates_are_cut_and_the_reason_is_kept():
    event = make_series("FREQ=DAILY;BYHOUR=9,11,13,15")
    assert 800 <= event.occurrences.count() <= 1000
    assert event.dates_stop == "limit"
    event = make_series("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31\nFREQ=DAILY;BYMONTHDAY=31;BYMONTH=2")
    assert event.occurrences.count() == 0
    assert event.last_ends_at == event.ends_at


def test_several_rules_make_one_series():
    event = make_series("FREQ=WEEKLY;COUNT=2\nFREQ=WEEKLY;BYDAY=FR;COUNT=2")
    assert starts(event) == ["03-10 18:00", "03-13 18:00", "03-17 18:00", "03-20 18:00"]


def test_an_all_day_series_keeps_its_days_over_the_clock_change():
    event = make_series(all_day=True, starts_at=at(2026, 3, 27), ends_at=at(2026, 3, 29))
    spring = event.occurrences.all()[1]
    assert (spring.local_start, spring.local_end) == (at(2026, 4, 3), at(2026, 4, 5))
    assert (spring.all_day, spring.last_day.isoformat()) == (True, "2026-04-04")


def test_a_series_may_follow_another_clock_than_the_one_it_is_shown_in():
    event = make_series(recurrence_zone="UTC")
    assert starts(event, 4) == ["03-10 18:00", "03-17 18:00", "03-24 18:00", "03-31 19:00"]


def test_a_single_time_in_the_second_of_two_equal_hours_stays_there():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    event = make_event(starts_at=second, ends_at=second + timedelta(hours=1))
    assert event.occurrences.get().starts_at == second


# --- Changes of single dates ------------------------------------------------------------------


def test_single_dates_are_cancelled_moved_added_and_excluded():
    event = make_series(
        changes=[
            {"recurrence_id": at(2026, 3, 17, 18), "kind": "cancelled", "note": "Feiertag"},
            {
                "recurrence_id": at(2026, 3, 24, 18),
                "kind": "changed",
                "starts_at": at(2026, 3, 25, 17),
                "venue": "Rathaus",
            },
            {
                "recurrence_id": at(2026, 3, 28, 10),
                "kind": "extra",
                "ends_at": at(2026, 3, 28, 16),
                "title": "Sondertermin",
            },
            {"recurrence_id": at(2026, 3, 31, 18), "kind": "excluded"},
        ]
    )
    dates = {f"{o.local_start:%d.%m. %H}–{o.local_end:%H}": o for o in event.occurrences.all()[:5]}
    assert list(dates) == [
        "10.03. 18–20",
        "17.03. 18–20",
        "25.03. 17–19",
        "28.03. 10–16",
        "07.04. 18–20",
    ]
    first, cancelled, moved, extra, _last = dates.values()
    assert (first.venue, first.note, first.is_moved) == ("Stadthalle", "", False)
    assert (cancelled.is_cancelled, cancelled.note) == (True, "Feiertag")
    assert (moved.is_moved, moved.venue, moved.series_start) == (
        True,
        "Rathaus",
        at(2026, 3, 24, 18),
    )
    assert (extra.title, extra.is_moved) == ("Sondertermin", False)


def test_a_change_may_hold_from_a_date_on():
    later = {
        "recurrence_id": at(2026, 3, 24, 18),
        "kind": "changed",
        "this_and_future": True,
        "starts_at": at(2026, 3, 24, 19),
        "venue": "Rathaus",
    }
    event = make_series(changes=[later])
    assert starts(event, 4) == ["03-10 18:00", "03-17 18:00", "03-24 19:00", "03-31 19:00"]
    assert [o.venue for o in event.occurrences.all()[1:4]] == ["Stadthalle", "Rathaus", "Rathaus"]


def test_dates_may_be_added_without_a_rule():
    event = make_series("", [{"recurrence_id": at(2026, 5, 5, 18), "kind": "extra"}])
    assert starts(event) == ["03-10 18:00", "05-05 18:00"]
    assert event.is_series


def test_a_single_date_of_an_all_day_series_may_have_a_time():
    event = make_series(
        "FREQ=DAILY;COUNT=2",
        [
            {
                "recurrence_id": at(2026, 3, 11),
                "kind": "changed",
                "starts_at": at(2026, 3, 11, 9),
                "ends_at": at(2026, 3, 11, 12),
            }
        ],
        all_day=True,
        starts_at=at(2026, 3, 10),
        ends_at=at(2026, 3, 11),
    )
    assert [(o.all_day, o.local_start.hour) for o in event.occurrences.all()] == [
        (True, 0),
        (False, 9),
    ]


def test_changes_are_part_of_drafts_and_move_no_public_date():
    event = make_series("FREQ=DAILY;COUNT=2")
    event.date_changes.add(DateChange(recurrence_id=at(2026, 3, 11, 18), kind="cancelled"))
    revision = event.save_revision()
    assert not event.occurrences.filter(is_cancelled=True).exists()
    revision.publish()
    assert event.occurrences.get(is_cancelled=True).local_start == at(2026, 3, 11, 18)


def test_publishing_keeps_what_is_known_about_the_last_date():
    event = make_series("FREQ=DAILY;COUNT=2")
    revision = event.save_revision()
    Event.objects.filter(pk=event.pk).update(last_ends_at=at(2026, 3, 11, 20))
    revision.publish()
    assert Event.objects.get(pk=event.pk).last_ends_at == at(2026, 3, 11, 20)


# --- Rules of the form and of the database ----------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("FREQ=SOMETIMES", "FREQ of the recurrence rule cannot be “SOMETIMES”"),
        ("\n".join(["FREQ=DAILY"] * 11), "At most 10 rules"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_at_its_field(rules, words):
    event = make_event()
    event.recurrence_rules = rules
    with pytest.raises(ValidationError) as refusal:
        event.full_clean(exclude=["latest_revision"])
    assert words in refusal.value.message_dict["recurrence_rules"][0]


def test_rules_that_make_no_series_are_refused_at_their_field():
    event = make_event(all_day=True, starts_at=at(2026, 3, 10), ends_at=at(2026, 3, 11))
    event.recurrence_rules = "FREQ=HOURLY"
    with pytest.raises(ValidationError) as refusal:
        event.full_clean(exclude=["latest_revision"])
    assert "time of day" in refusal.value.message_dict["recurrence_rules"][0]


def test_rules_are_kept_in_one_spelling():
    event = make_event()
    event.recurrence_rules = "freq=weekly;byday=FR,mo;interval=2\r\n\r\n"
    event.full_clean(exclude=["latest_revision"])
    assert event.recurrence_rules == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR"


DATE = at(2026, 3, 17, 18)
WRONG = {
    "new_start": {"kind": "cancelled", "starts_at": DATE},
    "new_end": {"kind": "excluded", "ends_at": DATE},
    "future": {"kind": "extra", "this_and_future": True},
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_said_about_a_date_fits_together(rule):
    event = make_series()
    with breaks(f"events_datechange_{rule}"):
        DateChange.objects.create(event=event, recurrence_id=DATE, **WRONG[rule])
    with pytest.raises(ValidationError):
        DateChange(event=event, recurrence_id=DATE, **WRONG[rule]).clean()


@pytest.mark.parametrize("start", [None, DATE + timedelta(days=1)])
def test_a_changed_date_does_not_end_before_it_starts(start):
    event = make_series()
    early = {"recurrence_id": DATE, "kind": "changed", "starts_at": start}
    early["ends_at"] = (start or DATE) - timedelta(hours=1)
    with breaks("events_datechange_end_after_start"):
        DateChange.objects.create(event=event, **early)
    with pytest.raises(ValidationError):
        DateChange(event=event, **early).clean()


def test_the_same_is_said_about_a_date_once():
    event = make_series()
    DateChange.objects.create(event=event, recurrence_id=DATE, kind="cancelled")
    with breaks("events_datechange_unique"):
        DateChange.objects.create(event=event, recurrence_id=DATE, kind="cancelled")


def test_the_reason_for_no_more_dates_is_one_that_is_known():
    event = make_event()
    with breaks("events_event_dates_stop"):
        Event.objects.filter(pk=event.pk).update(dates_stop="bored")


def test_a_date_knows_the_words_of_its_change():
    event = make_series(changes=[{"recurrence_id": DATE, "kind": "cancelled", "note": "Ferien"}])
    assert str(event.date_changes.first()) == "03/17/2026 6 p.m. is cancelled"
    assert Occurrence.objects.get(is_cancelled=True).note == "Ferien"
