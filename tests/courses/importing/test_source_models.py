"""What the database itself refuses about sources of courses and their runs."""

import pytest

from courses.models import CourseImport, CourseMapping, CourseSource, ImportedCourse
from tests.constraints import breaks
from tests.courses.importing.provider import make_source

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/kurse.csv"


@pytest.fixture
def source():
    return make_source(address=ADDRESS)


def test_an_organisation_has_one_place_for_files_and_any_number_of_addresses(source):
    house = source.organisation
    make_source(address=ADDRESS, organisation=house)
    first = CourseSource.objects.for_files_of(house)
    assert CourseSource.objects.for_files_of(house) == first
    with breaks("courses_coursesource_one_for_files"):
        CourseSource.objects.create(organisation=house)


def test_a_uid_stands_once_in_a_source(source):
    ImportedCourse.objects.create(source=source, uid="1")
    ImportedCourse.objects.create(source=make_source(address=ADDRESS), uid="1")
    with breaks("courses_importedcourse_unique"):
        ImportedCourse.objects.create(source=source, uid="1")


def test_a_word_stands_once_in_a_source(source):
    CourseMapping.objects.create(source=source, kind="kind", text="Abend")
    CourseMapping.objects.create(source=source, kind="topic", text="Abend")
    with breaks("courses_coursemapping_unique"):
        CourseMapping.objects.create(source=source, kind="topic", text="Abend")


@pytest.mark.parametrize("first", ["queued", "running"])
@pytest.mark.parametrize("second", ["queued", "running"])
def test_one_run_of_a_source_is_active(source, first, second):
    CourseImport.objects.create(source=source, purpose="trial", trigger="person", state="done")
    CourseImport.objects.create(source=source, purpose="trial", trigger="person", state=first)
    with breaks("courses_courseimport_one_active"):
        CourseImport.objects.create(source=source, purpose="trial", trigger="clock", state=second)
