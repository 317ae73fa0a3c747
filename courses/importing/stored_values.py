"""Fields of a course and of its runs as JSON, as they are kept between two imports, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from courses.models import Course, CourseRun

FIELDS = (
    *("title", "summary", "description", "title_en", "summary_en", "description_en", "language"),
    *("kind", "level", "teaching_units", "hours", "exam", "certificate", "prerequisites"),
    *("target_group", "taught_in", "digcomp", "esco_skills", "azav", "measure_number"),
    *("education_voucher", "educational_leave", "educational_leave_until", "upgrading_grant"),
    *("qualification_allowance", "employee_training", "subsidy_note", "audiences", "licence"),
)
RUN_FIELDS = (
    *("number", "starts_on", "ends_on", "schedule", "sessions", "format", "venue"),
    *("accessibility", "street", "postcode", "place", "price", "price_words", "price_includes"),
    *("places", "places_left", "enrolment_from", "enrolment_until", "enrolment_url", "state"),
)
RUNS, TAGS, TOPICS = "runs", "tags", "topics"
WORDS = (TAGS, TOPICS)
EMPTY = (None, "", [])


def stored(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def stored_course(course: Course) -> dict[str, Any]:
    """How a course is now, as far as an import may change it."""
    values = {name: stored(getattr(course, name)) for name in FIELDS}
    return values | {
        RUNS: in_order([stored_run(run) for run in course.runs.all()]),
        TAGS: sorted((tag.name for tag in course.tags.all()), key=str.casefold),
        TOPICS: sorted(topic.pk for topic in course.topics.all()),
    }


def stored_run(run: CourseRun) -> dict[str, Any]:
    """Without what is empty or as it is by default, so that files and rows compare."""
    values = {name: stored(getattr(run, name)) for name in RUN_FIELDS}
    return {
        name: value
        for name, value in values.items()
        if value not in EMPTY and value != CourseRun._meta.get_field(name).get_default()
    }


def set_fields(course: Course, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(course, name, Course._meta.get_field(name).to_python(value))


def new_run(values: Mapping[str, Any]) -> CourseRun:
    run = CourseRun()
    set_run(run, values)
    return run


def set_run(run: CourseRun, values: Mapping[str, Any]) -> None:
    """Let a run be as stored values say; the position follows from a new address."""
    address = (run.street, run.postcode, run.place)
    for name in RUN_FIELDS:
        field = CourseRun._meta.get_field(name)
        setattr(run, name, field.to_python(values[name]) if name in values else field.get_default())
    if address != (run.street, run.postcode, run.place):
        run.municipality = run.latitude = run.longitude = None


def in_order(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(runs, key=lambda run: (run.get("starts_on") or "9", run.get("number", "")))


def key_of(run: Mapping[str, Any]) -> tuple[Any, ...]:
    """By what a run is known again: its number, else its start, format and place."""
    if run.get("number"):
        return ("number", run["number"])
    return (*_moment_of(run), run.get("venue"), run.get("place"))


def same_runs(
    here: Sequence[Mapping[str, Any]], said: Sequence[Mapping[str, Any]]
) -> dict[int, int]:
    """Which runs are the same: place among those said → place among those here.

    Where the keys differ, the only one left at a moment is the same: its address became known.
    """
    keys = {key_of(run): place for place, run in enumerate(here)}
    found = {place: keys.pop(key) for place, run in enumerate(said) if (key := key_of(run)) in keys}
    left = _by_moment(here, set(found.values()))
    for moment, places in _by_moment(said, found.keys()).items():
        others = left.get(moment, [])
        if len(places) == len(others) == 1:
            found[places[0]] = others[0]
    return found


def _by_moment(
    runs: Sequence[Mapping[str, Any]], known: Collection[int]
) -> dict[tuple[Any, ...], list[int]]:
    found: dict[tuple[Any, ...], list[int]] = {}
    for place, run in enumerate(runs):
        if place not in known and not run.get("number"):
            found.setdefault(_moment_of(run), []).append(place)
    return found


def _moment_of(run: Mapping[str, Any]) -> tuple[Any, ...]:
    return ("start", run.get("starts_on"), run.get("format"))
