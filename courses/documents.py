"""What search knows about courses."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Course, CourseRun
from directory.documents import (
    Format,
    Funding,
    body,
    end_of,
    in_both,
    iso,
    listing_fields,
    listing_records,
    owner_title,
    position,
    start_of,
)
from search import registry
from search.documents import Document

FORMATS = {
    CourseRun.Format.ONSITE: [Format.ONSITE],
    CourseRun.Format.ONLINE: [Format.ONLINE],
    # Whoever looks for one of the two ways can take part.
    CourseRun.Format.HYBRID: [Format.ONSITE, Format.ONLINE, Format.HYBRID],
    CourseRun.Format.SELF_PACED: [Format.SELF_PACED],
}
PLACED = {CourseRun.Format.ONSITE, CourseRun.Format.HYBRID}
# What people type for a kind; German, because it is searched, never shown.
KIND_KEYWORDS = {
    Course.Kind.SEMINAR: "Seminar",
    Course.Kind.CERTIFICATE: "Zertifikatslehrgang Lehrgang Zertifikat",
    Course.Kind.UPGRADING: "Aufstiegsfortbildung Fortbildung",
    Course.Kind.RETRAINING: "Umschulung",
    Course.Kind.LANGUAGE: "Sprachkurs",
    Course.Kind.E_LEARNING: "E-Learning Online-Kurs",
    Course.Kind.EXAM: "Prüfungsvorbereitung",
}


def register():
    registry.register(
        registry.DocumentType(
            name="course",
            label=_("Course"),
            label_plural=_("Courses"),
            model=Course,
            records=records,
            build=build,
            card_template="courses/course_card.html",
            list_url_name="course_list",
            facets=("topic", "kind", "audience", "format", "funding", "organisation"),
            sorts=("date", "name", "newest"),
            default_sort="date",
            depends_on={
                "directory.organisation": ("owner",),
                "directory.topic": ("topics", "topics__parent"),
                "courses.courserun": ("runs",),
            },
        )
    )
    registry.register_choices("kind", Course.Kind)


def records():
    return listing_records(Course, "runs")


def build(record, *, today=None):
    today = today or timezone.localdate()
    runs = list(record.runs.all())
    upcoming = [r for r in record.upcoming_runs(today=today) if r.state != r.State.CANCELLED]
    run = record.next_run(today=today)
    facets = {
        "kind": [record.kind],
        "format": [code for r in upcoming or runs for code in FORMATS[r.format]],
        "language": [record.language],
        "funding": _funding(record, upcoming or runs),
    }
    places = [text for r in runs for text in (r.place, r.venue)]
    words = ["Kurs Weiterbildung Schulung", KIND_KEYWORDS[record.kind], *places]
    located = next((r for r in [run, *upcoming, *runs] if r and r.has_position), None)
    return Document(
        **listing_fields(record, organisers=[record.owner], facets=facets, words=words),
        body=body(
            record.description, record.prerequisites, record.certificate, record.subsidy_note
        ),
        **position(located),
        place=run.place if run and run.format in PLACED else "",
        **_dates(run, runs),
        is_available=not upcoming or any(r.is_open(today) for r in upcoming),
        card=_card(record, run, len(upcoming), today),
    )


def _funding(record, runs):
    codes = [
        (Funding.FREE, any(run.price == 0 for run in runs)),
        (Funding.PAID, any(run.price for run in runs)),
        (Funding.SUBSIDISED, bool(record.subsidy_note)),
        (Funding.EDUCATIONAL_LEAVE, record.educational_leave),
        (Funding.AZAV, record.azav),
    ]
    return [code for code, applies in codes if applies]


def _dates(run, runs):
    """Dates of the next run; past after the last one, never when a run has no date."""
    last_days = [r.ends_on or r.starts_on for r in runs]
    fields = {"expires_at": end_of(max(last_days)) if runs and all(last_days) else None}
    if run and run.starts_on:
        fields["starts_at"] = start_of(run.starts_on)
        fields["ends_at"] = end_of(run.ends_on or run.starts_on)
    return fields


def _card(record, run, upcoming, today):
    card = {
        "kind": in_both(Course.Kind(record.kind)),
        "educational_leave": record.educational_leave,
        "azav": record.azav,
        "owner": owner_title(record),
        "more_runs": max(upcoming - 1, 0),
        "has_run": run is not None,
    }
    if run:
        card |= {
            "first_day": iso(run.starts_on),
            "last_day": iso(run.ends_on),
            "place": run.place if run.format in PLACED else "",
            "format": in_both(CourseRun.Format(run.format)),
            "price": None if run.price is None else str(run.price),
            "state": run.state,
            "state_words": in_both(CourseRun.State(run.state)),
            "is_open": run.is_open(today),
        }
    return card
