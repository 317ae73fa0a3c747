"""Courses: what can be learned."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase

from courses import esco, funding_facts
from courses.models.competences import DigComp, TaughtIn
from courses.models.course_queryset import CourseQuerySet
from courses.standing import Standing
from directory.models import Listing
from directory.models.listing import renewal_months_field
from hub.fields import ChoiceListField

UNIT = Decimal("0.75")  # hours


class CourseTag(TaggedItemBase):
    content_object = ParentalKey(
        "courses.Course", related_name="tagged_items", on_delete=models.CASCADE
    )


class Course(Listing):
    """What can be learned; its runs say when and where (schema.org Course, CourseInstance)."""

    class Kind(models.TextChoices):
        SEMINAR = "seminar", _("Seminar")
        CERTIFICATE = "certificate_course", _("Certificate course")
        UPGRADING = "upgrading_training", _("Upgrading training")
        RETRAINING = "retraining", _("Retraining")
        LANGUAGE = "language_course", _("Language course")
        E_LEARNING = "e_learning", _("E-learning")
        EXAM = "exam_preparation", _("Exam preparation")

    class Level(models.TextChoices):
        BASIC = "basic", _("for beginners")
        INTERMEDIATE = "intermediate", _("with previous knowledge")
        ADVANCED = "advanced", _("for experts")

    RESERVED_SLUGS = frozenset({"vergleich", "compare", "bescheid", "notice"})

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SEMINAR)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, blank=True)
    teaching_units = models.PositiveSmallIntegerField(
        _("teaching units"), null=True, blank=True, help_text=_("of 45 minutes")
    )
    hours = models.DecimalField(
        _("full hours"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of 60 minutes. Left empty, it follows from the teaching units."),
    )
    exam = models.CharField(
        _("exam"), max_length=200, blank=True, help_text=_("What is examined, and by whom.")
    )
    certificate = models.CharField(_("certificate"), max_length=200, blank=True)
    prerequisites = models.TextField(_("prerequisites"), max_length=600, blank=True)
    target_group = models.TextField(_("target group"), max_length=600, blank=True)
    taught_in = models.CharField(
        _("held in"), max_length=5, choices=TaughtIn.choices, default=TaughtIn.GERMAN, blank=True
    )
    digcomp = ChoiceListField(verbose_name=_("digital skills (DigComp)"), choices_class=DigComp)
    esco_skills = models.TextField(
        _("skills (ESCO)"),
        max_length=8000,
        blank=True,
        help_text=_("One skill in each line: its address in ESCO, then what it is called."),
    )
    azav = models.BooleanField(
        _("certified after AZAV"), default=False, help_text=funding_facts.AZAV.help
    )
    measure_number = models.CharField(
        _("number of the certified course"), max_length=40, blank=True
    )
    education_voucher = models.BooleanField(
        _("with education voucher"), default=False, help_text=funding_facts.EDUCATION_VOUCHER.help
    )
    educational_leave = models.BooleanField(
        _("recognised as educational leave"),
        default=False,
        help_text=funding_facts.EDUCATIONAL_LEAVE.help,
    )
    educational_leave_until = models.DateField(
        _("recognised until"),
        null=True,
        blank=True,
        help_text=_("The last day of the recognition in Hesse as educational leave."),
    )
    upgrading_grant = models.BooleanField(
        _("with upgrading grant (Aufstiegs-BAföG)"),
        default=False,
        help_text=funding_facts.UPGRADING_GRANT.help,
    )
    qualification_allowance = models.BooleanField(
        _("with qualification allowance (§ 82a SGB III)"),
        default=False,
        help_text=funding_facts.QUALIFICATION_ALLOWANCE.help,
    )
    employee_training = models.BooleanField(
        _("training of employees (§ 82 SGB III)"),
        default=False,
        help_text=funding_facts.EMPLOYEE_TRAINING.help,
    )
    subsidy_note = models.CharField(_("note on funding"), max_length=300, blank=True)
    renewal_months = renewal_months_field(6)
    tags = ClusterTaggableManager(through=CourseTag, verbose_name=_("free tags"), blank=True)

    objects = CourseQuerySet.as_manager()

    url_name = "course_detail"
    template = "courses/course_detail.html"

    class Meta(Listing.Meta):
        ordering = ["title"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            *Listing.Meta.constraints,
            models.CheckConstraint(
                condition=Q(education_voucher=False) | Q(azav=True),
                name="courses_course_voucher_needs_azav",
                violation_error_message=_(
                    "An education voucher can only be used for a course certified after AZAV."
                ),
            ),
            models.CheckConstraint(
                condition=Q(educational_leave_until__isnull=True) | Q(educational_leave=True),
                name="courses_course_leave_until",
                violation_error_message=_(
                    "Tick the educational leave, or leave the day until which it is recognised "
                    "empty."
                ),
            ),
        ]

    def clean(self):
        super().clean()
        try:
            self.esco_skills = esco.written(esco.read(self.esco_skills))
        except esco.BadLine as problem:
            raise ValidationError({"esco_skills": str(problem)}) from problem

    @property
    def skills(self):
        """The skills of ESCO that can be read; an import may have left others."""
        try:
            return esco.read(self.esco_skills)
        except esco.BadLine:
            return []

    @property
    def digcomp_labels(self):
        return self._meta.get_field("digcomp").labels(self.digcomp)

    @property
    def duration_hours(self):
        """Hours of 60 minutes, from the teaching units where nobody has said them."""
        if self.hours is not None:
            return self.hours
        return self.teaching_units * UNIT if self.teaching_units else None

    def is_educational_leave(self, today=None):
        """Whether it is recognised on that day."""
        until = self.educational_leave_until
        return self.educational_leave and (
            until is None or until >= (today or timezone.localdate())
        )

    def funding(self, today=None):
        """The facts about funding that apply, in their order."""
        said = {fact.field: getattr(self, fact.field) for fact in funding_facts.FACTS}
        said["educational_leave"] = self.is_educational_leave(today)
        return [fact for fact in funding_facts.FACTS if said[fact.field]]

    def upcoming_runs(self, *, today=None):
        """Runs that are not over, the next first; those without a date last."""
        today = today or timezone.localdate()
        runs = [run for run in self.runs.all() if not run.is_over(today)]
        return sorted(runs, key=lambda run: (run.starts_on or date.max, run.pk or 0))

    def next_run(self, *, today=None):
        """The run that stands best, of those the next; a cancelled one only without others."""
        today = today or timezone.localdate()
        runs = self.upcoming_runs(today=today)
        return min(runs, key=lambda run: run.standing(today).rank, default=None)

    def standing(self, *, today=None):
        """Where the course stands: as its best run."""
        today = today or timezone.localdate()
        if run := self.next_run(today=today):
            return run.standing(today)
        return Standing.OVER if self.runs.all() else Standing.NO_DATE

    @cached_property
    def today_run(self):
        """The run that its page speaks of."""
        return self.next_run()

    @cached_property
    def today_standing(self):
        return self.standing()

    @cached_property
    def today_funding(self):
        return self.funding()
