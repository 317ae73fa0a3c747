"""One date of an event."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.calendar.pages import days_of
from events.models.date_change import DateChange
from events.models.event import Event


class Occurrence(models.Model):
    """One date of an event, derived from it and never edited by hand.

    `recurrence_id` is where the series has put the date, `change` what was said about it. `day`
    to `until_day` are the local days on which calendars show it.
    """

    event = models.ForeignKey(Event, related_name="occurrences", on_delete=models.CASCADE)
    recurrence_id = models.DateTimeField(_("date in the series"))
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), db_index=True)
    day = models.DateField(_("first day"))
    until_day = models.DateField(_("last day"))
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    change = models.ForeignKey(
        DateChange, null=True, related_name="occurrences", on_delete=models.SET_NULL
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        indexes = [
            models.Index(fields=["starts_at"], name="events_occurrence_time"),
            # What stands on a page of the calendar is found by these two alone.
            models.Index(fields=["day", "starts_at", "event"], name="events_occurrence_days"),
            models.Index(
                fields=["until_day", "day", "starts_at", "event"],
                condition=Q(until_day__gt=F("day")),
                name="events_occurrence_long",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recurrence_id"], name="events_occurrence_unique"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="events_occurrence_end_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.event} {self.starts_at:%Y-%m-%d %H:%M}"

    @classmethod
    def of(cls, event, starts_at, ends_at, **fields):
        """An unsaved date of an event, on the days that people would name."""
        local = event.local(starts_at), event.local(ends_at)
        day, until_day = days_of(*local, all_day=event.all_day)
        fields = {"recurrence_id": starts_at} | fields
        return cls(
            event=event,
            starts_at=starts_at,
            ends_at=ends_at,
            day=day,
            until_day=until_day,
            **fields,
        )

    @property
    def all_day(self):
        """A single date of an all-day series may have a time of day."""
        return self.event.all_day and self.event.are_days(self.starts_at, self.ends_at)

    @property
    def time_zone(self):
        return self.event.time_zone

    @property
    def local_start(self):
        return self.event.local(self.starts_at)

    @property
    def local_end(self):
        return self.event.local(self.ends_at)

    @property
    def last_day(self):
        return self.event.last_day_of(self)

    @property
    def is_moved(self):
        """Whether this very date takes place at another time than the series has it."""
        is_alone = bool(self.change) and not self.is_of_later_dates
        return is_alone and self.starts_at != self.recurrence_id and not self.is_cancelled

    @property
    def is_of_later_dates(self):
        """Whether it is as it is because of a change of a date and all later ones."""
        return bool(self.change) and self.change.this_and_future

    @property
    def is_extra(self):
        return bool(self.change) and self.change.kind == DateChange.Kind.EXTRA

    @property
    def series_start(self):
        """The local time that the series names for it."""
        return self.event.local(self.recurrence_id)

    @property
    def note(self):
        return self.change.note if self.change else ""

    @property
    def title(self):
        return (self.change.title if self.change else "") or self.event.headline

    @property
    def venue(self):
        return (self.change.venue if self.change else "") or self.event.venue

    @property
    def online_url(self):
        return (self.change.online_url if self.change else "") or self.event.online_url
