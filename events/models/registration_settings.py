"""How people register for an event: what its editor says, part of drafts and revisions."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

MAX_QUESTIONS = 10
MAX_CHOICES = 20


class RegistrationSettings(models.Model):
    """Fields of an event; who has registered is kept in rows that no revision touches."""

    class RegistrationMode(models.TextChoices):
        ELSEWHERE = "elsewhere", _("elsewhere, by the link above, or not at all")
        ONCE = "once", _("here, once for the whole event")
        DATES = "dates", _("here, for each date of the series")

    registration_mode = models.CharField(
        _("people register"),
        max_length=10,
        choices=RegistrationMode.choices,
        default=RegistrationMode.ELSEWHERE,
        help_text=_("Here: with a form on the page of the event, confirmed by mail."),
    )
    registration_places = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_("Empty means as many as come. With dates of a series: of each date."),
    )
    registration_waiting_list = models.BooleanField(
        _("waiting list when it is full"),
        default=True,
        help_text=_("Whoever is first on it is offered a place that becomes free, by mail."),
    )
    registration_opens_at = models.DateTimeField(
        _("registration from"), null=True, blank=True, help_text=_("Empty means at once.")
    )
    registration_closes_hours = models.PositiveSmallIntegerField(
        _("registration ends hours before the start"),
        default=0,
        validators=[MaxValueValidator(24 * 90)],
        help_text=_("24 for the day before; “registration until” counts, too."),
    )
    registration_consent = models.TextField(
        _("text of the consent"),
        blank=True,
        max_length=1000,
        help_text=_("What people agree to. Left empty, a plain text names you and the deletion."),
    )
    registration_keep_days = models.PositiveSmallIntegerField(
        _("delete the data after days"),
        default=30,
        validators=[MaxValueValidator(365)],
        help_text=_("So many days after the end names and answers go; only the numbers stay."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(registration_mode__in=["elsewhere", "once", "dates"]),
                name="events_event_registration_mode",
                violation_error_message=_("Choose where people register."),
            ),
            models.CheckConstraint(
                condition=Q(registration_places=None) | Q(registration_places__gte=1),
                name="events_event_registration_places",
                violation_error_message=_("Of places there is at least one, or any number."),
            ),
        ]

    def clean(self):
        super().clean()
        opens, until = self.registration_opens_at, self.registration_until
        if self.registers_here and opens and until and until <= opens:
            raise ValidationError(
                {"registration_opens_at": _("Registration ends before it begins.")}
            )

    @property
    def registers_here(self):
        return self.registration_mode != self.RegistrationMode.ELSEWHERE

    @property
    def registers_each_date(self):
        """A single event has one date, whose start may change: that is registered for once."""
        return self.registration_mode == self.RegistrationMode.DATES and self.is_series

    def registration_closes_at(self, starts_at):
        """When registration for a date that starts so ends."""
        before = starts_at - timedelta(hours=self.registration_closes_hours)
        return min(before, self.registration_until or before)


class RegistrationQuestion(Orderable):
    """Something that the organiser wants to know of everybody; answers keep its words."""

    class Kind(models.TextChoices):
        TEXT = "text", _("a text")
        CHOICE = "choice", _("one of several")
        YES_NO = "yes_no", _("yes or no")

    event = ParentalKey(
        "events.Event", related_name="registration_questions", on_delete=models.CASCADE
    )
    label = models.CharField(_("question"), max_length=200)
    kind = models.CharField(_("answer"), max_length=10, choices=Kind.choices, default=Kind.TEXT)
    choices = models.TextField(
        _("to choose from"), blank=True, max_length=2000, help_text=_("One a line.")
    )
    is_required = models.BooleanField(
        _("has to be answered"),
        default=False,
        help_text=_("Of yes or no: only yes will do."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return self.label

    def clean(self):
        super().clean()
        count = len(self.choice_list)
        if self.kind == self.Kind.CHOICE and not 2 <= count <= MAX_CHOICES:
            raise ValidationError(
                {
                    "choices": _("Give two to %(count)d answers, one a line.")
                    % {"count": MAX_CHOICES}
                }
            )

    @property
    def choice_list(self):
        return list(dict.fromkeys(filter(None, map(str.strip, self.choices.splitlines()))))
