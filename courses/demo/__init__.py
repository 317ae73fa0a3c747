"""Demo content: courses and their runs."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from courses.models import Course, CourseRun
from directory.demo.records import day, remove_records, save_record
from hub.demo.rows import read

COPIED = (
    "kind",
    "level",
    "certificate",
    "prerequisites",
    "educational_leave",
    "azav",
    "subsidy_note",
)
COPIED_RUN = (
    "schedule",
    "format",
    "venue",
    "street",
    "postcode",
    "place",
    "places",
    "places_left",
    "state",
    "enrolment_url",
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
        **{name: row[name] for name in COPIED if name in row},
    )
    if course is None:
        return
    for run in row["runs"]:
        starts_on = day(today, run["in_days"]) if "in_days" in run else None
        before = run.get("enrolment_days_before")
        CourseRun.objects.create(
            course=course,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=run.get("days", 1) - 1) if starts_on else None,
            enrolment_until=starts_on - timedelta(days=before) if starts_on and before else None,
            price=Decimal(str(run["price"])) if "price" in run else None,
            **{name: run[name] for name in COPIED_RUN if name in run},
        )


def remove():
    return {"courses": remove_records(Course)}
