"""Courses and their runs."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase

from directory.models import Address, Listing
from directory.models.listing import renewal_months_field


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

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SEMINAR)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, blank=True)
    teaching_units = models.PositiveSmallIntegerField(
        _("teaching units"), null=True, blank=True, help_text=_("of 45 minutes")
    )
    certificate = models.CharField(_("certificate"), max_length=200, blank=True)
    prerequisites = models.TextField(_("prerequisites"), max_length=600, blank=True)
    educational_leave = models.BooleanField(_("recognised as educational leave"), default=False)
    azav = models.BooleanField(
        _("with education voucher"),
        default=False,
        help_text=_("Certified after AZAV, so that the employment agency can pay for it."),
    )
    subsidy_note = models.CharField(_("note on funding"), max_length=300, blank=True)
    renewal_months = renewal_months_field(6)
    tags = ClusterTaggableManager(through=CourseTag, verbose_name=_("free tags"), blank=True)

    url_name = "course_detail"
    template = "courses/course_detail.html"

    class Meta(Listing.Meta):
        ordering = ["title"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def upcoming_runs(self, *, today=None):
        """Runs that are not over, the next first; those without a date last."""
        today = today or timezone.localdate()
        runs = [run for run in self.runs.all() if not run.is_over(today)]
        return sorted(runs, key=lambda run: (run.starts_on or date.max, run.pk or 0))

    def next_run(self, *, today=None):
        """The next run that can still be booked, else the next run, else None."""
        runs = self.upcoming_runs(today=today)
        return next((run for run in runs if run.is_open(today)), None) or next(iter(runs), None)


class CourseRun(Address):
    """One run of a course; without dates it can be started at any time."""

    class Format(models.TextChoices):
        ONSITE = "onsite", _("on site")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("on site and online")
        SELF_PACED = "self_paced", _("at your own pace")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        ENROLLING = "enrolling", _("open for enrolment")
        FULL = "full", _("fully booked")
        CANCELLED = "cancelled", _("cancelled")

    course = ParentalKey(Course, related_name="runs", on_delete=models.CASCADE)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    schedule = models.CharField(
        _("times"), max_length=200, blank=True, help_text=_("For example “Mon–Fri 9–16”.")
    )
    format = models.CharField(
        _("format"), max_length=12, choices=Format.choices, default=Format.ONSITE
    )
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    price = models.DecimalField(
        _("price in euros"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    places_left = models.PositiveSmallIntegerField(_("places left"), null=True, blank=True)
    enrolment_until = models.DateField(_("enrolment until"), null=True, blank=True)
    enrolment_url = models.URLField(_("enrolment"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.ENROLLING
    )

    class Meta:
        ordering = ["starts_on", "pk"]  # names: forms sort rows that are not saved yet by them
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            *Address.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="courses_courserun_end_after_start",
                violation_error_message=_("The run ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True)
                | Q(places_left__isnull=True)
                | Q(places_left__lte=F("places")),
                name="courses_courserun_places",
                violation_error_message=_("There cannot be more places left than places."),
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="courses_courserun_price",
                violation_error_message=_("A price cannot be negative."),
            ),
        ]

    def __str__(self):
        return f"{self.course} {self.starts_on or ''}".strip()

    def clean(self):
        super().clean()
        if self.format in {self.Format.ONSITE, self.Format.HYBRID} and not (
            self.place or self.venue or self.postcode
        ):
            raise ValidationError({"venue": _("Say where the course takes place.")})

    def is_over(self, today=None):
        last = self.ends_on or self.starts_on
        return bool(last and last < (today or timezone.localdate()))

    def is_open(self, today=None):
        """Whether one can enrol on that day."""
        today = today or timezone.localdate()
        in_time = not self.enrolment_until or self.enrolment_until >= today
        return self.state == self.State.ENROLLING and in_time and not self.is_over(today)
