"""Runs of courses: when and where they take place, and what they cost."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from courses import sessions
from courses.models.course import Course
from courses.standing import Dates, Standing, standing
from directory.models import Address


class CourseRun(Address):
    """One run of a course; without dates it can be started at any time."""

    class Format(models.TextChoices):
        ONSITE = "onsite", _("on site")
        ONLINE = "online", _("online, live")
        BLENDED = "blended", _("partly on site, partly online")
        HYBRID = "hybrid", _("on site or online")
        SELF_PACED = "self_paced", _("at your own pace")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        ENROLLING = "enrolling", _("open for enrolment")
        WAITING_LIST = "waiting_list", _("waiting list")
        FULL = "full", _("fully booked")
        CANCELLED = "cancelled", _("cancelled")

    PLACED = frozenset({Format.ONSITE, Format.BLENDED, Format.HYBRID})

    course = ParentalKey(Course, related_name="runs", on_delete=models.CASCADE)
    number = models.CharField(
        _("number"), max_length=80, blank=True, help_text=_("As in your own programme.")
    )
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    schedule = models.CharField(
        _("times"), max_length=200, blank=True, help_text=_("For example “Mon–Fri 9–16”.")
    )
    sessions = models.TextField(
        _("dates of the units"),
        max_length=20_000,
        blank=True,
        help_text=_("One unit in each line, such as “1.3.2027 9:00–16:30 What it is about”."),
    )
    format = models.CharField(
        _("format"), max_length=12, choices=Format.choices, default=Format.ONSITE
    )
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    accessibility = models.CharField(
        _("accessibility"),
        max_length=300,
        blank=True,
        help_text=_("Step-free? Hearing loop? Sign language? What people should know before."),
    )
    price = models.DecimalField(
        _("price in euros"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    price_words = models.CharField(
        _("price in words"),
        max_length=80,
        blank=True,
        help_text=_("Where there is no single amount, such as “on request”."),
    )
    price_includes = models.CharField(
        _("what the price includes"),
        max_length=300,
        blank=True,
        help_text=_("Such as material, exam fee and lunch."),
    )
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    places_left = models.PositiveSmallIntegerField(_("places left"), null=True, blank=True)
    enrolment_from = models.DateField(_("enrolment from"), null=True, blank=True)
    enrolment_until = models.DateField(_("enrolment until"), null=True, blank=True)
    enrolment_url = models.URLField(_("enrolment"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.ENROLLING
    )

    class Meta:
        ordering = ["starts_on", "pk"]  # names: forms sort rows that are not saved yet by them
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            *Address.Meta.constraints,
            models.UniqueConstraint(
                fields=["course", "number"],
                condition=~Q(number=""),
                name="courses_courserun_number",
                violation_error_message=_("Another run of this course has this number."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="courses_courserun_end_after_start",
                violation_error_message=_("The run ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(enrolment_from__isnull=True)
                | Q(enrolment_until__isnull=True)
                | Q(enrolment_until__gte=F("enrolment_from")),
                name="courses_courserun_enrolment",
                violation_error_message=_("The enrolment ends before it begins."),
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
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price_words=""),
                name="courses_courserun_one_price",
                violation_error_message=_("Give the price either as an amount or in words."),
            ),
        ]

    def __str__(self):
        return f"{self.course} {self.starts_on or ''}".strip()

    def clean(self):
        super().clean()
        if self.format in self.PLACED and not (self.place or self.venue or self.postcode):
            raise ValidationError({"venue": _("Say where the course takes place.")})
        self._clean_sessions()

    def _clean_sessions(self):
        """Units in one form; they tell first and last day where nobody else has."""
        try:
            units = sessions.read(self.sessions)
        except sessions.BadLine as problem:
            raise ValidationError({"sessions": str(problem)}) from problem
        self.sessions = sessions.written(units)
        if not units:
            return
        self.starts_on = self.starts_on or units[0].day
        self.ends_on = self.ends_on or max(self.starts_on, units[-1].day)
        if units[0].day < self.starts_on or units[-1].day > self.ends_on:
            raise ValidationError(
                {"sessions": _("A unit lies before the start or after the end of the run.")}
            )

    @property
    def units(self):
        """The units that can be read; an import may have left other lines."""
        try:
            return sessions.read(self.sessions)
        except sessions.BadLine:
            return []

    @property
    def dates(self):
        return Dates(**{name: getattr(self, name) for name in Dates.__dataclass_fields__})

    def standing(self, today=None):
        return standing(self.dates, today or timezone.localdate())

    @property
    def today_standing(self):
        return self.standing()

    @property
    def is_placed(self):
        return self.format in self.PLACED

    def is_over(self, today=None):
        last = self.ends_on or self.starts_on
        return bool(last and last < (today or timezone.localdate()))

    def is_open(self, today=None):
        """Whether one can enrol on that day."""
        standing = self.standing(today)
        return standing.is_open

    @property
    def is_waiting_list(self):
        return self.today_standing == Standing.WAITING_LIST
