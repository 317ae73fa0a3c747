"""What becomes of a series when one date, it and the later ones, or all are changed."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from modelcluster.forms import childformset_factory

from events.editing.date_changes_panel import DateChangeFormSet
from events.editing.date_edits import Scope, apply, as_it_is, date_of
from events.models import DateChange, Event
from tests.events.registration.people import registered
from tests.factories import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
BERLIN = ZoneInfo("Europe/Berlin")


def at(month, day, hour=18, minute=0, year=2031):
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def make_series(rules="FREQ=WEEKLY;COUNT=6", changes=(), **fields):
    """Tuesdays from 4 March 2031, 18 to 20 o'clock."""
    fields = {"starts_at": at(3, 4), "ends_at": at(3, 4, 20), "title": "Stammtisch"} | fields
    event = make_event(recurrence_rules=rules, **fields)
    event.date_changes = [DateChange(**change) for change in changes]
    event.save()
    return Event.objects.get(pk=event.pk)


def change(event, moment, scope="one", **wanted):
    date = date_of(event, moment)
    apply(event, date, replace(as_it_is(event, date), **wanted), Scope(scope))
    event.save()


def dates(event):
    """“03-04 18:00-20:00”, crossed out ones with an x."""
    event = Event.objects.get(pk=event.pk)
    return [
        f"{'x ' if o.is_cancelled else ''}{o.local_start:%m-%d %H:%M}-{o.local_end:%H:%M}"
        for o in event.occurrences.all()
    ]


def titles(event):
    return [o.title for o in Event.objects.get(pk=event.pk).occurrences.all()]


WEEKS = [f"{day} 18:00-20:00" for day in ("03-04", "03-11", "03-18", "03-25", "04-01", "04-08")]


def test_one_date_is_cancelled_with_its_reason():
    event = make_series()
    change(event, at(3, 11), takes_place=False, note="Ferien")
    assert dates(event) == [WEEKS[0], f"x {WEEKS[1]}", *WEEKS[2:]]
    assert event.occurrences.all()[1].note == "Ferien"


def test_one_date_is_moved_and_goes_back_without_a_trace():
    event = make_series()
    change(event, at(3, 11), starts_at=at(3, 12, 17), ends_at=at(3, 12, 19))
    assert dates(event)[1] == "03-12 17:00-19:00"
    row = event.date_changes.get()
    assert row.ends_at is None or row.ends_at == at(3, 12, 19)
    change(event, at(3, 11), starts_at=at(3, 11), ends_at=at(3, 11, 20))
    assert dates(event) == WEEKS
    assert not event.date_changes.exists()


def test_saying_the_same_again_makes_no_second_row():
    event = make_series()
    for _time in range(2):
        change(event, at(3, 11), takes_place=False, note="Ferien")
    assert event.date_changes.count() == 1


def test_a_cancelled_date_that_takes_place_after_all_is_not_cancelled_any_more():
    event = make_series()
    change(event, at(3, 11), takes_place=False)
    change(event, at(3, 11), takes_place=True)
    assert dates(event) == WEEKS


def test_this_and_all_later_dates_are_moved_and_single_later_ones_stay_special():
    event = make_series()
    change(event, at(3, 25), takes_place=False)
    change(event, at(3, 18), "future", starts_at=at(3, 18, 19), ends_at=at(3, 18, 21))
    assert dates(event) == [
        *WEEKS[:2],
        "03-18 19:00-21:00",
        "x 03-25 19:00-21:00",
        "04-01 19:00-21:00",
        "04-08 19:00-21:00",
    ]


def test_a_change_for_the_future_ends_later_ones_and_leaves_earlier_ones():
    event = make_series()
    change(event, at(3, 11), "future", title="Zweiter Teil")
    change(event, at(4, 1), "future", title="Dritter Teil")
    change(event, at(3, 18), "future", title="Neuer Teil")
    assert titles(event) == ["Stammtisch", "Zweiter Teil", *["Neuer Teil"] * 4]


def test_within_a_changed_rest_one_date_may_be_as_the_series_has_it():
    event = make_series()
    change(event, at(3, 11), "future", title="Zweiter Teil", starts_at=at(3, 11, 19))
    change(event, at(3, 18), title="Stammtisch", starts_at=at(3, 18), ends_at=at(3, 18, 20))
    assert titles(event)[1:4] == ["Zweiter Teil", "Stammtisch", "Zweiter Teil"]
    assert dates(event)[2] == WEEKS[2]


def test_the_rest_may_be_cancelled_and_one_date_of_it_take_place():
    event = make_series()
    change(event, at(3, 18), "future", takes_place=False)
    change(event, at(3, 25), takes_place=True)
    assert [date.startswith("x") for date in dates(event)] == [
        False,
        False,
        True,
        False,
        True,
        True,
    ]


def test_all_dates_are_at_another_time_and_what_was_said_about_them_follows():
    event = make_series()
    change(event, at(3, 11), takes_place=False, note="Ferien")
    change(event, at(3, 18), "all", starts_at=at(3, 18, 17, 30), ends_at=at(3, 18, 19))
    assert dates(event)[:3] == ["03-04 17:30-19:00", "x 03-11 17:30-19:00", "03-18 17:30-19:00"]
    assert event.starts_at == at(3, 4, 17, 30)


def test_all_dates_of_weeks_go_to_another_weekday_over_the_change_of_the_clock():
    event = make_series("FREQ=WEEKLY;COUNT=4;BYDAY=TU,TH")
    change(event, at(3, 6), takes_place=False)
    change(event, at(3, 4), "all", starts_at=at(3, 5), ends_at=at(3, 5, 20))
    assert event.recurrence_rules == "FREQ=WEEKLY;COUNT=4;BYDAY=WE,FR"
    assert [d[:7] for d in dates(event)] == ["03-05 1", "x 03-07", "03-12 1", "03-14 1"]


def test_all_dates_stay_on_their_days_while_people_are_registered_for_them():
    event = make_series(registration_mode="dates")
    registered(event)
    with pytest.raises(ValueError, match="People are registered"):
        change(event, at(3, 4), "all", starts_at=at(3, 5), ends_at=at(3, 5, 20))
    change(event, at(3, 4), "all", starts_at=at(3, 4, 19), ends_at=at(3, 4, 21))
    assert dates(event)[0] == "03-04 19:00-21:00"


def test_the_last_day_of_a_repetition_follows():
    event = make_series("FREQ=WEEKLY;UNTIL=20310325T225959Z")
    change(event, at(3, 4), "all", starts_at=at(3, 5), ends_at=at(3, 5, 20))
    assert [d[:5] for d in dates(event)] == ["03-05", "03-12", "03-19", "03-26"]


def test_the_second_tuesday_becomes_the_second_wednesday_of_the_same_months():
    start = {"starts_at": at(7, 8), "ends_at": at(7, 8, 20)}  # the 2nd Wednesday is the 9th
    event = make_series("FREQ=MONTHLY;COUNT=4;BYDAY=2TU", **start)
    change(event, at(10, 14), takes_place=False)
    change(event, at(8, 12), "all", starts_at=at(8, 13), ends_at=at(8, 13, 20))
    assert event.recurrence_rules == "FREQ=MONTHLY;COUNT=4;BYDAY=2WE"
    assert [d[:7] for d in dates(event)] == ["07-09 1", "08-13 1", "09-10 1", "x 10-08"]


@pytest.mark.parametrize(
    ("rules", "moved"),
    [
        ("FREQ=MONTHLY;COUNT=4;BYDAY=1TU", at(5, 1)),  # from Tuesday 4 to Thursday of next month
        ("FREQ=WEEKLY;COUNT=4;BYDAY=TU;WKST=SU;BYMONTH=3", at(3, 5)),  # no words of the form
    ],
)
def test_what_the_repetition_cannot_say_is_refused(rules, moved):
    event = make_series(rules)
    with pytest.raises(ValueError, match="cannot follow"):
        change(event, at(3, 4), "all", starts_at=moved, ends_at=moved)


def test_another_rule_keeps_its_words_when_only_the_clock_changes():
    event = make_series("FREQ=WEEKLY;COUNT=4;BYDAY=TU;BYMONTH=3")
    change(event, at(3, 4), "all", starts_at=at(3, 4, 17), ends_at=at(3, 4, 20))
    assert dates(event)[0] == "03-04 17:00-20:00"


def test_an_additional_date_is_moved_and_cancelled_but_not_made_the_rule():
    extra = {"recurrence_id": at(3, 7, 10), "kind": "extra", "ends_at": at(3, 7, 11)}
    event = make_series(changes=[extra])
    with pytest.raises(ValueError, match="does not follow"):
        change(event, at(3, 7, 10), "all", starts_at=at(3, 7, 12), ends_at=at(3, 7, 13))
    change(event, at(3, 7, 10), starts_at=at(3, 7, 12), ends_at=at(3, 7, 13))
    assert "03-07 12:00-13:00" in dates(event)
    change(event, at(3, 7, 10), takes_place=False)
    assert "x 03-07 10:00-11:00" in dates(event)


def test_all_dates_get_another_title_and_single_ones_keep_theirs():
    event = make_series()
    change(event, at(3, 11), title="Mit Gast")
    change(event, at(3, 18), "future", title="Rest")
    change(event, at(3, 25), "all", title="Werkstattgespräch")
    assert titles(event)[:3] == ["Werkstattgespräch", "Mit Gast", "Werkstattgespräch"]
    assert set(titles(event)[3:]) == {"Werkstattgespräch"}


def test_all_dates_are_cancelled_as_the_event_and_come_back():
    event = make_series()
    change(event, at(3, 11), "all", takes_place=False, note="Referentin erkrankt")
    assert (event.status, event.status_note) == ("cancelled", "Referentin erkrankt")
    change(event, at(3, 11), "all", takes_place=True, note="")
    assert (event.status, event.status_note) == ("scheduled", "")


def test_a_whole_day_is_moved_by_days_over_the_change_of_the_clock():
    days = {"starts_at": at(3, 25, 0), "ends_at": at(3, 26, 0), "all_day": True}
    event = make_series(**days)
    change(event, at(4, 1, 0), starts_at=at(4, 2, 0), ends_at=at(4, 3, 0))
    moved = event.occurrences.get(recurrence_id=at(4, 1, 0))
    assert moved.all_day
    assert (moved.local_start.day, moved.last_day.day) == (2, 2)
    assert event.date_changes.get().ends_at is None


def test_what_an_import_said_about_a_date_is_overruled_and_not_forgotten():
    said = {"recurrence_id": at(3, 11), "kind": "cancelled", "is_imported": True}
    event = make_series(changes=[said])
    change(event, at(3, 11), takes_place=True)
    assert dates(event) == WEEKS
    row = event.date_changes.get()
    assert (row.kind, row.is_imported) == ("changed", False)


def test_later_changes_of_an_import_follow_a_change_for_the_future():
    later = {"recurrence_id": at(4, 1), "kind": "changed", "this_and_future": True}
    event = make_series(changes=[{**later, "title": "Aus der Quelle", "is_imported": True}])
    change(event, at(3, 18), "future", starts_at=at(3, 18, 19), ends_at=at(3, 18, 21))
    assert titles(event) == ["Stammtisch"] * 6
    assert dates(event)[4:] == ["04-01 19:00-21:00", "04-08 19:00-21:00"]
    assert not event.date_changes.filter(is_imported=True).exists()


def test_what_a_person_changes_in_the_form_no_import_takes_back():
    imported = {"recurrence_id": at(3, 11), "kind": "cancelled", "is_imported": True}
    event = make_series(changes=[imported])
    form_set = childformset_factory(
        Event, DateChange, formset=DateChangeFormSet, fields=["recurrence_id", "kind", "note"]
    )
    prefix = form_set.get_default_prefix()
    counts = {f"{prefix}-{name}_FORMS": "1" for name in ("TOTAL", "INITIAL")}
    row = {"id": event.date_changes.get().pk, "recurrence_id": "2031-03-11 18:00"}
    row |= {"kind": "cancelled", "note": "Ferien"}
    typed = counts | {f"{prefix}-0-{name}": value for name, value in row.items()}
    forms = form_set(typed, instance=event)
    assert forms.is_valid(), forms.errors
    forms.save()
    assert [(one.note, one.is_imported) for one in event.date_changes.all()] == [("Ferien", False)]
