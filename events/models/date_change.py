"""What is different about one date of a series, or from one date on."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from events.models.event import Event
from events.models.validators import validate_year


class DateChange(models.Model):
    """One statement about the dates of an event; part of its drafts and revisions.

    `recurrence_id` names the date as the series has it (RECURRENCE-ID, EXDATE); of an extra date
    (RDATE) it is the start. What is empty stays as in the series.
    """

    class Kind(models.TextChoices):
        CANCELLED = "cancelled", _("is cancelled")
        CHANGED = "changed", _("is moved or changed")
        EXTRA = "extra", _("is added")
        EXCLUDED = "excluded", _("does not belong to the series")

    event = ParentalKey(Event, related_name="date_changes", on_delete=models.CASCADE)
    recurrence_id = models.DateTimeField(
        _("date"),
        validators=[validate_year],
        help_text=_("As the series has it; of an additional date its start."),
    )
    kind = models.CharField(
        _("what happens"), max_length=10, choices=Kind.choices, default=Kind.CANCELLED
    )
    this_and_future = models.BooleanField(_("this date and all later ones"), default=False)
    starts_at = models.DateTimeField(
        _("new start"), null=True, blank=True, validators=[validate_year]
    )
    ends_at = models.DateTimeField(_("new end"), null=True, blank=True, validators=[validate_year])
    note = models.CharField(
        _("reason"), max_length=300, blank=True, help_text=_("Visitors read it beside the date.")
    )
    title = models.CharField(_("other title"), max_length=200, blank=True)
    venue = models.CharField(_("other venue"), max_length=160, blank=True)
    online_url = models.URLField(_("other online address"), blank=True)
    is_imported = models.BooleanField(_("from an import"), default=False, editable=False)

    class Meta:
        ordering = ["recurrence_id", "pk"]
        verbose_name = _("change of a date")
        verbose_name_plural = _("changes of dates")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "recurrence_id", "this_and_future"],
                name="events_datechange_unique",
                violation_error_message=_("The same is said about this date twice."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None)
                | Q(starts_at=None, ends_at__gte=F("recurrence_id"))
                | Q(starts_at__isnull=False, ends_at__gte=F("starts_at")),
                name="events_datechange_end_after_start",
                violation_error_message=_("The date ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(kind="changed"),
                name="events_datechange_new_start",
                violation_error_message=_("Only a date that is moved has a new start."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(kind__in=["changed", "extra"]),
                name="events_datechange_new_end",
                violation_error_message=_("A date that does not take place has no new end."),
            ),
            models.CheckConstraint(
                condition=Q(this_and_future=False) | Q(kind__in=["cancelled", "changed"]),
                name="events_datechange_future",
                violation_error_message=_("An additional or excluded date is a single one."),
            ),
        ]

    def __str__(self):
        return f"{date_format(self.local_date, 'SHORT_DATETIME_FORMAT')} {self.get_kind_display()}"

    def clean(self):
        """Says at the fields what the database would say about the whole row."""
        super().clean()
        errors = {}
        start = self.starts_at or self.recurrence_id
        if self.ends_at and start and self.ends_at < start:
            errors["ends_at"] = _("The date ends before it starts.")
        elif self.ends_at and self.kind not in {self.Kind.CHANGED, self.Kind.EXTRA}:
            errors["ends_at"] = _("A date that does not take place has no new end.")
        if self.starts_at and self.kind != self.Kind.CHANGED:
            errors["starts_at"] = _("Only a date that is moved has a new start.")
        if self.this_and_future and self.kind in {self.Kind.EXTRA, self.Kind.EXCLUDED}:
            errors["this_and_future"] = _("An additional or excluded date is a single one.")
        if errors:
            raise ValidationError(errors)

    @property
    def local_date(self):
        return self.event.local(self.recurrence_id)
