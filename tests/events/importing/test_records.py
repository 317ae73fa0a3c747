"""What an import writes: nothing twice, and nothing that people added is lost."""

import json
from datetime import UTC, date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.core.validators import MaxLengthValidator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.importing.text import MAX_BYTES
from events.models import Event
from search.models import IndexRequest
from tests.events.calendars import calendar, import_events, vevent
from tests.factories import make_municipality, make_organisation

pytestmark = pytest.mark.usefixtures("english")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


# --- Into the database ------------------------------------------------------------------------


def run(data, organisation, **options):
    return import_events(data, organisation=organisation, zone=BERLIN, now=NOW, **options)


@pytest.fixture
def organisation(db):
    return make_organisation(title="IHK Beispiel", slug="ihk-beispiel")


FULL = [
    "DESCRIPTION:Ein Abend für Betriebe, die sich kennenlernen wollen.",
    "LOCATION:Stadthalle, Holger-Börner-Platz 1, 34119 Kassel",
    "URL:https://example.org/abend",
    "CATEGORIES:Netzwerk",
    "DTEND:20260610T200000",
]


def test_an_imported_event_is_public_and_belongs_to_the_organisation(organisation):
    make_municipality(name="Kassel", postcodes="34117 34119")
    counts = run(calendar(vevent(*FULL)), organisation).counts()
    event = Event.objects.get()
    assert counts["new"] == 1
    assert (event.live, event.owner, event.source) == (True, organisation, "import")
    assert (event.source_name, event.external_id) == ("ics:ihk-beispiel", "1@example.org")
    assert (event.venue, event.postcode, event.place) == ("Stadthalle", "34119", "Kassel")
    assert event.municipality.short_name == "Kassel"
    assert event.summary == "Ein Abend für Betriebe, die sich kennenlernen wollen."
    assert event.registration_url == "https://example.org/abend"
    assert event.local_start.hour == 18
    assert event.first_published_at == NOW
    assert event.occurrences.count() == 1
    assert list(event.tags.names()) == ["Netzwerk"]


def test_the_same_file_twice_changes_nothing(organisation):
    make_municipality(name="Kassel", postcodes="34117 34119")
    everything = [
        vevent(*FULL, uid="a"),
        vevent(uid="b", start="DTSTART;VALUE=DATE:20260610"),
        vevent("STATUS:CANCELLED", "GEO:51.3;9.5", uid="c", start="DTSTART:20261025T023000"),
        vevent("LOCATION:Online", "URL:https://zoom.us/j/1", uid=""),
    ]
    assert run(calendar(*everything), organisation).counts()["new"] == 4
    before = list(Event.objects.order_by("pk").values())
    again = run(calendar(*everything), organisation).counts()
    assert (again["unchanged"], again["new"], again["changed"]) == (4, 0, 0)
    assert list(Event.objects.order_by("pk").values()) == before


def test_a_changed_event_is_updated_and_asked_to_be_indexed(organisation, engine):
    make_municipality(name="Fulda", postcodes="36037", latitude=50.5)
    make_municipality(name="Kassel", postcodes="34119")
    run(calendar(vevent(*FULL)), organisation)
    IndexRequest.objects.all().delete()
    moved = [*FULL[:1], "LOCATION:Schloss, 36037 Fulda", "DTEND:20260611T200000"]
    counts = run(calendar(vevent(*moved, start="DTSTART:20260611T180000")), organisation).counts()
    event = Event.objects.get()
    assert counts["changed"] == 1
    assert event.local_start.date() == date(2026, 6, 11)
    assert (event.place, event.street, event.latitude) == ("Fulda", "", 50.5)
    assert [o.starts_at for o in event.occurrences.all()] == [event.starts_at]
    assert event.registration_url == "https://example.org/abend"  # the file is silent about it
    assert IndexRequest.objects.filter(document_id=f"event:{event.pk}").exists()


def test_what_people_added_by_hand_stays(organisation):
    run(calendar(vevent("LOCATION:Stadthalle")), organisation)
    event = Event.objects.get()
    event.postcode, event.place, event.status = "34119", "Kassel", Event.Status.POSTPONED
    event.summary = "Von Hand geschrieben."
    event.tags.add("Eigenes")
    event.save()
    counts = run(calendar(vevent("LOCATION:Stadthalle", "STATUS:CONFIRMED")), organisation).counts()
    assert counts["unchanged"] == 1


def test_a_cancelled_event_can_come_back(organisation):
    run(calendar(vevent("STATUS:CANCELLED")), organisation)
    run(calendar(vevent()), organisation)
    assert Event.objects.get().is_cancelled  # silence is no promise that it takes place
    run(calendar(vevent("STATUS:CONFIRMED")), organisation)
    assert Event.objects.get().status == "scheduled"


def test_a_published_revision_follows_the_import(organisation):
    run(calendar(vevent()), organisation)
    Event.objects.get().save_revision(clean=False).publish()
    run(calendar(vevent(title="Winterabend")), organisation)
    event = Event.objects.get()
    assert (event.title, event.live, event.has_unpublished_changes) == ("Winterabend", True, False)
    assert event.get_latest_revision_as_object().title == "Winterabend"


def test_a_draft_stays_a_draft_and_learns_the_change(organisation):
    run(calendar(vevent(*FULL)), organisation)
    draft = Event.objects.get()
    draft.status_note = "Noch nicht öffentlich."
    draft.save_revision()
    run(calendar(vevent(*FULL[:-1], start="DTSTART:20260612T180000")), organisation)
    event = Event.objects.get()
    draft = event.get_latest_revision_as_object()
    assert (event.status_note, event.has_unpublished_changes) == ("", True)
    assert (draft.status_note, draft.local_start.day) == ("Noch nicht öffentlich.", 12)
    assert event.local_start.day == 12


def test_withdrawn_and_locked_records_are_respected(organisation):
    run(calendar(vevent()), organisation)
    Event.objects.get().unpublish()
    run(calendar(vevent(title="Winterabend")), organisation)
    assert not Event.objects.get().live
    Event.objects.update(locked=True)
    report = run(calendar(vevent(title="Frühlingsabend")), organisation)
    assert report.counts()["skipped"] == 1
    assert Event.objects.get().title == "Winterabend"


def test_a_record_that_breaks_a_rule_is_rejected_alone(organisation, monkeypatch):
    monkeypatch.setattr(Event._meta.get_field("venue"), "validators", [MaxLengthValidator(20)])
    data = calendar(vevent("LOCATION:Ein Ort mit sehr langem Namen", uid="a"), vevent(uid="b"))
    report = run(data, organisation)
    assert (report.counts()["new"], report.counts()["rejected"]) == (1, 1)
    assert report.outcomes[0].reason.startswith("venue: Ensure this value has at most 20")


def test_a_title_may_be_as_short_as_the_calendar_has_it(organisation):
    run(calendar(vevent(title="X")), organisation)
    assert Event.objects.get().title == "X"


def test_what_the_calendar_keeps_private_is_a_draft(organisation):
    run(calendar(vevent("CLASS:PRIVATE")), organisation)
    event = Event.objects.get()
    assert (event.live, event.first_published_at) == (False, None)
    assert run(calendar(vevent("CLASS:PRIVATE")), organisation).counts()["unchanged"] == 1
    assert event.get_latest_revision_as_object().title == "Sommerabend"


def test_what_becomes_private_is_withdrawn(organisation):
    run(calendar(vevent()), organisation)
    assert run(calendar(vevent("CLASS:PRIVATE")), organisation).counts()["changed"] == 1
    assert not Event.objects.get().live
    assert run(calendar(vevent()), organisation).counts()["unchanged"] == 1


def test_two_organisations_may_use_the_same_uid(organisation):
    run(calendar(vevent()), organisation)
    run(calendar(vevent()), make_organisation())
    assert Event.objects.count() == 2


# --- The command ------------------------------------------------------------------------------


def command(path, *options):
    out = StringIO()
    call_command("import_events", str(path), "--organisation=ihk-beispiel", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kalender.ics"
    bad = vevent(uid="kaputt@example.org", start="DTSTART:kaputt")
    private = vevent("CLASS:PRIVATE", uid="privat@example.org")
    path.write_bytes(calendar(vevent(*FULL), bad, private))
    return path


def test_a_dry_run_lists_everything_and_writes_nothing(
    organisation, file, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as queries:
        out = command(file, "--dry-run")
    words = {query["sql"].split()[0] for query in queries.captured_queries}
    assert not words & {"INSERT", "UPDATE", "DELETE"}
    assert Event.objects.count() == 0
    assert "new" in out
    assert "2026-06-10 18:00" in out
    assert "nothing was written" in out
    assert "2 new, 0 changed, 0 unchanged, 0 skipped, 1 rejected" in out


def test_the_command_names_what_it_did_not_take(organisation, file):
    out = command(file)
    assert "kaputt@example.org: DTSTART is neither a date nor a time: “kaputt”" in out
    assert "2 new, 0 changed, 0 unchanged, 0 skipped, 1 rejected" in out
    assert "0 new, 0 changed, 2 unchanged, 0 skipped, 1 rejected" in command(file)
    assert "0 new, 0 changed, 2 unchanged" in command(file, "--dry-run")


def test_files_that_cannot_be_used_end_with_a_sentence(organisation, tmp_path):
    cases = {
        "leer.ics": (b"", "empty"),
        "bom.ics": (b"\xef\xbb\xbf\r\n", "empty"),
        "bild.ics": (b"\x89PNG", "no iCalendar"),
        "gross.ics": (b"BEGIN:VCALENDAR\n" + b"x" * MAX_BYTES, "larger than 10 MB"),
    }
    for name, (data, words) in cases.items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(CommandError, match=words):
            command(path)
    for path in (tmp_path, tmp_path / "fehlt.ics", "/dev/zero", "a\0b"):
        with pytest.raises(CommandError, match="is not a file|cannot be read"):
            command(path)


def test_an_unknown_organisation_is_named(db, file):
    with pytest.raises(CommandError, match="ihk-beispiel"):
        command(file)


def as_json(path, *options):
    out = StringIO()
    call_command("import_events", str(path), "--format=json", "--dry-run", *options, stdout=out)
    return json.loads(out.getvalue())


def test_a_program_reads_what_would_happen_without_an_organisation(db, tmp_path):
    path = tmp_path / "kalender.ics"
    series = vevent(
        "RRULE:FREQ=WEEKLY",
        "DTEND:20260610T200000",
        "EXDATE:20260617T180000",
        uid="serie",
        title="Sprechtag",
    )
    days = vevent("RRULE:FREQ=YEARLY;COUNT=2", uid="tag", start="DTSTART;VALUE=DATE:20260610")
    path.write_bytes(calendar(series, days, vevent(uid="x", title="X"), vevent(uid="y", start="")))
    found = as_json(path)
    assert (found["new"], found["changed"], found["unchanged"]) == (3, 0, 0)
    assert [row["uid"] for row in found["rejected"]] == ["y"]
    weekly, yearly, _short = found["events"]
    assert (weekly["uid"], weekly["summary"]) == ("serie", "Sprechtag")
    assert weekly["start"] == "2026-06-10T18:00:00+02:00"
    assert weekly["end"] == "2026-06-10T20:00:00+02:00"
    assert len(weekly["occurrences"]) == 50
    assert weekly["occurrences"][:2] == ["2026-06-10T18:00:00+02:00", "2026-06-24T18:00:00+02:00"]
    assert (yearly["start"], yearly["end"]) == ("2026-06-10", "2026-06-11")
    assert yearly["occurrences"] == ["2026-06-10", "2027-06-10"]


def test_no_calendar_ends_with_code_2(db, tmp_path):
    path = tmp_path / "bild.ics"
    path.write_bytes(b"\x89PNG")
    with pytest.raises(CommandError) as refusal:
        as_json(path)
    assert refusal.value.returncode == 2


def test_whoever_writes_says_for_whom(db, file):
    with pytest.raises(CommandError, match="--organisation"):
        call_command("import_events", str(file))


@pytest.mark.parametrize("word", ["Messe", "fair", "FAIR"])
def test_a_category_that_names_a_kind_is_one(organisation, word):
    run(calendar(vevent(f"CATEGORIES:Netzwerk,{word},Energie")), organisation)
    event = Event.objects.get()
    assert event.kind == Event.Kind.FAIR
    assert sorted(event.tags.names()) == ["Energie", "Netzwerk"]


def test_a_comment_is_the_note_of_the_event_and_not_of_each_of_its_dates(organisation):
    changed = ["RECURRENCE-ID:20260617T180000", "COMMENT:Krank"]
    file = calendar(
        vevent("RRULE:FREQ=WEEKLY;COUNT=3", "STATUS:CANCELLED", "COMMENT:Krank"),
        vevent(*changed, "STATUS:CANCELLED", start="DTSTART:20260617T190000"),
    )
    run(file, organisation)
    event = Event.objects.get()
    (change,) = event.date_changes.all()
    assert event.status_note == "Krank"
    # The date is cancelled because the event is; it still stands where it was moved to.
    assert (change.kind, change.note, change.starts_at.hour) == ("changed", "", 17)


def test_words_of_the_hub_for_a_status_come_back(organisation):
    run(calendar(vevent("STATUS:TENTATIVE", "X-HUB-STATUS:POSTPONED")), organisation)
    assert Event.objects.get().status == Event.Status.POSTPONED


def test_the_place_of_one_date_is_its_venue_or_its_whole_address(organisation):
    place = "LOCATION:IHK\\, Am Markt 1\\, 34117 Kassel"
    others = ("Rathaus, 34117 Kassel", "Rathaus, Markt 2, 34346 Hann. Münden")
    parts = [
        vevent(
            f"RECURRENCE-ID:202606{day}T180000",
            "LOCATION:" + other.replace(",", "\\,"),
            start=f"DTSTART:202606{day}T180000",
        )
        for day, other in zip((17, 24), others, strict=True)
    ]
    run(calendar(vevent("RRULE:FREQ=WEEKLY;COUNT=3", place), *parts), organisation)
    venues = [change.venue for change in Event.objects.get().date_changes.all()]
    assert venues == ["Rathaus", "Rathaus, Markt 2, 34346 Hann. Münden"]


def test_unchanged_events_cost_no_query_each(organisation):
    counts = []
    for number in (1, 10):
        file = calendar(
            *(vevent("CATEGORIES:Netzwerk,Energie", uid=f"{n}@a") for n in range(number))
        )
        run(file, organisation)
        with CaptureQueriesContext(connection) as captured:
            assert run(file, organisation).counts()["unchanged"] == number
        counts.append(len([q for q in captured if "SAVEPOINT" not in q["sql"]]))
    assert counts[0] == counts[1]


def test_the_note_of_a_cancellation_goes_with_it(organisation):
    run(calendar(vevent("STATUS:CANCELLED", "COMMENT:Krank")), organisation)
    assert Event.objects.get().status_note == "Krank"
    run(calendar(vevent("STATUS:CONFIRMED")), organisation)
    assert Event.objects.get().status_note == ""
