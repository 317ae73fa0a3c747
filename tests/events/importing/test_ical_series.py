"""Recurring events of calendar files, read and imported."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from events.importing import ical_series
from events.importing.ical_file import read_calendar
from events.models import DateChange, Event
from tests.events.calendars import calendar, import_events, vevent
from tests.factories import make_organisation
from tests.pace import within

pytestmark = pytest.mark.usefixtures("english")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
END, LATE = "DTEND:20260610T200000", "DTSTART:20260701T190000"
WEEKLY = vevent("RRULE:FREQ=WEEKLY;COUNT=5", END)
OTHER_ZONE = """BEGIN:VTIMEZONE
TZID:Anderswo
BEGIN:STANDARD
DTSTART:20250101T000000
TZOFFSETFROM:%(from)s
TZOFFSETTO:%(to)s
END:STANDARD
END:VTIMEZONE"""


def read(*parts):
    file = read_calendar(calendar(*parts), BERLIN, now=NOW)
    assert [outcome.reason for outcome in file.refused] == []
    return file.events[0]


def reasons(*parts):
    return [o.reason for o in read_calendar(calendar(*parts), BERLIN, now=NOW).refused]


def dates(event, count=50):
    return [
        f"{day:%m-%d}" if type(day) is not datetime else f"{day.astimezone(BERLIN):%m-%d %H}"
        for day in event.dates[:count]
    ]


def override(day, *lines, start="", title="Sommerabend", more="", **fields):
    named = f"RECURRENCE-ID{more}:202606{day}T180000"
    start = start or f"DTSTART:202606{day}T180000"
    return vevent(named, *lines, start=start, title=title, **fields)


# --- Reading ----------------------------------------------------------------------------------


def test_rules_are_kept_in_one_spelling():
    event = read(vevent("RRULE:freq=WEEKLY;BYDAY=WE,MO", "RRULE:FREQ=DAILY;COUNT=2"))
    rules = "FREQ=WEEKLY;BYDAY=MO,WE\nFREQ=DAILY;COUNT=2"
    assert event.values["recurrence_rules"] == rules
    assert event.values["recurrence_zone"] == ""


def test_single_dates_are_added_and_excluded():
    event = read(
        vevent(
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "RDATE:20260612T090000,20260613T090000",
            "RDATE;VALUE=PERIOD:20260614T090000/PT3H",
            "EXDATE;TZID=Europe/Berlin:20260617T180000",
            "EXDATE;VALUE=DATE:20260613",
            END,
        )
    )
    # A day in EXDATE means the series' time of that day, at which nothing takes place here.
    assert dates(event) == ["06-10 18", "06-12 09", "06-13 09", "06-14 09", "06-24 18"]
    period = next(c for c in event.changes if c.recurrence_id.day == 14)
    assert (period.kind, period.ends_at) == ("extra", datetime(2026, 6, 14, 10, tzinfo=UTC))


def test_a_series_in_utc_keeps_its_clock():
    event = read(vevent("RRULE:FREQ=MONTHLY;COUNT=6", start="DTSTART:20260610T160000Z"))
    assert event.values["recurrence_zone"] == "UTC"
    assert dates(event) == ["06-10 18", "07-10 18", "08-10 18", "09-10 18", "10-10 18", "11-10 17"]


def test_single_dates_are_moved_changed_and_cancelled():
    event = read(
        WEEKLY,
        override(
            "17", "DTEND:20260618T200000", "COMMENT:Raum belegt", start="DTSTART:20260618T180000"
        ),
        override("24", "LOCATION:Rathaus", "DTEND:20260624T200000", title="Sommerabend am Markt"),
        vevent(
            "RECURRENCE-ID:20260701T180000", "STATUS:CANCELLED", start="DTSTART:20260701T180000"
        ),
    )
    moved, changed, cancelled = event.changes
    assert (moved.starts_at.day, moved.ends_at, moved.note) == (18, None, "Raum belegt")
    assert (changed.starts_at, changed.title, changed.venue) == (
        None,
        "Sommerabend am Markt",
        "Rathaus",
    )
    assert (cancelled.kind, cancelled.recurrence_id.day) == ("cancelled", 1)
    assert dates(event) == ["06-10 18", "06-18 18", "06-24 18", "07-01 18", "07-08 18"]


def test_a_change_may_hold_for_all_later_dates():
    later = override("24", start="DTSTART:20260624T190000", more=";RANGE=THISANDFUTURE")
    assert dates(read(WEEKLY, later)) == [
        "06-10 18",
        "06-17 18",
        "06-24 19",
        "07-01 19",
        "07-08 19",
    ]


def test_the_newest_of_several_changes_of_a_date_counts():
    new = override("17", "SEQUENCE:2", start="DTSTART:20260619T180000")
    old = override("17", "SEQUENCE:1", start="DTSTART:20260618T180000")
    assert dates(read(WEEKLY, new, old), 2) == ["06-10 18", "06-19 18"]


def test_the_importer_is_told_that_dates_follow_too_closely():
    assert "only the first 100" in read(vevent("RRULE:FREQ=MINUTELY")).remarks[0]
    assert read(vevent("RRULE:FREQ=MINUTELY;INTERVAL=1440")).remarks == []


def test_a_day_may_be_named_by_its_midnight_anywhere():
    event = read(
        vevent("RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART;VALUE=DATE:20260610"),
        vevent(
            "RECURRENCE-ID;TZID=Asia/Hong_Kong:20260617T000000", start="DTSTART;VALUE=DATE:20260616"
        ),
    )
    assert dates(event) == ["06-10", "06-16", "06-24"]


def test_an_all_day_series_has_days():
    event = read(
        vevent(
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "EXDATE;VALUE=DATE:20260617",
            "DTEND;VALUE=DATE:20260612",
            start="DTSTART;VALUE=DATE:20260610",
        ),
        vevent("RECURRENCE-ID;VALUE=DATE:20260624", start="DTSTART;VALUE=DATE:20260625"),
    )
    assert dates(event) == ["06-10", "06-25"]
    assert event.changes[1].ends_at == datetime(2026, 6, 25, 22, tzinfo=UTC)  # one day, not two


def test_single_dates_without_their_series_are_one_event():
    event = read(override("24"), override("17", "DTEND:20260617T200000", title="Erster"))
    assert (event.title, event.values["recurrence_rules"]) == ("Erster", "")
    assert dates(event) == ["06-17 18", "06-24 18"]
    assert "without the series" in event.remarks[0]


def test_a_private_date_of_a_series_tells_no_more_than_its_time():
    private = override("17", "CLASS:PRIVATE", "LOCATION:Praxis", title="Beim Arzt")
    event = read(WEEKLY, private)
    assert (event.is_private, event.changes[0].title, event.changes[0].venue) == (False, "", "")
    assert read(private).is_private


def test_what_is_told_about_one_date_is_its_note():
    told = "DESCRIPTION:Diesmal mit Besuch im Werk."
    assert read(WEEKLY, override("17", told)).changes[0].note == "Diesmal mit Besuch im Werk."
    both = override("17", told, "COMMENT:Raum belegt")
    assert read(WEEKLY, both).changes[0].note == "Raum belegt"
    same = read(vevent("RRULE:FREQ=WEEKLY", told), override("17", told))
    assert same.changes[0].note == ""


def test_an_excluding_rule_takes_dates_out():
    event = read(vevent("RRULE:FREQ=WEEKLY;COUNT=4", "EXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2", END))
    assert dates(event) == ["06-17 18", "07-01 18"]
    every = vevent("RRULE:FREQ=WEEKLY;COUNT=4", "EXRULE:FREQ=DAILY")
    assert reasons(every) == ["All dates of the series are excluded."]


def test_changes_of_an_unreadable_series_go_with_it():
    for master in (vevent("RRULE:FREQ=NIE"), vevent(start="")):
        file = read_calendar(calendar(master, override("17")), BERLIN, now=NOW)
        assert file.events == []
        assert len(file.refused) == 1


def test_a_zone_of_the_file_is_named_when_another_has_its_clock():
    zone = OTHER_ZONE % {"from": "+0530", "to": "+0530"}
    rule = "RRULE:FREQ=DAILY;COUNT=3"
    event = read(zone, vevent(rule, start="DTSTART;TZID=Anderswo:20260610T180000"))
    assert (
        ZoneInfo(event.values["recurrence_zone"]).utcoffset(NOW.replace(tzinfo=None)).seconds
        == 19800
    )
    zone = OTHER_ZONE % {"from": "+0517", "to": "+0517"}
    event = read(zone, vevent(rule, start="DTSTART;TZID=Anderswo:20260610T180000"))
    assert event.values["recurrence_rules"] == ""
    assert "only to the file; 3 dates" in event.remarks[0]
    assert [day.day for day in event.dates] == [10, 11, 12]


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ("EXDATE:kaputt", "EXDATE “kaputt” was left out"),
        ("RDATE:20261301T000000", "RDATE “20261301T000000” was left out"),
        ("RDATE;VALUE=PERIOD:20260612T090000/20260611T090000", "The end lies before the start"),
        ("RRULE:FREQ=YEARLY;UNTIL=20200101", "The rule names no date"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_event_kept(line, remark):
    event = read(vevent(line))
    assert remark in event.remarks[0]
    assert dates(event, 1) == ["06-10 18"]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["RRULE:FREQ=SOMETIMES"], "FREQ of the recurrence rule cannot be"),
        (["RRULE:FREQ=DAILY"] * 11, "At most 10 rules"),
        (["RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20260610T180000"], "All dates"),
        (["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=1", "EXDATE:20260615T180000"], ""),
        (["RRULE:FREQ=SECONDLY;COUNT=999999999", "DTEND:20260610T180001"], ""),
        (["RECURRENCE-ID:kaputt"], "RECURRENCE-ID is neither"),
        (["RDATE:" + ",".join(["20260612T090000"] * 2500)], "too many single dates"),
    ],
)
def test_a_series_that_cannot_be_read_is_refused_alone(lines, reason):
    found = reasons(vevent(*lines, uid="schlecht"), vevent(uid="gut"))
    assert found == [] if not reason else reason in found[0]
    assert len(found) == bool(reason)


def test_a_file_of_rule_bombs_is_answered_soon():
    bomb, old = "RRULE:FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", "DTSTART:19010101T000000"
    parts = [vevent(bomb, uid=f"a{n}", start=old) for n in range(300)]
    data = calendar(*parts, vevent(uid="gut"), vevent("RRULE:FREQ=WEEKLY", uid="woche"))
    with within(2):  # 0.3 s where nothing else runs
        file = read_calendar(data, BERLIN, now=NOW)
    assert {"gut", "woche"} == {event.uid for event in file.events}
    assert {o.reason for o in file.refused} == {"The series is too costly to work out."}


def test_a_series_too_many_keeps_its_first_date(monkeypatch):
    monkeypatch.setattr(ical_series, "STEPS_OF_FILE", 600)
    weekly = [vevent("RRULE:FREQ=WEEKLY", uid=str(n)) for n in range(9)]
    file = read_calendar(calendar(*weekly), BERLIN, now=NOW)
    assert sorted({len(event.dates) for event in file.events}) == [1, 50]
    assert "only the first date" in file.remarks[0]


# --- Into the database ------------------------------------------------------------------------


@pytest.fixture
def organisation(db):
    return make_organisation(title="IHK Beispiel", slug="ihk-beispiel")


def run(organisation, *parts, **options):
    data = calendar(*parts)
    report = import_events(data, organisation=organisation, zone=BERLIN, now=NOW, **options)
    return {name: count for name, count in report.counts().items() if count}


CANCELLED = override("17", "STATUS:CANCELLED")
SERIES = (WEEKLY, CANCELLED, override("24", "LOCATION:Rathaus", start="DTSTART:20260625T170000"))


def stored(event):
    return [f"{o.local_start:%d.%m. %H}{'x' * o.is_cancelled}" for o in event.occurrences.all()]


def test_a_series_becomes_one_event_with_its_dates(organisation):
    assert run(organisation, *SERIES) == {"new": 1}
    event = Event.objects.get()
    assert stored(event) == ["10.06. 18", "17.06. 18x", "25.06. 17", "01.07. 18", "08.07. 18"]
    assert event.occurrences.all()[2].venue == "Rathaus"


def test_the_same_series_again_changes_nothing(organisation):
    extra = vevent("RDATE:20260612T090000", "EXDATE:20260613T090000", uid="b")
    fragment = override("24", uid="c", start="DTSTART:20260625T170000")
    file = (*SERIES, extra, fragment, override("17", uid="c"))
    assert run(organisation, *file) == {"new": 3}
    before = list(DateChange.objects.values()), list(Event.objects.order_by("pk").values())
    assert run(organisation, *file) == {"unchanged": 3}
    assert (
        list(DateChange.objects.values()),
        list(Event.objects.order_by("pk").values()),
    ) == before


def test_a_cancelled_date_is_a_change(organisation):
    run(organisation, WEEKLY)
    assert run(organisation, WEEKLY, CANCELLED) == {"changed": 1}
    assert stored(Event.objects.get())[1] == "17.06. 18x"
    assert run(organisation, WEEKLY) == {"changed": 1}
    assert stored(Event.objects.get())[1] == "17.06. 18"


def test_a_series_that_ends_in_the_calendar_ends_here(organisation):
    run(organisation, *SERIES)
    assert run(organisation, vevent(END)) == {"changed": 1}
    event = Event.objects.get()
    assert (stored(event), event.is_series) == (["10.06. 18"], False)


def test_what_people_say_about_a_date_goes_before_the_file(organisation):
    run(organisation, *SERIES)
    event = Event.objects.get()
    own = DateChange(
        kind="cancelled", recurrence_id=datetime(2026, 7, 1, 16, tzinfo=UTC), note="Ferien"
    )
    event.date_changes.add(own)
    event.save()
    assert run(organisation, *SERIES) == {"unchanged": 1}
    moved = vevent("RECURRENCE-ID:20260701T180000", start="DTSTART:20260702T180000")
    assert run(organisation, *SERIES, moved) == {"unchanged": 1}
    assert stored(Event.objects.get())[3] == "01.07. 18x"


def test_a_draft_learns_the_changed_dates(organisation):
    run(organisation, WEEKLY)
    draft = Event.objects.get()
    draft.status_note = "Noch nicht öffentlich."
    draft.save_revision(clean=False)
    run(organisation, WEEKLY, CANCELLED)
    draft = Event.objects.get().get_latest_revision_as_object()
    assert draft.status_note == "Noch nicht öffentlich."
    assert [change.kind for change in draft.date_changes.all()] == ["cancelled"]


def test_a_single_date_sent_alone_changes_the_series_that_is_known(organisation):
    run(organisation, *SERIES)
    later = override("17", start="DTSTART:20260618T180000")
    assert run(organisation, later) == {"changed": 1}
    event = Event.objects.get()
    assert event.title == "Sommerabend"
    assert stored(event)[:3] == ["10.06. 18", "18.06. 18", "25.06. 17"]
    assert run(organisation, later) == {"unchanged": 1}
