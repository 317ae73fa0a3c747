"""Courses in the formats of portals: what they say, and that nothing is lost on the way round."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from defusedxml import ElementTree
from django.utils import timezone
from icalendar import Calendar
from jsonschema import Draft7Validator, FormatChecker

from courses.importing import runs
from courses.importing.reading import kind_of
from courses.models import Course
from search import outbox
from tests.factories import make_course, make_municipality, make_organisation, make_run, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
MOOCHUB = json.loads(Path(__file__).with_name("moochub-3.json").read_text())
FORMS = ("moochub.json", "openqcat.xml", "kurse.csv")
ESCO = "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d Python"


def on(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def house():
    make_municipality(short_name="Kassel", postcodes="34117")
    return make_organisation(title="Akademie & Söhne")


@pytest.fixture
def courses(house):
    """Courses with much, with little and with nothing to tell."""
    much = make_course(
        owner=house,
        title="Löten <für> Profis",
        description="Erster Absatz & mehr.\n\n- eins\n- zwei",
        tags=["Löten", "Technik"],
        topics=[make_topic(slug="metall", title="Metall")],
        teaching_units=40,
        certificate="Zertifikat",
        exam="Kammer",
        target_group="Alle",
        prerequisites="Keine",
        digcomp=["1.2", "4.2"],
        esco_skills=ESCO,
        azav=True,
        education_voucher=True,
        measure_number="435/1/2047",
        educational_leave=True,
        educational_leave_until=on(400),
        subsidy_note="=1+1",
        kind="certificate_course",
        level="basic",
    )
    day = on(20)
    make_run(
        much,
        starts_on=day,
        ends_on=on(21),
        postcode="34117",
        price=Decimal("1200.50"),
        price_includes="Mittagessen; Unterlagen",
        places=12,
        places_left=3,
        number="-47",
        schedule="9–16 Uhr",
        enrolment_from=on(-5),
        enrolment_until=on(15),
        enrolment_url="https://kurs.example/1?a=1&b=2",
        sessions=f"{day} 09:00–16:00 Erster Tag\n{on(21)} 09:00–12:00",
        accessibility="Aufzug",
    )
    make_run(much, starts_on=on(60), ends_on=on(62), format="online", price_words="a. A.")
    make_course(owner=house, title="Ohne Termin")
    any_time = make_course(owner=house, title="Jederzeit", hours=Decimal("12.5"), taught_in="en")
    make_run(
        any_time, starts_on=None, ends_on=None, format="self_paced", price=0, venue="", place=""
    )
    outbox.rebuild()
    return much


def export(client, form):
    answer = client.get(f"/weiterbildung/{form}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


# --- Round trips ------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMS)
def test_what_is_exported_imported_and_exported_again_is_the_same(client, courses, form):
    owner = courses.owner
    first = export(client, form)
    for course in Course.objects.all():
        course.delete()
    run = runs.import_now(organisation=owner, data=first, file_name=form)
    assert run.counts == {"new": 3}
    outbox.rebuild()
    assert comparable(export(client, form)) == comparable(first)


def comparable(data):
    """Without the moment of the export."""
    if kind_of(data) == "xml":
        root = ElementTree.fromstring(data)
        root.find("HEADER/CATALOG").remove(root.find("HEADER/CATALOG/GENERATION_DATE"))
        return sorted(ElementTree.tostring(each) for each in root.iter("SERVICE"))
    return data


def test_our_table_loses_nothing_at_all(client, courses):
    names = {field.name for field in Course._meta.fields} - KEPT_APART
    before = {course.title: values(course, names) for course in Course.objects.all()}
    first = export(client, "kurse.csv")
    owner = courses.owner
    for course in Course.objects.all():
        course.delete()
    runs.import_now(organisation=owner, data=first, file_name="kurse.csv")
    after = {course.title: values(course, names) for course in Course.objects.all()}
    assert after == before


KEPT_APART = {
    *("id", "source", "source_name", "external_id", "confirmed_on", "confirmed_by", "updated_at"),
    *("created_at", "first_published_at", "last_published_at", "latest_revision", "locked_at"),
}
RUN_APART = {"id", "course", "municipality"}


def values(course, names):
    found = {name: getattr(course, name) for name in names}
    found["runs"] = [
        {f.name: getattr(run, f.name) for f in run._meta.fields if f.name not in RUN_APART}
        for run in course.runs.all()
    ]
    found["tags"] = sorted(tag.name for tag in course.tags.all())
    found["topics"] = [topic.slug for topic in course.topics.all()]
    return found


# --- What the formats say ---------------------------------------------------------------------
def problems(data):
    """What the schema of MOOChub says against it."""
    found = Draft7Validator(MOOCHUB, format_checker=FormatChecker()).iter_errors(data)
    return [f"{error.json_path}: {error.message}" for error in found]


def test_moochub_is_valid_by_its_schema(client, courses):
    data = json.loads(export(client, "moochub.json"))
    assert len(data["data"]) == 3
    assert problems(data) == []
    (much,) = [each for each in data["data"] if each["attributes"]["name"].startswith("Löten")]
    about = much["attributes"]
    assert about["duration"] == "PT30H"
    assert about["offer"][0]["price"] == 1200.5
    assert about["contentLocation"]["address"]["city"] == "Kassel"
    assert {skill["educationalFramework"] for skill in about["teaches"]} == {"DigComp", "ESCO"}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("publisher", {"name": "Akademie"}),
        ("url", "kein Link"),
        ("startDate", ["2027-01-13"]),
        ("courseMode", ["vor Ort"]),
        ("duration", "12 Stunden"),
        ("license", []),
        ("teaches", [{"name": "Python"}]),
        ("keywords", ["Löten", "Löten"]),
    ],
)
def test_the_schema_finds_what_is_wrong(client, courses, name, wrong):
    data = json.loads(export(client, "moochub.json"))
    data["data"][0]["attributes"][name] = wrong
    found = problems(data)
    assert found
    assert all(each.startswith(f"$.data[0].attributes.{name}") for each in found)


def test_openqcat_is_well_formed_and_says_that_it_is_not_validated(client, courses):
    data = export(client, "openqcat.xml")
    assert b"Not validated" in data
    root = ElementTree.fromstring(data)
    kinds = [each.get("type") for each in root.iter("EDUCATION")]
    assert sorted(kinds) == ["false"] * 3 + ["true"] * 3
    assert root.get("version") == "1.1"


def test_no_spreadsheet_calculates_with_the_table(client, courses):
    data = export(client, "kurse.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data), delimiter=";"))
    (row,) = [row for row in rows if row["number"]]
    assert (row["subsidy_note"], row["number"]) == ("'=1+1", "'-47")


@pytest.mark.parametrize("form", FORMS)
def test_filters_count_in_every_form(client, courses, form):
    html = client.get("/weiterbildung/?funding=azav").content.decode()
    assert f'/weiterbildung/{form}?funding=azav"' in html
    data = export(client, f"{form}?funding=azav").decode()
    assert "Löten" in data
    assert "Jederzeit" not in data


def test_the_dates_of_courses_can_be_subscribed_to(client, courses):
    answer = client.get("/weiterbildung/kalender.ics")
    calendar = Calendar.from_ical(b"".join(answer))
    found = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
    assert str(found["Löten <für> Profis: Erster Tag"]["location"]).endswith("34117 Kassel")
    whole = [e for e in calendar.walk("VEVENT") if e.decoded("dtstart") == on(60)]
    assert whole[0].decoded("dtend") == on(63)
    assert len(calendar.walk("VEVENT")) == 3


@pytest.mark.parametrize("form", FORMS)
def test_the_number_of_queries_does_not_grow(client, house, form, django_assert_max_num_queries):
    for times in (1, 9):
        for _ in range(times):
            make_run(make_course(owner=house, tags=["a"], topics=[make_topic()]))
        outbox.rebuild()
        export(client, form)
        with django_assert_max_num_queries(8):
            export(client, form)
