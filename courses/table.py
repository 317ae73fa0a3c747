"""A course as rows of the table that an import takes, one for each run; docs/courses.md."""

from __future__ import annotations

from collections.abc import Iterator

from courses.importing.stored_values import FIELDS, RUN_FIELDS, stored
from courses.models import Course, CourseRun
from search.outputs.rows import guarded

# Both texts of a number or a phrase may begin with a sign that a spreadsheet calculates.
HEADER = ("course_id", *FIELDS, "topics", "tags", *RUN_FIELDS)


def id_of(course: Course) -> str:
    """Its id in the source from which it came, else its short name, which stays as well."""
    return course.external_id or course.slug


def table_rows(course: Course) -> Iterator[list[str]]:
    """One row for each run that is not over; one alone for a course without any."""
    about = [guarded(id_of(course))]
    about += [_text(getattr(course, name)) for name in FIELDS]
    about.append("|".join(topic.slug for topic in course.topic_list))
    about.append("|".join(sorted((item.tag.name for item in course.tag_list), key=str.casefold)))
    for run in course.upcoming_runs() or [None]:
        yield [*about, *_run(run)]


def _run(run: CourseRun | None) -> list[str]:
    if run is None:
        return [""] * len(RUN_FIELDS)
    return [_text(getattr(run, name)).replace("\n", " | ") for name in RUN_FIELDS]


def _text(value: object) -> str:
    value = stored(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return "|".join(map(str, value))
    return guarded(str(value))
