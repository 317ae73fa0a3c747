"""Tables of organisations: what is read, what is refused with its line, nothing twice."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from directory.importing import csv_table
from directory.importing.csv_table import read_table
from directory.importing.organisations import COLUMNS, REQUIRED, import_organisations
from directory.importing.text import FileProblem
from directory.models import Organisation
from tests.factories import make_municipality, make_topic

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "organisations-example.csv"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEAD = "external_id;title;kind;summary"
ROW = "1;Musterwerk;company;Dreht und fräst."


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def lines(*rows):
    return "\r\n".join(rows).encode()


def run(*rows, **options):
    return import_organisations(lines(*rows), source_name="test", now=NOW, **options)


def one(**cells):
    """The report of a file with one row that has these cells too."""
    names, values = ";".join(cells), ";".join(cells.values())
    return run(f"{HEAD};{names}", f"{ROW};{values}")


def table(data):
    return read_table(data, columns=COLUMNS, required=REQUIRED)


# --- The table --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        lines(HEAD, ROW),
        lines(HEAD, ROW).decode().encode("cp1252"),
        b"\xef\xbb\xbf" + lines(HEAD, ROW),
        lines(HEAD, ROW).decode().encode("utf-16"),
        lines(HEAD, ROW).replace(b";", b","),
        lines(HEAD, ROW).replace(b";", b"\t"),
        lines(HEAD, ROW).replace(b"\r\n", b"\n"),
        lines("sep=;", HEAD, ROW),
        lines(HEAD + ";;;", ROW + ";;;", ";;;;;;", ""),
        lines(" External ID *;TITLE; Kind ;summary", "1 ;  Musterwerk;company; Dreht  und fräst."),
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(data):
    rows = table(data).rows
    assert len(rows) == 1
    assert not rows[0].problem
    assert rows[0].cells["title"] == "Musterwerk"
    assert rows[0].cells["summary"].endswith("fräst.")


def test_line_numbers_count_lines_and_not_rows():
    found = table(lines("sep=;", HEAD, '1;A;"x\ny";s', "", "2;B;company;s")).rows
    assert [row.line for row in found] == [3, 6]


def test_missing_required_columns_are_listed():
    with pytest.raises(FileProblem, match="kind, summary"):
        table(b"external_id;title\n1;A")


def test_columns_that_stand_twice_are_refused():
    with pytest.raises(FileProblem, match="twice: title"):
        table(lines(HEAD + ";Title", ROW))


def test_unknown_columns_are_a_remark():
    assert "bemerkung" in table(lines(HEAD + ";Bemerkung", ROW + ";x")).remarks[0]


def test_a_spreadsheet_is_no_csv():
    with pytest.raises(FileProblem, match="CSV UTF-8"):
        table(b"PK\x03\x04....")


def test_hostile_tables_end(monkeypatch):
    for data in (b"\x00" * 1000, b'"' * 100_000, b";" * 100_000, b"\x89PNG\r\n\x1a\n\xff" * 99):
        with pytest.raises(FileProblem):
            table(data)
    assert "quotation mark" in table(lines(HEAD, '1;"A', *["x"] * 1000)).rows[0].problem
    assert "quotation mark" in table(lines(HEAD, "1;" + "x" * 200_000)).rows[0].problem
    monkeypatch.setattr(csv_table, "MAX_ROWS", 2)
    with pytest.raises(FileProblem, match="2 rows"):
        table(lines(HEAD, ROW, ROW, ROW))


# --- Into the database ------------------------------------------------------------------------


@pytest.fixture
def example_topics(db):
    slugs = ("maschinenbau", "ausbildung", "energieeffizienz", "startups", "handwerk")
    for slug in (*slugs, "kooperation"):
        make_topic(slug=slug)
    make_municipality(name="Baunatal", postcodes="34225")


def test_the_example_of_the_manual_can_be_imported_twice(example_topics):
    data = EXAMPLE.read_bytes()
    report = import_organisations(data, source_name="test", now=NOW)
    assert [outcome.reason for outcome in report.outcomes] == ["", "", ""]
    assert report.counts()["new"] == 3
    first, second, third = Organisation.objects.order_by("external_id")
    assert (first.legal_form, first.founded, first.size_class) == ("gmbh", 1987, "50-249")
    assert first.description.startswith("Familienbetrieb mit eigener Lehrwerkstatt.\n\n- Drehen")
    assert first.main_location().municipality.short_name == "Baunatal"
    assert first.contact_points.get().email == "vertrieb@musterwerk.example"
    assert {topic.slug for topic in first.topics.all()} == {"maschinenbau", "ausbildung"}
    assert set(first.tags.names()) == {"Metall", "Kleinserie"}
    assert (first.source, first.source_name, first.live) == ("import", "test", True)
    assert first.first_published_at == NOW
    assert (second.kind, second.legal_form) == ("startup", "ug")
    assert second.website == "https://www.lichtblick-software.example"
    assert third.legal_form == "ev"
    again = import_organisations(data, source_name="test", now=NOW).counts()
    assert (again["unchanged"], again["new"], again["changed"]) == (3, 0, 0)


def test_the_manual_names_every_column():
    manual = EXAMPLE.with_name("import-organisations.md").read_text()
    assert [column for column in COLUMNS if f"`{column}`" not in manual] == []
    assert set(EXAMPLE.read_text().split("\n")[0].split(";")) == set(COLUMNS)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"postcode": "1067"}, "column postcode: A postcode has five digits"),
        ({"founded": "MCMXC"}, "column founded: A year has four digits"),
        ({"founded": "0900"}, "column founded"),
        ({"legal_form": "gGmbH & Partner"}, "column legal_form: “gGmbH & Partner” is not known"),
        ({"size_class": "01. Sep"}, "Use one of: 1-9, 10-49, 50-249, 250+"),
        ({"wz_code": "99.99.9"}, "column wz_code"),
        ({"website": "kein Link"}, "column website"),
        ({"email": "keine-adresse"}, "column email"),
        ({"phone": "1" * 60}, "column phone"),
        ({"contact_label": "Vertrieb"}, "column contact_label: Give an e-mail"),
        ({"contact_label": "V" * 200, "phone": "1"}, "column contact_label"),
        ({"topics": "nicht-da"}, "column topics: There is no topic “nicht-da”"),
        ({"tags": "x" * 101}, "column tags"),
        ({"offers": "x" * 700}, "column offers"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_line_and_column(db, cells, words):
    report = one(**cells)
    assert report.outcomes[0].id == "Line 2"
    assert words in report.outcomes[0].reason
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("2;;company;s", "column title: Fill in this cell"),
        (";B;company;s", "column external_id: Fill in this cell"),
        ("2;B;verein?;s", "column kind"),
        ("1;B;company;s", "column external_id: Line 2 has the same id"),
        ("2;B;company;" + "s" * 301, "column summary"),
        ("2;B;company;s;mehr", "More cells than columns"),
        ("2;B\x00\x1b[31m;;s", "column kind"),
        ("x" * 256 + ";Beispiel;company;s", "255"),
    ],
)
def test_one_bad_row_never_loses_the_others(db, bad, words):
    report = run(HEAD, ROW, bad, "3;Drittes;Company;Auch gut.")
    assert report.counts() == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "skipped": 0,
        "rejected": 1,
    }
    assert report.outcomes[1].id == "Line 3"
    assert words in report.outcomes[1].reason


def test_only_what_differs_is_changed_and_empty_cells_leave_things_alone(db):
    kassel = make_municipality(name="Kassel", postcodes="34117", latitude=51.3)
    fulda = make_municipality(name="Fulda", postcodes="36037", latitude=50.5)
    head = f"{HEAD};website;postcode;tags;contact_label;phone"
    run(head, f"{ROW};https://a.example;34117;Metall;Vertrieb;0561 1")
    organisation = Organisation.objects.get()
    assert organisation.main_location().municipality == kassel
    assert run(head, f"{ROW};;;;;").counts()["unchanged"] == 1
    assert run(head, f"{ROW};;36037;Holz;Vertrieb;0561 2").counts()["changed"] == 1
    organisation = Organisation.objects.get()
    location = organisation.locations.get()
    assert (location.municipality, location.latitude, location.place) == (fulda, 50.5, "Fulda")
    assert organisation.website == "https://a.example"
    assert set(organisation.tags.names()) == {"Metall", "Holz"}
    assert organisation.contact_points.get().phone == "0561 2"


def test_ids_count_within_a_source(db):
    for source_name in ("a", "b"):
        import_organisations(lines(HEAD, ROW), source_name=source_name, now=NOW)
    assert Organisation.objects.count() == 2


def test_drafts_and_published_revisions_follow_the_import(db):
    run(HEAD, ROW)
    Organisation.objects.get().save_revision().publish()
    run(HEAD, ROW.replace("Musterwerk", "Neuwerk"))
    organisation = Organisation.objects.get()
    assert organisation.get_latest_revision_as_object().title == "Neuwerk"
    organisation.offers = "Noch nicht öffentlich."
    organisation.save_revision()
    run(f"{HEAD};postcode", ROW.replace("Musterwerk", "Altwerk") + ";34117")
    organisation = Organisation.objects.get()
    draft = organisation.get_latest_revision_as_object()
    assert (organisation.title, organisation.offers) == ("Altwerk", "")
    assert (draft.title, draft.offers) == ("Altwerk", "Noch nicht öffentlich.")
    assert organisation.locations.count() == 1
    assert draft.main_location().postcode == "34117"


def test_a_locked_record_is_left_alone(db):
    run(HEAD, ROW)
    Organisation.objects.update(locked=True)
    report = run(HEAD, ROW.replace("Musterwerk", "Neuwerk"))
    assert "locked" in report.outcomes[0].reason
    assert Organisation.objects.get().title == "Musterwerk"


# --- The command ------------------------------------------------------------------------------


def command(path, *options):
    out = StringIO()
    call_command("import_organisations", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mitglieder.csv"
    path.write_bytes(lines(f"{HEAD};postcode;tags", f"{ROW};34117;Metall", "2;B;company;s;1067"))
    return path


def test_a_dry_run_shows_the_same_counts_and_writes_nothing(
    db, file, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as queries:
        out = command(file, "--dry-run")
    words = {query["sql"].split()[0] for query in queries.captured_queries}
    assert not words & {"INSERT", "UPDATE", "DELETE"}
    assert Organisation.objects.count() == 0
    assert "nothing was written" in out
    counts = "1 new, 0 changed, 0 unchanged, 0 skipped, 1 rejected"
    assert counts in out
    assert counts in command(file, "--source", "mitglieder")
    assert Organisation.objects.get().source_name == "mitglieder"


def test_the_command_says_what_to_do(db, file):
    words = "column title: At least 3 characters; column postcode: A postcode has five digits"
    assert f"Line 3: {words}" in command(file)


def test_files_that_cannot_be_used_end_with_a_sentence(db, tmp_path):
    empty = tmp_path / "leer.csv"
    empty.write_bytes(b"")
    wrong = tmp_path / "falsch.csv"
    wrong.write_bytes(b"Name;Ort\nA;B")
    for path, words in ((empty, "empty"), (wrong, "external_id, title, kind, summary")):
        with pytest.raises(CommandError, match=words):
            command(path)
    for path in (tmp_path, "/dev/zero", tmp_path / "fehlt.csv"):
        with pytest.raises(CommandError, match="is not a file"):
            command(path)
    with pytest.raises(CommandError, match="name of the source"):
        command(empty, "--source", " ")
