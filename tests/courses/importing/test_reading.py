"""Files of every kind, well-meant and hostile, as the process that reads them gives them back."""

import pytest

from courses.importing.moochub_file import read_json
from courses.importing.reading import kind_of, read
from courses.importing.table_file import read_rows
from courses.importing.words import Unreadable, plain, read_day, read_hours, read_price
from courses.importing.xml_file import read_xml
from directory.importing.text import FileProblem
from tests.courses.importing import files


# --- Single values ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120,00 €", ("120.00", "")),
        ("EUR 1.200,50", ("1200.50", "")),
        ("1 200", ("1200.00", "")),
        ("89,-", ("89.00", "")),
        ("kostenfrei", ("0.00", "")),
        ("a. A.", (None, "a. A.")),
        ("auf Anfrage", (None, "auf Anfrage")),
        ("ab 90 €", (None, "ab 90 €")),
        ("90 € / erm. 60 €", (None, "90 € / erm. 60 €")),
        ("", (None, "")),
    ],
)
def test_a_price_is_an_amount_or_stays_in_words(text, expected):
    assert read_price(text) == expected


def test_a_negative_price_is_refused():
    with pytest.raises(Unreadable):
        read_price("-5 €")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.3.2047", "2047-03-01"),
        ("Mo, 01.03.47", "2047-03-01"),
        ("2047-03-01T10:00:00Z", "2047-03-01"),
        (" ", None),
    ],
)
def test_days_are_read_as_they_are_written(text, expected):
    assert read_day(text) == expected


@pytest.mark.parametrize("text", ["31.02.2047", "31.02.", "morgen", "1.3.0047", "2047-13-01"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Unreadable):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("PT12H30M", "12.50"), ("7,5 h", "7.50"), ("8", "8.00"), ("P2W", None), ("viele", None)],
)
def test_hours(text, expected):
    assert read_hours(text) == expected


def test_html_becomes_paragraphs_and_lists():
    text = "<p>Eins&nbsp;&amp; zwei</p><ul><li>a<li>b</ul><script>x()</script><b>c"
    assert plain(text) == "Eins & zwei\n\n- a\n- b\n\nc"


# --- Tables -----------------------------------------------------------------------------------
def test_a_table_of_a_course_program_is_understood():
    row = "W1;Löten;06.03.2047;07.03.2047;a. A.;Werkstatt;34117;Kassel;12;ja;10"
    (course,) = read_rows(files.table(row)).courses
    assert (course.uid, course.values["teaching_units"]) == ("W1", 12)
    assert course.values["educational_leave"] is True
    (run,) = course.runs
    assert (run["starts_on"], run["price_words"], run["places"]) == ("2047-03-06", "a. A.", 10)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_of_a_table_is_found_out(encoding):
    data = files.table("1;Löten für Anfänger;;;;;;;;;").decode().encode(encoding)
    assert read_rows(data).courses[0].title == "Löten für Anfänger"


def test_rows_with_one_number_and_title_are_runs_of_one_course():
    header = "course_id;title;number;starts_on"
    file = read_rows(files.table("A;Kurs A;1;2047-01-05", "A;Kurs A;2;2047-02-05", header=header))
    (course,) = file.courses
    assert [run["number"] for run in course.runs] == ["1", "2"]
    assert not file.refused


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("7;Kurs;31.02.2047;;;;;;;;", "31.02.2047"),
        ("7;Kurs;05.03.2047;01.03.2047;;;;;;;", "2047-03-01"),
        ("7;;05.03.2047;;;;;;;;", "Titel"),
        ("7;Kurs;05.03.2047;;-3;;;;;;", "negativ"),
        ("7;Kurs;;;;;;;;vielleicht;", "vielleicht"),
        ("5;Ein anderer Titel;;;;;;;;;", "schon Zeile 2"),
        ("5;Guter Kurs;01.01.2047;;;;;;;;", "schon in Zeile 2"),
    ],
)
def test_a_broken_row_is_refused_by_line_and_number_and_the_rest_is_in(row, reason):
    good = "5;Guter Kurs;01.01.2047;;;;;;;;"
    file = read_rows(files.table(good, row, "6;Noch einer;;;;;;;;;"))
    assert [course.uid for course in file.courses] == ["5", "6"]
    (refused,) = file.refused
    assert refused.id.startswith("Zeile 3 (")
    assert reason in refused.reason
    assert file.is_whole


def test_of_a_course_with_a_broken_run_no_other_run_is_gone():
    header = "course_id;title;starts_on"
    file = read_rows(files.table("A;Kurs A;2047-01-05", "A;Kurs A;31.02.", header=header))
    assert file.courses[0].keeps_runs


# --- MOOChub ----------------------------------------------------------------------------------
def test_a_mooc_is_understood():
    skills = [
        {"name": [], "educationalFramework": "DigComp", "shortCode": "4.2"},
        {
            "name": [{"inLanguage": "de", "name": "Python"}],
            "educationalFramework": "ESCO",
            "targetUrl": "http://data.europa.eu/esco/skill/ccd0",
        },
    ]
    (course,) = read_json(files.moochub(files.mooc(teaches=skills))).courses
    assert course.values["description"] == "Erster Satz.\n\n- eins\n- zwei"
    assert course.values["hours"] == "12.50"
    assert (course.values["taught_in"], course.values["digcomp"]) == ("en", ["4.2"])
    assert course.values["esco_skills"] == "http://data.europa.eu/esco/skill/ccd0 Python"
    assert course.runs == [{"format": "self_paced", "enrolment_url": "https://mooc.example/1"}]
    assert course.tags == ["KI", "Ethik"]


def test_several_starts_are_several_runs():
    dates = {"startDate": ["2047-01-01T00:00:00Z", "2047-03-01T00:00:00Z"]}
    dates["endDate"] = ["2047-01-31T00:00:00Z", "2047-03-31T00:00:00Z"]
    (course,) = read_json(files.moochub(files.mooc(courseCode="x", **dates))).courses
    assert [run["ends_on"] for run in course.runs] == ["2047-01-31", "2047-03-31"]


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "Course"},
        "text",
        None,
        files.mooc(1),
        files.mooc(3, name=None),
        files.mooc(3, startDate=["2047-02-31T00:00:00Z"]),
        {"id": "3", "attributes": ["x"]},
    ],
)
def test_one_broken_mooc_loses_no_other(broken):
    file = read_json(files.moochub(files.mooc(1), broken, files.mooc(2)))
    assert len(file.courses) == 2
    assert len(file.refused) == 1


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"data": 5}', b"\xff{", b"[" * 9000])
def test_what_is_no_moochub_is_refused_as_a_whole(data):
    with pytest.raises(FileProblem):
        read_json(data)


# --- XML --------------------------------------------------------------------------------------
def test_records_of_a_course_program_are_understood():
    (course,) = read_xml(files.kufer(files.KUFER)).courses
    assert (course.uid, course.title) == ("W1034", "Löten für Anfänger – Ein Wochenende")
    assert course.values["target_group"] == "Alle"
    (run,) = course.runs
    assert run["sessions"] == "2047-03-06 10:00–16:00\n2047-03-07 10:00–13:00"
    assert (run["state"], run["price_words"], run["venue"]) == ("full", "a. A.", "Werkstatt")


def test_an_offer_and_its_dates_are_one_course():
    for services in ((files.OFFER, files.DATE), (files.DATE, files.OFFER)):
        (course,) = read_xml(files.openqcat(*services)).courses
        assert (course.uid, course.title) == ("17", "Lagerlogistik")
        assert (course.values["azav"], course.values["measure_number"]) == (True, "435/1/2047")
        (run,) = course.runs
        assert (run["number"], run["format"], run["price"]) == ("17-V1", "blended", "1200.00")
        assert (run["starts_on"], run["ends_on"]) == ("2047-03-01", "2047-05-31")


@pytest.mark.parametrize("data", [files.BOMB, files.OUTSIDE])
def test_entities_are_refused(data):
    with pytest.raises(FileProblem, match="Entitäten"):
        read_xml(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<kurse><kurs><titel>x</kurs></kurse>",
        b"<html><body>Wartung</body></html>",
        b"<" * 5000,
        b"<kurse>" + b"<a>" * 5000,
        b'<?xml version="1.0" encoding="klingon"?><kurse/>',
        '<?xml version="1.0" encoding="utf-8"?><kurse><kurs>ä</kurs></kurse>'.encode("latin-1"),
    ],
)
def test_what_is_no_xml_of_courses_is_refused_as_a_whole(data):
    with pytest.raises(FileProblem):
        read_xml(data)


# --- In a process of its own ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (files.moochub(files.mooc()), "moochub"),
        (files.openqcat(files.OFFER), "xml"),
        (files.kufer(files.KUFER), "xml"),
        (files.table("1;Kurs eins;;;;;;;;;"), "csv"),
    ],
)
def test_the_beginning_tells_the_kind_and_the_child_gives_the_same(data, kind):
    assert kind_of(data) == kind
    file = read(data)
    assert len(file.courses) == 1
    assert file.courses[0].digest == file.courses.marks[0][1]


@pytest.mark.parametrize("kind", ["csv", "moochub", "kufer", "openqcat"])
def test_500_courses_of_every_kind_are_read_whole(kind):
    numbers = range(1, 501)
    data = {
        "csv": lambda: files.many_rows(500),
        "moochub": lambda: files.moochub(*map(files.mooc, numbers)),
        "kufer": lambda: files.kufer(*(files.KUFER.replace("W1034", f"W{n}") for n in numbers)),
        "openqcat": lambda: files.openqcat(
            *((files.OFFER + files.DATE).replace(">17", f">{n}0017") for n in numbers)
        ),
    }[kind]()
    file = read(data)
    assert (len(file.courses), file.refused, file.is_whole) == (500, [], True)
    assert all(course.runs for course in file.courses)


def test_the_child_says_what_is_wrong_in_words():
    with pytest.raises(FileProblem, match="Entitäten"):
        read(files.BOMB)
