"""Demo content: courses and their runs."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from courses.models import Course, CourseRun
from directory.demo.records import day, remove_records, save_record
from hub.demo.rows import read

COPIED = (
    *("kind", "level", "exam", "certificate", "prerequisites", "target_group", "taught_in"),
    *("digcomp", "esco_skills", "azav", "measure_number", "education_voucher"),
    *("educational_leave", "upgrading_grant", "qualification_allowance", "employee_training"),
    "subsidy_note",
)
COPIED_RUN = (
    *("number", "schedule", "format", "venue", "accessibility", "street", "postcode", "place"),
    *("price_words", "price_includes", "places", "places_left", "state", "enrolment_url"),
)


def load(today):
    rows = read(Path(__file__).with_name("courses.toml"))["course"]
    for number, row in enumerate(rows):
        save_course(row, today, number)
    return {"courses": len(rows), "runs": sum(len(row["runs"]) for row in rows)}


def save_course(row, today, number):
    course = save_record(
        Course,
        row,
        today=today,
        age=number % 60,
        teaching_units=row.get("hours"),
        educational_leave_until=_in_days(today, row, "leave_days"),
        **{name: row[name] for name in COPIED if name in row},
    )
    if course is None:
        return
    for run in row["runs"]:
        _save_run(course, run, today)


def _save_run(course, row, today):
    starts_on = day(today, row["in_days"]) if "in_days" in row else None
    ends_on = starts_on + timedelta(days=row.get("days", 1) - 1) if starts_on else None
    before = row.get("enrolment_days_before")
    CourseRun.objects.create(
        course=course,
        starts_on=starts_on,
        ends_on=ends_on,
        sessions=_sessions(starts_on, ends_on, row["clock"]) if "clock" in row else "",
        enrolment_from=_in_days(today, row, "enrolment_in_days"),
        enrolment_until=starts_on - timedelta(days=before) if starts_on and before else None,
        price=Decimal(str(row["price"])) if "price" in row else None,
        **{name: row[name] for name in COPIED_RUN if name in row},
    )


def _in_days(today, row, name):
    return today + timedelta(days=row[name]) if name in row else None


def _sessions(first, last, clock):
    """A unit on each working day."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return "\n".join(f"{each} {clock}" for each in days if each.weekday() < 5)


def remove():
    return {"courses": remove_records(Course)}
