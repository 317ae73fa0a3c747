"""Courses side by side: what each says about the same question, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.funding_facts import EDUCATIONAL_LEAVE, FACTS
from courses.models import Course, CourseRun
from courses.standing import Standing
from courses.templatetags.course_tags import duration, run_price
from directory.templatetags.record_tags import day, day_range

MOST = 4
DATE, COST, CONTENT, FUNDING = (
    gettext_lazy("Date and place"),
    gettext_lazy("Cost"),
    gettext_lazy("What it is about"),
    gettext_lazy("Who helps to pay"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What every course says to one question; an empty text means that it says nothing.

    `is_text` marks words of the providers in the language of the course.
    """

    group: str
    label: str
    cells: tuple[str, ...]
    is_text: bool = False

    @property
    def differs(self) -> bool:
        return len(set(self.cells)) > 1


Write = Callable[[Course, CourseRun | None], str]


def rows(courses: Sequence[Course], *, today: date) -> Iterator[Row]:
    """The questions that at least one of the courses answers, in their order."""
    runs = [course.next_run(today=today) for course in courses]
    for group, label, write, is_text in _questions(today):
        cells = tuple(write(*pair) for pair in zip(courses, runs, strict=True))
        if any(cells):
            yield Row(str(group), str(label), cells, is_text)


def _questions(today: date) -> Iterator[tuple[object, object, Write, bool]]:
    """(group, label, what a course and its best run say, whether it is the provider's own text)"""
    yield DATE, _("Next run"), lambda c, r: _when(r), False
    yield DATE, _("Can be booked?"), lambda c, r: capfirst(c.standing(today=today).label), False
    yield DATE, _("Enrolment"), lambda c, r: _enrolment(r), False
    yield DATE, _("Places left"), lambda c, r: _places(r, today), False
    yield DATE, _("Further dates"), lambda c, r: _further(c, r, today), False
    yield DATE, _("Times"), lambda c, r: r.schedule if r else "", True
    yield DATE, _("Where and how"), lambda c, r: r.get_format_display() if r else "", False
    yield DATE, _("Place"), lambda c, r: _place(r), False
    yield DATE, _("Accessibility"), lambda c, r: r.accessibility if r else "", True
    yield COST, _("Price"), lambda c, r: run_price(r), False
    yield COST, _("Included"), lambda c, r: r.price_includes if r else "", True
    yield CONTENT, _("Kind"), lambda c, r: c.get_kind_display(), False
    yield CONTENT, _("Length"), lambda c, r: duration(c), False
    yield CONTENT, _("Level"), lambda c, r: c.get_level_display() if c.level else "", False
    yield CONTENT, _("For whom"), lambda c, r: c.target_group or _audiences(c), True
    yield CONTENT, _("Prerequisites"), lambda c, r: c.prerequisites, True
    yield CONTENT, _("Exam"), lambda c, r: c.exam, True
    yield CONTENT, _("Certificate"), lambda c, r: c.certificate, True
    yield CONTENT, _("Held in"), lambda c, r: c.get_taught_in_display(), False
    yield CONTENT, _("Digital skills"), lambda c, r: ", ".join(map(str, c.digcomp_labels)), False
    for fact in FACTS:
        yield FUNDING, fact.name, _fact(fact.code, today), False
    yield FUNDING, _("Note"), lambda c, r: c.subsidy_note, True


def _fact(code: str, today: date) -> Write:
    def write(course: Course, run: CourseRun | None) -> str:
        if code not in {fact.code for fact in course.funding(today)}:
            return ""
        if code == EDUCATIONAL_LEAVE.code and course.educational_leave_until:
            return _("yes, until %(day)s") % {"day": day(course.educational_leave_until)}
        return _("yes")

    return write


def _when(run: CourseRun | None) -> str:
    if run is None:
        return _("no date at the moment")
    return day_range(run.starts_on, run.ends_on) if run.starts_on else _("at any time")


def _enrolment(run: CourseRun | None) -> str:
    if run is None:
        return ""
    first, last = run.enrolment_from, run.enrolment_until
    if first and last:
        return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if last:
        return _("until %(day)s") % {"day": day(last)}
    return _("from %(day)s") % {"day": day(first)} if first else ""


def _places(run: CourseRun | None, today: date) -> str:
    if run is None or run.places_left is None or not run.is_open(today):
        return ""
    if run.places:
        return _("%(left)s of %(all)s") % {"left": run.places_left, "all": run.places}
    return number_format(run.places_left)


def _further(course: Course, run: CourseRun | None, today: date) -> str:
    gone = {Standing.CANCELLED, Standing.RUNNING}
    others = [r for r in course.upcoming_runs(today=today) if r.standing(today) not in gone]
    count = len([other for other in others if other != run])
    return str(count) if count else ""


def _place(run: CourseRun | None) -> str:
    if run is None or not run.is_placed:
        return ""
    return ", ".join(filter(None, (run.venue, run.one_line)))


def _audiences(course: Course) -> str:
    return ", ".join(map(str, course.audience_labels))
