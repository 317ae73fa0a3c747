"""Courses in the own area of an organisation."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Course
from directory.own_area.kinds import OwnKind, register
from directory.own_area.record_form import ENGLISH, TEXT, TIMES, Group, RecordForm, fields_of
from directory.own_area.rows import PlaceRow, rows
from directory.templatetags.record_tags import day_range

GROUPS = (
    Group(
        "what",
        gettext_lazy("What one learns"),
        (
            *("owner", "title", "kind", "level", "teaching_units", "hours", "taught_in"),
            *("summary", "target_group", "prerequisites"),
        ),
    ),
    Group(
        "runs",
        gettext_lazy("When and where"),
        help=gettext_lazy("Each run of the course. Without dates it can be begun at any time."),
        rows="runs",
    ),
    Group("end", gettext_lazy("Exam and certificate"), ("exam", "certificate")),
    Group(
        "funding",
        gettext_lazy("Who helps to pay"),
        (
            *("azav", "measure_number", "education_voucher", "employee_training"),
            *("qualification_allowance", "educational_leave", "educational_leave_until"),
            *("upgrading_grant", "subsidy_note"),
        ),
    ),
    Group(
        "skills",
        gettext_lazy("Skills in European words"),
        ("digcomp", "esco_skills"),
        help=gettext_lazy("So that programs of others can sort the course. You may leave it out."),
        folded=True,
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
                *("postcode", "place", "price", "price_words", "price_includes", "places"),
                *("places_left", "enrolment_from", "enrolment_until", "enrolment_url", "number"),
                *("accessibility", "sessions"),
                form=PlaceRow,
            )
        }


def _line(course):
    run = course.next_run()
    if run is None:
        return _("no date to come")
    return day_range(run.starts_on, run.ends_on) if run.starts_on else _("at any time")


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
        more=((gettext_lazy("Looked for in vain"), "courses_wanted"),),
    )
)
