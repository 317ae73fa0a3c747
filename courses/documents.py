"""What search knows about courses."""

from dataclasses import asdict
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import feeds
from courses.models import Course, CourseRun, DigComp, TaughtIn
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
    CourseRun.Format.BLENDED: [Format.BLENDED],  # one has to do both
    # Whoever looks for one of the two ways can take part.
    CourseRun.Format.HYBRID: [Format.ONSITE, Format.ONLINE, Format.HYBRID],
    CourseRun.Format.SELF_PACED: [Format.SELF_PACED],
}
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
            facets=(
                *("topic", "funding", "format", "kind", "audience", "language", "competence"),
                "organisation",
            ),
            sorts=("state", "date", "name", "newest"),
            default_sort="state",
            current=current_records,
            calendar=registry.Calendar(
                keys=feeds.keys, items=feeds.items, withdrawn=feeds.withdrawn
            ),
            further_forms=(
                registry.FurtherForm("table", _("Course table"), _("CSV with all that is known")),
                registry.FurtherForm("moochub", "MOOChub", _("JSON, for course portals")),
                registry.FurtherForm("openqcat", "openQ-cat", _("XML, as for KURSNET")),
            ),
            depends_on={
                "directory.organisation": ("owner",),
                "directory.topic": ("topics", "topics__parent"),
                "courses.courserun": ("runs",),
            },
        )
    )
    registry.register_choices("kind", Course.Kind)
    registry.register_choices("competence", DigComp)
    registry.register_choices("language", TaughtIn)


def current_records():
    """Without those that are over, the next run first; exact about states is only the index."""
    return records().not_over()


def records():
    return listing_records(Course, "runs")


def build(record, *, today=None):
    today = today or timezone.localdate()
    runs = list(record.runs.all())
    upcoming = [r for r in record.upcoming_runs(today=today) if r.state != r.State.CANCELLED]
    run, standing = record.next_run(today=today), record.standing(today=today)
    facets = {
        "kind": [record.kind],
        "format": [code for r in upcoming or runs for code in FORMATS[r.format]],
        "language": [record.taught_in or record.language],
        "funding": _funding(record, upcoming or runs, today),
        "competence": record.digcomp,
    }
    located = next((r for r in [run, *upcoming, *runs] if r and r.has_position), None)
    return Document(
        **listing_fields(
            record, organisers=[record.owner], facets=facets, words=_words(record, runs)
        ),
        body=body(
            *(record.description, record.target_group, record.prerequisites, record.exam),
            *(record.certificate, record.subsidy_note),
        ),
        **position(located),
        place=run.place if run and run.is_placed else "",
        **_dates(run, runs),
        is_available=not upcoming or any(r.is_open(today) for r in upcoming),
        rank=standing.rank,
        card=_card(record, run, len(upcoming), today),
    )


def _words(record, runs):
    places = [text for r in runs for text in (r.place, r.venue)]
    numbers = [r.number for r in runs]
    skills = [*map(str, record.digcomp_labels), *(skill.label for skill in record.skills)]
    kind = KIND_KEYWORDS[record.kind]
    return ["Kurs Weiterbildung Schulung", kind, *places, *numbers, *skills]


def _funding(record, runs, today):
    codes = [
        (Funding.FREE, any(run.price == 0 for run in runs)),
        (Funding.PAID, any(run.price or run.price_words for run in runs)),
        (Funding.SUBSIDISED, bool(record.subsidy_note)),
    ]
    facts = [Funding(fact.code) for fact in record.funding(today)]
    return [code for code, applies in codes if applies] + facts


def _dates(run, runs):
    """Dates of the run that stands best; past after the last, never when a run has no date."""
    last_days = [r.ends_on or r.starts_on for r in runs]
    fields = {"expires_at": end_of(max(last_days)) if runs and all(last_days) else None}
    if run and run.starts_on:
        fields["starts_at"] = start_of(run.starts_on)
        fields["ends_at"] = end_of(run.ends_on or run.starts_on)
    return fields


def _card(record, run, upcoming, today):
    """`dates` are those that `standing` asks for, so that the card is right on any day."""
    card = {
        "kind": in_both(Course.Kind(record.kind)),
        "funding": [[fact.code, in_both(Funding(fact.code))] for fact in record.funding(today)],
        "leave_until": iso(record.educational_leave_until),
        "units": record.teaching_units,
        "hours": None if record.hours is None else str(record.hours),
        "slug": record.slug,
        "owner": owner_title(record),
        "more_runs": max(upcoming - 1, 0),
        "has_run": run is not None,
    }
    if run:
        dates = asdict(run.dates)
        card |= {
            "first_day": iso(run.starts_on),
            "last_day": iso(run.ends_on),
            "place": run.place if run.is_placed else "",
            "format": in_both(CourseRun.Format(run.format)),
            "price": None if run.price is None else str(run.price),
            "price_words": run.price_words,
            "dates": {
                name: iso(value) if isinstance(value, date) else value
                for name, value in dates.items()
                if value is not None
            },
        }
    return card
