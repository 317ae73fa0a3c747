"""Files of strangers are read in a process of their own."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import translation

from directory.importing.text import FileProblem
from events.importing import reading
from events.importing.calendar_file import as_json, from_json
from events.importing.ical_file import read_calendar
from events.importing.look import look
from events.importing.reading import read
from events.models import Event
from tests.events.calendars import calendar, vevent
from tests.events.importing import hostile

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
VARIED = calendar(
    vevent("RRULE:FREQ=WEEKLY", "EXDATE:20260617T180000", "CATEGORIES:KI", "GEO:51.3;9.5"),
    vevent("RECURRENCE-ID:20260624T180000", "COMMENT:Hitze", start="DTSTART:20260625T180000"),
    vevent("RRULE:FREQ=YEARLY;COUNT=2", uid="tag", start="DTSTART;VALUE=DATE:20260610"),
    vevent("RECURRENCE-ID:20260624T180000", "STATUS:CANCELLED", uid="allein"),
    vevent("CLASS:PRIVATE", "URL:kaputt", uid="privat"),
    vevent(uid="schlecht", start="DTSTART:kaputt"),
)


def of_kind(data, kind="ics"):
    return read(data, kind=kind, zone=BERLIN, now=NOW)


def test_a_file_comes_back_whole_from_the_other_process():
    with translation.override("de"):
        here = read_calendar(VARIED, BERLIN, now=NOW)
        there = of_kind(VARIED)
    assert [event.uid for event in here.events] == ["1@example.org", "tag", "privat", "allein"]
    for copy in (there, from_json(json.loads(json.dumps(as_json(here))))):
        assert replace(copy, events=list(copy.events)) == here
        assert [event.dates for event in copy.events] == [event.dates for event in here.events]


def test_reasons_come_in_the_language_of_whoever_asks():
    for language, words in {"de": "weder ein Datum", "en": "neither a date"}.items():
        with translation.override(language):
            assert words in of_kind(VARIED).refused[0].reason


def test_pages_and_tables_come_back_whole_too():
    page = {"@type": "Event", "name": "A", "startDate": "2026-12-03", "offers": {"price": "5.50"}}
    file = of_kind(json.dumps(page).encode(), "jsonld")
    assert (file.events[0].values["price"], len(file.events)) == (Decimal("5.50"), 1)
    file = of_kind("Titel;Datum;Preis\nÄ;3.12.2026;5,50 €".encode(), "csv")
    assert (file.events[0].title, file.events[0].values["price"]) == ("Ä", Decimal("5.50"))


def test_no_calendar_is_a_problem_with_a_sentence():
    with translation.override("de"), pytest.raises(FileProblem, match="kein iCalendar"):
        of_kind(b"<html>Bitte anmelden</html>")


def test_a_process_that_is_ended_is_a_problem_too(monkeypatch):
    monkeypatch.setattr(reading, "OUTPUT_BYTES", 100)
    with translation.override("en"), pytest.raises(FileProblem, match="holds too much"):
        of_kind(VARIED)


# What takes more than a moment; tests/service measures all of them.
SLOW = ("rule", "descr", "overrides-5", "begin-", "short-lines", "backsl", "exdate-", "rdate-")


@pytest.mark.parametrize("name", [n for n in hostile.FILES if not n.startswith(SLOW)])
def test_good_events_outlive_bad_company(name):
    file = read_calendar(hostile.FILES[name](), BERLIN, now=NOW)
    assert {"gut-1", "gut-2"} <= {event.uid for event in file.events}


@pytest.mark.parametrize("name", hostile.NO_CALENDARS)
def test_what_is_no_calendar_is_refused(name):
    with pytest.raises(FileProblem):
        read_calendar(hostile.NO_CALENDARS[name](), BERLIN, now=NOW)


# --- A look without a hub -----------------------------------------------------------------------


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "kalender.ics"
    path.write_bytes(VARIED)
    return str(path)


def test_a_dry_run_for_nobody_needs_no_hub(path, capsys):
    assert look([path, "--dry-run", "--format=json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], len(told["events"]), len(told["rejected"])) == (4, 4, 1)
    assert look([path, "--dry-run"]) == 0
    assert "4 neu, 0 geändert" in capsys.readouterr().out


def test_what_is_no_calendar_ends_with_code_2_and_a_sentence(tmp_path, capsys):
    assert look([str(tmp_path / "fehlt.ics"), "--dry-run"]) == 2
    assert capsys.readouterr().err.strip().endswith("ist keine Datei.")


@pytest.mark.parametrize(
    "arguments", [[], ["x"], ["x", "--dry-run", "--organisation=y"], ["--help"], ["x", "--hoch"]]
)
def test_everything_else_is_left_to_the_command(arguments):
    assert look(arguments) is None


def test_the_command_in_a_process_of_its_own(path):
    command = [sys.executable, "manage.py", "import_events", path, "--dry-run", "--format=json"]
    done = subprocess.run(command, capture_output=True, cwd=settings.BASE_DIR)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["new"] == 4


def test_every_event_that_is_read_fits_the_record():
    for entry in read_calendar(VARIED, BERLIN, now=NOW).events:
        kept = {field.name for field in Event._meta.get_fields()} - entry.values.keys()
        Event(**entry.values).clean_fields(exclude=kept)
