"""Imports from the file to the page: dry run, diff, taking over, again, and undoing."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.importing import actions, clock, runs
from courses.models import (
    Course,
    CourseImport,
    CourseImportEntry,
    CourseImportFile,
    CourseSource,
    ImportedCourse,
)
from directory.sources import runs as source_runs
from search.models import IndexRequest
from tests.courses.importing import files
from tests.factories import make_course, make_municipality, make_organisation, make_topic

pytestmark = pytest.mark.django_db
State = CourseImport.State
ROW = "W1;Löten;06.03.2047;07.03.2047;90;Werkstatt;34117;;12;ja;10"
OTHER = "W2;Schweißen;01.04.2047;;a. A.;Halle;34117;;40;nein;8"


@pytest.fixture
def house():
    make_municipality(short_name="Kassel", postcodes="34117")
    return make_organisation(title="Volkshochschule")


def hand_in(house, *rows, data=b""):
    data = data or files.table(*rows)
    run = actions.hand_in(organisation=house, data=data, file_name="kurse.csv", person=None)
    runs.perform(run.pk)
    run.refresh_from_db()
    return run


def imported(house, *rows):
    run = hand_in(house, *rows)
    assert actions.take_over(run=run, person=None)
    runs.perform(run.pk)
    run.refresh_from_db()
    return run


def lines(run):
    return {line.uid: line for line in run.entries.all()}


def test_a_dry_run_shows_all_and_writes_nothing(house):
    run = hand_in(house, ROW, OTHER)
    assert (run.state, run.counts) == (State.WAITING, {"new": 2})
    assert not Course.objects.exists()
    assert not ImportedCourse.objects.exists()
    assert lines(run)["W1"].fields["runs"][1][0]["place"] == "Kassel"


def test_what_is_taken_over_is_public_at_once(house):
    topic = make_topic(slug="metall", title="Löten")
    header = f"{files.HEADER};Schlagworte"
    run = hand_in(house, data=files.table(f"{ROW};Löten, Technik", header=header))
    actions.take_over(run=run, person=None)
    runs.perform(run.pk)
    course = Course.objects.get()
    assert (course.live, course.owner, course.slug) == (True, house, "loeten")
    assert (course.teaching_units, course.educational_leave) == (12, True)
    assert [tag.name for tag in course.tags.all()] == ["Technik"]
    assert list(course.topics.all()) == [topic]
    (row,) = course.runs.all()
    assert (str(row.starts_on), row.price, row.place) == ("2047-03-06", 90, "Kassel")
    assert row.has_position
    assert IndexRequest.objects.filter(document_id=f"course:{course.pk}").exists()
    run.refresh_from_db()
    assert (run.state, run.counts) == (State.DONE, {"new": 1})
    assert not CourseImportFile.objects.exists()


def test_a_second_run_changes_nothing(house):
    imported(house, ROW, OTHER)
    assert imported(house, ROW, OTHER).counts == {"unchanged": 2}


def test_a_change_is_shown_field_by_field_and_only_that_is_written(house):
    imported(house, ROW, OTHER)
    run = hand_in(house, ROW.replace(";12;", ";16;").replace(";90;", ";95;"), OTHER)
    assert run.counts == {"changed": 1, "unchanged": 1}
    fields = lines(run)["W1"].fields
    assert fields.keys() == {"teaching_units", "runs"}
    assert fields["teaching_units"] == [12, 16]
    row = Course.objects.get(external_id="W1").runs.get()
    actions.take_over(run=run, person=None)
    runs.perform(run.pk)
    after = Course.objects.get(external_id="W1").runs.get()
    assert (after.pk, after.price) == (row.pk, 95)  # a run keeps its identity


def test_nothing_is_deleted_silently(house):
    imported(house, ROW, OTHER)
    run = imported(house, ROW)
    assert run.counts == {"vanished": 1, "unchanged": 1}
    assert lines(run)["W2"].reason
    assert Course.objects.get(external_id="W2").live


def test_what_was_refused_has_not_vanished(house):
    imported(house, ROW, OTHER)
    run = hand_in(house, ROW, OTHER.replace("01.04.2047", "31.04.2047"))
    assert run.counts == {"rejected": 1, "unchanged": 1}


def test_what_a_person_has_changed_stays_and_is_told(house):
    imported(house, ROW)
    course = Course.objects.get()
    course.title = "Löten wie die Profis"
    course.save()
    run = imported(house, ROW.replace("Löten", "Löten neu").replace(";12;", ";14;"))
    course.refresh_from_db()
    assert (course.title, course.teaching_units) == ("Löten wie die Profis", 14)
    line = lines(run)["W1"]
    assert line.action == CourseImportEntry.Action.CONFLICT
    assert line.conflicts["title"] == ["Löten wie die Profis", "Löten neu"]
    run = imported(house, ROW.replace("Löten", "Löten ganz neu").replace(";12;", ";14;"))
    course.refresh_from_db()
    assert course.title == "Löten wie die Profis"
    assert lines(run)["W1"].conflicts


def test_a_draft_learns_the_change_and_stays_a_draft(house):
    imported(house, ROW)
    course = Course.objects.get()
    course.subsidy_note = "Entwurf"
    course.save_revision()
    imported(house, ROW.replace(";12;", ";14;"))
    course = Course.objects.get()
    draft = course.get_latest_revision_as_object()
    assert (course.subsidy_note, course.teaching_units) == ("", 14)
    assert (draft.subsidy_note, draft.teaching_units) == ("Entwurf", 14)


def test_what_is_deleted_or_locked_here_is_left_alone(house):
    imported(house, ROW, OTHER)
    Course.objects.get(external_id="W1").delete()
    Course.objects.filter(external_id="W2").update(locked=True)
    run = imported(house, ROW, OTHER.replace(";40;", ";44;"))
    assert run.counts == {"skipped": 2}
    assert Course.objects.get().teaching_units == 40


def test_an_import_can_be_undone(house):
    imported(house, ROW)
    run = imported(house, ROW.replace(";12;", ";16;"), OTHER)
    assert run.counts == {"changed": 1, "new": 1}
    assert actions.undo(run=run, person=None)
    runs.perform(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts) == (State.UNDONE, {"undone": 2})
    assert Course.objects.get(external_id="W1").teaching_units == 12
    assert not Course.objects.get(external_id="W2").live
    run = imported(house, ROW.replace(";12;", ";16;"), OTHER)
    assert run.counts == {"changed": 1, "new": 1}
    assert Course.objects.get(external_id="W2").live


def test_what_somebody_has_edited_since_is_not_undone(house):
    run = imported(house, ROW)
    Course.objects.update(title="Von Hand")
    actions.undo(run=run, person=None)
    runs.perform(run.pk)
    run.refresh_from_db()
    assert run.counts == {"kept": 1}
    assert Course.objects.get().live


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(house, monkeypatch):
    rows = [ROW.replace("W1", f"W{n}").replace("Löten", f"Löten {n}") for n in range(120)]
    run = hand_in(house, *rows)
    actions.take_over(run=run, person=None)
    hold, batches = source_runs.hold, []

    def killed(run):
        batches.append(run)
        if len(batches) == 3:
            raise KeyboardInterrupt
        hold(run)

    monkeypatch.setattr(source_runs, "hold", killed)
    with pytest.raises(KeyboardInterrupt):
        runs.perform(run.pk)
    assert 0 < Course.objects.count() < 120
    monkeypatch.setattr(source_runs, "hold", hold)
    runs.perform(run.pk)  # somebody seems to work on it
    assert Course.objects.count() < 120
    CourseImport.objects.update(beat_at=timezone.now() - timedelta(minutes=6))
    clock.start_due()
    runs.perform(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts["new"]) == (State.DONE, 120)
    assert Course.objects.count() == 120


def test_two_files_of_one_organisation_are_not_read_at_once(house):
    first = actions.hand_in(organisation=house, data=b"x", file_name="a", person=None)
    assert first
    assert actions.hand_in(organisation=house, data=b"x", file_name="b", person=None) is None


def test_a_new_file_replaces_one_that_waits(house):
    first = hand_in(house, ROW)
    hand_in(house, OTHER)
    first.refresh_from_db()
    assert first.state == State.DISCARDED
    assert not actions.take_over(run=first, person=None)


def test_a_file_that_is_none_ends_in_words(house):
    run = hand_in(house, data=files.BOMB)
    assert run.state == State.FAILED
    assert "Entitäten" in run.reason


def test_courses_of_others_with_the_same_number_are_others(house):
    imported(house, ROW)
    imported(make_organisation(), ROW)
    assert Course.objects.filter(external_id="W1").count() == 2


def test_a_database_error_of_one_course_stays_with_it(house):
    source = CourseSource.objects.for_files_of(house)
    make_course(source_name=source.source_name, external_id="W9", title="Da")
    long = ROW.replace("W1", "W3").replace("Löten", "L" * 190)
    run = imported(house, ROW, long, OTHER)
    assert run.counts == {"new": 3}


def test_10000_courses_of_which_three_are_broken():
    file = files.many_rows(2000, broken={3, 700, 1999})
    from courses.importing.reading import read

    found = read(file)
    assert len(found.courses) == 1997
    assert [one.id for one in found.refused] == [
        *("Zeile 4 (47-3)", "Zeile 701 (47-700)", "Zeile 2000 (47-1999)"),
    ]


# --- The command ------------------------------------------------------------------------------
@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kurse.csv"
    path.write_bytes(files.table(ROW, OTHER.replace("01.04.2047", "31.04.2047")))
    return path


def test_the_command_tells_as_json_what_it_would_do(house, file):
    out = StringIO()
    options = {"organisation": house.slug, "dry_run": True, "format": "json", "stdout": out}
    call_command("import_courses", str(file), **options)
    told = json.loads(out.getvalue())
    assert told["counts"] == {"new": 1, "rejected": 1}
    assert [course["id"] for course in told["courses"]] == ["W1", "Zeile 3 (W2)"]
    assert not Course.objects.exists()


def test_what_the_command_imports_can_be_undone(house, file):
    out = StringIO()
    call_command("import_courses", str(file), organisation=house.slug, stdout=out)
    assert Course.objects.get().external_id == "W1"
    run = CourseImport.objects.get()
    assert (run.state, run.can_be_undone) == (State.DONE, True)
    assert "Zeile 3 (W2)" in out.getvalue()


# --- Pages ------------------------------------------------------------------------------------
def test_a_file_goes_through_the_pages_of_the_admin(house, admin_client, tmp_path):
    path = tmp_path / "kurse.csv"
    path.write_bytes(files.table(ROW, OTHER))
    with path.open("rb") as opened:
        sent = {"organisation": house.pk, "file": opened}
        answer = admin_client.post("/admin/course-imports/", sent)
    run = CourseImport.objects.get()
    assert answer.url == f"/admin/course-imports/{run.pk}/"
    assert admin_client.get(answer.url).headers["Refresh"] == "3"
    runs.perform(run.pk)
    html = admin_client.get(answer.url).content.decode()
    assert "6.–7. März 2047" in html or "6. März 2047" in html
    admin_client.post(f"{answer.url}take-over/")
    runs.perform(run.pk)
    assert Course.objects.count() == 2
    assert "W1" in admin_client.get(f"{answer.url}?action=new").content.decode()
    admin_client.post(f"{answer.url}undo/")
    runs.perform(run.pk)
    assert not Course.objects.filter(live=True).exists()
    assert "kurse.csv" in admin_client.get("/admin/course-imports/").content.decode()


def test_a_dry_run_can_be_left(house, admin_client):
    run = hand_in(house, ROW)
    admin_client.post(f"/admin/course-imports/{run.pk}/discard/")
    run.refresh_from_db()
    assert run.state == State.DISCARDED
    assert not CourseImportFile.objects.exists()


def test_an_empty_upload_says_what_is_missing(house, admin_client):
    answer = admin_client.post("/admin/course-imports/", {"organisation": house.pk})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"file"}


def test_files_nobody_decides_about_go_after_two_weeks(house):
    run = hand_in(house, ROW)
    CourseImport.objects.update(ended_at=timezone.now() - timedelta(days=15))
    clock.prune()
    run.refresh_from_db()
    assert run.state == State.DISCARDED
    assert not CourseImportFile.objects.exists()
