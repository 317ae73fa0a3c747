"""Courses in the own area of an organisation."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Course
from directory.own_area.kinds import OwnKind, register
from directory.own_area.record_form import ENGLISH, TEXT, TIMES, Group, RecordForm, fields_of
from directory.own_area.rows import PlaceRow, rows

GROUPS = (
    Group(
        "what",
        gettext_lazy("What one learns"),
        ("owner", "title", "kind", "level", "teaching_units", "summary"),
    ),
    Group(
        "runs",
        gettext_lazy("When and where"),
        help=gettext_lazy("Each run of the course. Without dates it can be begun at any time."),
        rows="runs",
    ),
    Group(
        "terms",
        gettext_lazy("Certificate and funding"),
        ("certificate", "prerequisites", "educational_leave", "azav", "subsidy_note"),
    ),
    TEXT,
    ENGLISH,
    TIMES,
)


class OwnCourseForm(RecordForm):
    groups = GROUPS

    class Meta(RecordForm.Meta):
        model = Course
        fields = fields_of(GROUPS)
        formsets = {
            "runs": rows(
                *("starts_on", "ends_on", "schedule", "state", "format", "venue", "street"),
                *("postcode", "place", "price", "places", "places_left", "enrolment_until"),
                "enrolment_url",
                form=PlaceRow,
            )
        }


def _line(course):
    run = course.next_run()
    if run is None:
        return _("no date to come")
    return date_format(run.starts_on, "SHORT_DATE_FORMAT") if run.starts_on else _("at any time")


register(
    OwnKind(
        name="course",
        label_plural=gettext_lazy("Courses"),
        new_label=gettext_lazy("New course"),
        empty=gettext_lazy("No course yet. What you enter here is found by the whole region."),
        model=Course,
        form=OwnCourseForm,
        records=lambda: Course.objects.prefetch_related("runs"),
        line=_line,
        not_copied=("go_live_at", "expire_at"),
    )
)
