"""Events and the dates on which they take place."""

from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase

from directory.models import Address, Listing, ListingQuerySet, Organisation


class EventTag(TaggedItemBase):
    content_object = ParentalKey(
        "events.Event", related_name="tagged_items", on_delete=models.CASCADE
    )


def validate_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone."), params={"name": name})


def validate_year(moment):
    """Calendars, time zones and databases agree on these years, and no event lies beyond them."""
    if not 1900 <= moment.year <= 2200:
        raise ValidationError(_("The year lies between 1900 and 2200."))


class EventQuerySet(ListingQuerySet):
    def upcoming(self, *, at=None):
        """Live events that are not over, running ones included, the next first."""
        return self.live().filter(ends_at__gte=at or timezone.now()).order_by("starts_at", "pk")


class Event(Listing, Address):
    """Something that takes place; `starts_at`/`ends_at` are DTSTART and DTEND of RFC 5545.

    An all-day event starts at local midnight and ends at the local midnight after its last day.
    Lists and the index read `occurrences`, which follow the event's own dates.
    """

    class Kind(models.TextChoices):
        TALK = "talk", _("Talk")
        WORKSHOP = "workshop", _("Workshop")
        CONSULTATION_DAY = "consultation_day", _("Consultation day")
        NETWORKING = "networking", _("Meeting people")
        FAIR = "fair", _("Fair")
        WEBINAR = "webinar", _("Webinar")
        CONFERENCE = "conference", _("Conference")
        COMPANY_VISIT = "company_visit", _("Company visit")
        COMPETITION = "competition", _("Competition")

    class Status(models.TextChoices):
        """schema.org EventStatusType."""

        SCHEDULED = "scheduled", _("takes place")
        MOVED = "moved", _("moved")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    class AttendanceMode(models.TextChoices):
        """schema.org EventAttendanceModeEnumeration."""

        OFFLINE = "offline", _("on site")
        ONLINE = "online", _("online")
        MIXED = "mixed", _("on site and online")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.TALK)
    starts_at = models.DateTimeField(_("start"), validators=[validate_year])
    ends_at = models.DateTimeField(_("end"), validators=[validate_year])
    all_day = models.BooleanField(_("all day"), default=False)
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Berlin", validators=[validate_time_zone]
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.SCHEDULED
    )
    status_note = models.CharField(
        _("note on the status"),
        max_length=300,
        blank=True,
        help_text=_("For example the reason and the next date."),
    )
    attendance_mode = models.CharField(
        _("where"),
        max_length=10,
        choices=AttendanceMode.choices,
        default=AttendanceMode.OFFLINE,
    )
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    online_url = models.URLField(_("online address"), blank=True)
    further_organisers = ParentalManyToManyField(
        Organisation,
        verbose_name=_("further organisers"),
        blank=True,
        related_name="co_organised_events",
    )
    price = models.DecimalField(
        _("price in euros"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("0 means free, empty means unknown."),
    )
    price_note = models.CharField(_("note on the price"), max_length=160, blank=True)
    registration_url = models.URLField(_("registration"), blank=True)
    registration_until = models.DateTimeField(_("registration until"), null=True, blank=True)
    accessibility = models.CharField(_("accessibility"), max_length=300, blank=True)
    tags = ClusterTaggableManager(through=EventTag, verbose_name=_("free tags"), blank=True)

    objects = EventQuerySet.as_manager()
    url_name = "event_detail"
    template = "events/event_detail.html"

    class Meta(Listing.Meta):
        ordering = ["starts_at", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *Listing.Meta.constraints,
            *Address.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="events_event_end_after_start",
                violation_error_message=_("The event ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="events_event_price",
                violation_error_message=_("A price cannot be negative."),
            ),
        ]

    def clean(self):
        super().clean()
        errors = {}
        is_somewhere = self.place or self.venue or self.postcode
        if self.attendance_mode == self.AttendanceMode.OFFLINE and not is_somewhere:
            errors["venue"] = _("Say where the event takes place, or choose “online”.")
        if self.attendance_mode == self.AttendanceMode.ONLINE and not (
            self.online_url or self.registration_url
        ):
            errors["online_url"] = _("Give the online address or a registration link.")
        if errors:
            raise ValidationError(errors)

    @transaction.atomic
    def save(self, *args, update_fields=None, **kwargs):
        """Also used to note a draft in the row, which must not move the public dates."""
        super().save(*args, update_fields=update_fields, **kwargs)
        if update_fields is None or {"starts_at", "ends_at"} & set(update_fields):
            self.sync_occurrences()

    def sync_occurrences(self):
        """Make the stored dates agree with the event; one date until events recur."""
        kept, _created = Occurrence.objects.update_or_create(
            event=self, starts_at=self.starts_at, defaults={"ends_at": self.ends_at}
        )
        self.occurrences.exclude(pk=kept.pk).delete()

    @property
    def local_start(self):
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def local_end(self):
        return self.ends_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def last_day(self):
        """The last local day; for an all-day event the day before its exclusive end."""
        end = self.local_end
        if self.all_day and end > self.local_start:
            end -= timedelta(microseconds=1)
        return end.date()

    @property
    def is_over(self):
        return self.ends_at < timezone.now()

    @property
    def is_cancelled(self):
        return self.status == self.Status.CANCELLED

    @property
    def registration_is_open(self):
        open_until = self.registration_until or self.ends_at
        return (
            bool(self.registration_url)
            and self.status in {self.Status.SCHEDULED, self.Status.MOVED}
            and open_until >= timezone.now()
        )

    def organisers(self):
        return [o for o in (self.owner, *self.further_organisers.all()) if o]


class Occurrence(models.Model):
    """One date of an event, derived from it and never edited by hand."""

    event = models.ForeignKey(Event, related_name="occurrences", on_delete=models.CASCADE)
    starts_at = models.DateTimeField(_("start"), db_index=True)
    ends_at = models.DateTimeField(_("end"), db_index=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        constraints = [
            models.UniqueConstraint(fields=["event", "starts_at"], name="events_occurrence_unique"),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="events_occurrence_end_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.event} {self.starts_at:%Y-%m-%d %H:%M}"
