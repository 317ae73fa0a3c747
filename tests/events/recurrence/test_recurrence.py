"""The dates of a series: rules with extra, excluded and changed dates, in zones and without."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.recurrence import MAX_STEPS, Recurrence, Stop
from events.recurrence.dates import ExtraDate, Override, Span
from events.recurrence.rule import RuleProblem, parse_rule

pytestmark = pytest.mark.usefixtures("english")
BERLIN = ZoneInfo("Europe/Berlin")
TWO_HOURS = Span(exact=timedelta(hours=2))


def at(text):
    """“05” and “05T19:30” are in October 2026, where Monday is the 5th and the clock goes back
    on the 25th; longer texts are complete."""
    return datetime.fromisoformat(text if len(text) > 8 else f"2026-10-{text}")


def series(start, *rules, **fields):
    """In Berlin, two hours long, if nothing else is said."""
    fields = {"zone": BERLIN, "span": TWO_HOURS, **fields}
    start = at(start) if isinstance(start, str) else start
    return Recurrence(start, rrules=[parse_rule(rule) for rule in rules], **fields)


def starts(recurrence, after=None, before=None, form="%dT%H:%M", **limits):
    expansion = recurrence.occurrences(after, before, **limits)
    return [o.start.strftime(form) for o in expansion.occurrences if not o.cancelled]


WEEKLY = "FREQ=WEEKLY;COUNT=5"


# --- Clocks -----------------------------------------------------------------------------------


def test_a_series_keeps_its_hour_when_the_clock_is_changed():
    found = series("05T18:00", WEEKLY).occurrences().occurrences
    assert [f"{o.start:%d %H%z}" for o in found][2:4] == ["19 18+0200", "26 18+0100"]
    assert all(o.end - o.start == timedelta(hours=2) for o in found)


def test_a_time_that_does_not_exist_is_read_with_the_offset_before():
    daily = series("2026-03-28T02:30", "FREQ=DAILY;COUNT=3")
    assert starts(daily, form="%dT%H:%M%z") == ["28T02:30+0100", "29T03:30+0200", "30T02:30+0200"]


def test_a_time_that_comes_twice_is_the_first():
    daily = series("24T02:30", "FREQ=DAILY;COUNT=3")
    assert starts(daily, form="%dT%H:%M%z") == ["24T02:30+0200", "25T02:30+0200", "26T02:30+0100"]


def test_times_that_fall_together_after_a_gap_count_once():
    hourly = series("2026-03-29T00:00", "FREQ=HOURLY;COUNT=4")
    assert starts(hourly, form="%H:%M") == ["00:00", "01:00", "03:00", "04:00"]
    half_hourly = series("2026-03-29T01:30", "FREQ=MINUTELY;INTERVAL=30;COUNT=4")
    assert starts(half_hourly, form="%H:%M") == ["01:30", "03:00", "03:30", "04:00"]
    twice = series("2026-03-29T02:45", "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=15,45;COUNT=3")
    assert starts(twice) == ["29T03:15", "29T03:45", "30T02:15"]


def test_a_day_that_a_country_left_out_happens_a_day_later():
    samoa = series("2011-12-29T10:00", "FREQ=DAILY;COUNT=3", zone=ZoneInfo("Pacific/Apia"))
    assert starts(samoa) == ["29T10:00", "31T10:00", "01T10:00"]


def test_historic_rules_of_a_zone_hold():
    # In 1980 Germany had its first summer time after 30 years, from 6 April.
    found = series("1979-05-01T12:00", "FREQ=YEARLY;COUNT=2")
    assert starts(found, form="%Y%z") == ["1979+0100", "1980+0200"]


def test_floating_times_know_no_zone():
    assert starts(series("24T02:30", "FREQ=DAILY;COUNT=2", zone=None)) == ["24T02:30", "25T02:30"]
    found = series("24T02:30", zone=None).occurrences(at("24").replace(tzinfo=BERLIN)).occurrences
    assert found[0].end == at("24T04:30")


def test_an_end_is_exact_time_and_a_duration_of_days_follows_the_clock():
    night = "2026-03-28T20:00"
    exact = series(night, span=Span(exact=timedelta(hours=12))).occurrences().occurrences
    assert f"{exact[0].end:%dT%H:%M%z}" == "29T09:00+0200"
    nominal = series(night, span=Span(1, timedelta(hours=1))).occurrences().occurrences
    assert f"{nominal[0].end:%dT%H:%M%z}" == "29T21:00+0200"


def test_a_span_is_neither_negative_nor_endless():
    for days in (-1, 40_000):
        with pytest.raises(ValueError, match="start"):
            Span(days)


# --- Days -------------------------------------------------------------------------------------


def test_days_end_with_the_day_after():
    found = series(date(2026, 10, 24), "FREQ=WEEKLY;COUNT=2", span=None).occurrences().occurrences
    assert [(o.start, o.end) for o in found] == [
        (date(2026, 10, 24), date(2026, 10, 25)),
        (date(2026, 10, 31), date(2026, 11, 1)),
    ]


def test_days_ignore_hours_and_cannot_recur_by_them():
    day = date(2026, 10, 24)
    assert starts(series(day, "FREQ=DAILY;BYHOUR=9,10;COUNT=2", span=None), form="%d") == [
        "24",
        "25",
    ]
    with pytest.raises(RuleProblem, match="HOURLY"):
        series(day, "FREQ=HOURLY")


def test_several_days_that_run_into_the_window_are_in_it():
    fair = series(date(2026, 10, 1), "FREQ=MONTHLY", span=Span(3))
    window = at("03T12:00").replace(tzinfo=BERLIN), at("04").replace(tzinfo=BERLIN)
    assert starts(fair, *window, form="%d") == ["01"]
    assert starts(fair, at("04"), at("2026-11-01"), form="%d") == []


# --- Ends -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261007T160000Z", "07T18:00"),
        ("20261007T155959Z", "06T18:00"),
        ("20261007T180000", "07T18:00"),
        ("20261007", "07T18:00"),
        ("20261004T235959Z", None),
        ("00010101T000000Z", None),
    ],
)
def test_until_is_included_in_the_zone_of_the_start(until, last):
    found = starts(series("05T18:00", f"FREQ=DAILY;UNTIL={until}"))
    assert found[-1:] == ([last] if last else [])


@pytest.mark.parametrize("until", ["20261007", "20261006T220000Z", "20261007T120000"])
def test_until_of_days_is_a_day_of_their_zone(until):
    days = series(date(2026, 10, 5), f"FREQ=DAILY;UNTIL={until}", span=None)
    assert starts(days, form="%d") == ["05", "06", "07"]


def test_until_the_end_of_all_time_is_no_problem():
    assert len(starts(series("05T18:00", "FREQ=DAILY;UNTIL=99991231T235959Z"), limit=7)) == 7


def test_count_counts_dates_that_are_excluded():
    excluded = [at("12T18:00"), at("19T16:00").replace(tzinfo=UTC)]
    assert starts(series("05T18:00", WEEKLY, exdates=excluded)) == [
        "05T18:00", "26T18:00", "02T18:00",
    ]  # fmt: skip


def test_a_day_excludes_all_dates_that_fall_on_it():
    twice = series("05T09:00", "FREQ=DAILY;BYHOUR=9,18;COUNT=5", exdates=[date(2026, 10, 6)])
    assert starts(twice) == ["05T09:00", "05T18:00", "07T09:00"]


def test_a_start_beside_its_rule_is_no_date_but_one_without_rules_is():
    assert starts(series("05T18:00", "FREQ=WEEKLY;BYDAY=TU;COUNT=1")) == ["06T18:00"]
    assert starts(series("05T18:00")) == ["05T18:00"]


# --- Extra dates ------------------------------------------------------------------------------


def test_extra_dates_take_their_place_and_come_once():
    extra = [ExtraDate(at("14T10:00")), ExtraDate(at("12T18:00")), ExtraDate(date(2026, 10, 7))]
    found = starts(series("05T18:00", "FREQ=WEEKLY;COUNT=2", rdates=extra))
    assert found == ["05T18:00", "07T18:00", "12T18:00", "14T10:00"]


def test_an_extra_period_has_its_own_length():
    period = ExtraDate(at("12T16:00").replace(tzinfo=UTC), Span(exact=timedelta(hours=9)))
    found = series("05T18:00", WEEKLY, rdates=[period]).occurrences().occurrences
    assert [(o.end - o.start) / timedelta(hours=1) for o in found] == [2, 9, 2, 2, 2]
    running = series("05T18:00", rdates=[period]).occurrences(at("13T02:00")).occurrences
    assert len(running) == 1


def test_several_rules_make_one_series():
    both = series("05T18:00", "FREQ=WEEKLY;COUNT=2", "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=3")
    assert starts(both) == ["05T18:00", "06T18:00", "12T18:00"]


# --- Changed dates ----------------------------------------------------------------------------


def test_a_moved_date_stands_where_it_was_moved_to():
    moved = Override(at("12T18:00"), start=at("20T10:00"), span=Span(exact=timedelta(hours=1)))
    found = series("05T18:00", WEEKLY, overrides=[moved]).occurrences().occurrences
    assert [f"{o.start:%dT%H}" for o in found] == ["05T18", "19T18", "20T10", "26T18", "02T18"]
    assert f"{found[2].end:%dT%H} {found[2].recurrence_id:%dT%H}" == "20T11 12T18"
    assert found[2].override is moved


def test_a_date_may_be_moved_into_a_window_and_out_of_it():
    changes = [
        Override(at("05T18:00"), start=at("21T18:00")),
        Override(at("19T18:00"), start=at("08")),
    ]
    week = series("05T18:00", WEEKLY, overrides=changes)
    assert starts(week, at("18"), at("25")) == ["21T18:00"]


def test_a_cancelled_date_is_told_where_it_would_have_been():
    cancelled = Override(at("12T16:00").replace(tzinfo=UTC), cancelled=True)
    found = series("05T18:00", WEEKLY, overrides=[cancelled]).occurrences().occurrences
    assert [o.cancelled for o in found] == [False, True, False, False, False]
    assert f"{found[1].start:%dT%H}" == "12T18"


def test_a_changed_date_counts_though_excluded_and_a_cancelled_stranger_does_not():
    changes = [
        Override(at("12T18:00"), start=at("13T18:00")),
        Override(at("14T18:00"), cancelled=True),
        Override(at("15T18:00"), start=at("15T20:00")),
    ]
    found = series("05T18:00", "FREQ=WEEKLY;COUNT=2", exdates=[at("12T18:00")], overrides=changes)
    assert starts(found) == ["05T18:00", "13T18:00", "15T20:00"]


def test_a_date_may_become_a_day_and_move_to_another_zone():
    london = datetime(2026, 10, 19, 9, tzinfo=ZoneInfo("Europe/London"))
    changes = [Override(at("12T18:00"), start=date(2026, 10, 13)), Override(at("19T18:00"), london)]
    found = series("05T18:00", WEEKLY, overrides=changes).occurrences().occurrences
    assert (found[1].start, found[1].end) == (date(2026, 10, 13), date(2026, 10, 14))
    assert found[2].start.isoformat() == "2026-10-19T09:00:00+01:00"


def test_a_change_for_the_future_moves_all_that_follow_by_the_clock():
    later = Override(
        at("19T18:00"),
        start=at("20T19:30"),
        span=Span(exact=timedelta(hours=1)),
        this_and_future=True,
    )
    single = Override(at("26T18:00"), start=at("26T12:00"))
    found = series("05T18:00", WEEKLY, overrides=[single, later]).occurrences().occurrences
    assert [f"{o.start:%dT%H:%M%z}" for o in found] == [
        "05T18:00+0200", "12T18:00+0200", "20T19:30+0200", "26T12:00+0100", "03T19:30+0100",
    ]  # fmt: skip
    assert [(o.end - o.start).seconds // 3600 for o in found] == [2, 2, 1, 2, 1]
    assert f"{found[4].recurrence_id:%dT%H:%M}" == "02T18:00"


def test_the_last_change_for_the_future_rules():
    changes = [
        Override(at("19T18:00"), start=at("19T17:00"), this_and_future=True),
        Override(at("12T18:00"), start=at("12T20:00"), this_and_future=True),
        Override(at("26T18:00"), cancelled=True, this_and_future=True),
    ]
    found = series("05T18:00", "FREQ=WEEKLY", overrides=changes)
    assert starts(found, before=at("2026-12-01")) == ["05T18:00", "12T20:00", "19T17:00"]


def test_a_change_for_the_future_is_found_from_a_window_far_away():
    later = Override(at("19T18:00"), start=at("30T19:00"), this_and_future=True)
    found = series("05T18:00", "FREQ=WEEKLY", overrides=[later])
    expansion = found.occurrences(at("2046-01-01"), at("2046-01-08"))
    assert [f"{o.start:%aT%H}" for o in expansion.occurrences] == ["FriT19"]
    assert expansion.steps < 100


# --- Limits -----------------------------------------------------------------------------------


def test_a_series_with_too_many_dates_says_so():
    expansion = series("05T18:00", "FREQ=SECONDLY").occurrences(limit=3)
    assert (len(expansion.occurrences), expansion.stop) == (3, Stop.LIMIT)
    assert expansion.message == "The series has more than 3 dates; the first ones were taken."


def test_exactly_as_many_dates_as_the_limit_are_complete():
    expansion = series("05T18:00", WEEKLY).occurrences(limit=5)
    assert (len(expansion.occurrences), expansion.stop, expansion.message) == (5, Stop.COMPLETE, "")


def test_a_series_that_is_too_costly_says_how_far_it_came():
    expansion = series(
        "05T18:00", "FREQ=DAILY;COUNT=1", "FREQ=DAILY;INTERVAL=7;BYDAY=TU"
    ).occurrences()
    assert (expansion.stop, expansion.steps) == (Stop.STEPS, MAX_STEPS)
    assert "too costly" in expansion.message


def test_a_window_bounds_the_search():
    impossible = series("05T18:00", "FREQ=DAILY;INTERVAL=7;BYDAY=TU")
    expansion = impossible.occurrences(at("2027-01-01"), at("2029-01-01"))
    assert (expansion.occurrences, expansion.stop) == ([], Stop.COMPLETE)


def test_thousands_of_changes_and_rules_stay_within_the_steps():
    changes = [
        Override(at("05T18:00") + timedelta(days=day), this_and_future=True) for day in range(2000)
    ]
    expansion = series("05T18:00", *["FREQ=DAILY;COUNT=9999"] * 50, overrides=changes).occurrences()
    assert expansion.stop is Stop.STEPS
    assert expansion.steps == MAX_STEPS


def test_dates_out_of_all_measure_are_refused():
    with pytest.raises(ValueError, match="1600"):
        series(datetime(1066, 10, 14))
    with pytest.raises(ValueError, match="1600"):
        series("05T18:00", exdates=[date(9999, 1, 1)])
    with pytest.raises(ValueError, match="too many"):
        series("05T18:00", exdates=[date(2026, 1, 1)] * 20_001)
    with pytest.raises(ValueError, match="wall"):
        series(datetime(2026, 10, 5, tzinfo=UTC))


def test_windows_may_be_without_end():
    weekly = series("05T18:00", WEEKLY)
    assert len(starts(weekly, datetime.min, datetime.max)) == 5
    ends = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert len(starts(weekly, *ends)) == 5
