"""Events, and how their dates follow from what is said about them."""

from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase

from directory.models import Address, Listing, Organisation
from directory.templatetags.record_tags import event_dates
from events import series
from events.icalendar.entries import CalendarEntry
from events.models.event_queryset import EventQuerySet
from events.models.registration_settings import RegistrationSettings
from events.models.validators import validate_rules, validate_time_zone, validate_year
from events.programme import Programme
from events.recurrence import Stop
from events.recurrence.rule import parse_rule


class EventTag(TaggedItemBase):
    content_object = ParentalKey(
        "events.Event", related_name="tagged_items", on_delete=models.CASCADE
    )


class DatesStop(models.TextChoices):
    """Stop of events.recurrence, as far as it is kept."""

    COMPLETE = Stop.COMPLETE.value, _("There are no more within the time that is worked out.")
    LIMIT = Stop.LIMIT.value, _("There are too many; the first ones are kept.")
    STEPS = Stop.STEPS.value, _("The rules are too costly to work out.")


class Event(Listing, Address, RegistrationSettings):
    """Something that takes place; `starts_at`/`ends_at` are DTSTART and DTEND of RFC 5545.

    An all-day event starts at local midnight and ends at the local midnight after its last day.
    `recurrence_rules` and `date_changes` make it a series. Lists and the index read `occurrences`,
    which follow from all of these.
    """

    OPERATIONAL = (
        *Listing.OPERATIONAL,
        *("last_ends_at", "dates_stop", "joined_to_id", "compared_at"),
    )

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
    recurrence_rules = models.TextField(
        _("recurrence rules"),
        blank=True,
        validators=[validate_rules],
        help_text=_("RRULE of RFC 5545, one a line, for example FREQ=MONTHLY;BYDAY=2TU."),
    )
    recurrence_zone = models.CharField(
        _("time zone of the rules"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Only where it is not the one that the times are shown in."),
    )
    last_ends_at = models.DateTimeField(_("end of the last date"), null=True, editable=False)
    dates_stop = models.CharField(
        _("why there are no more dates"),
        max_length=8,
        choices=DatesStop.choices,
        default=DatesStop.COMPLETE,
        editable=False,
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
    is_template = models.BooleanField(
        _("template"),
        default=False,
        help_text=_("Never public; new events of the organisation are begun from it."),
    )
    joined_to = models.ForeignKey(
        "self",
        verbose_name=_("joined to"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="joined",
    )
    compared_at = models.DateTimeField(_("compared with others"), null=True, editable=False)

    RESERVED_SLUGS = frozenset(
        ("monat", "woche", "tag", "month", "week", "day", "anmeldung", "registration")
    )
    is_renewed = False  # it is over some day
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
            *RegistrationSettings.Meta.constraints,
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
            models.CheckConstraint(
                condition=Q(dates_stop__in=DatesStop.values), name="events_event_dates_stop"
            ),
            models.CheckConstraint(
                condition=Q(is_template=False) | Q(live=False),
                name="events_event_template",
                violation_error_message=_("A template is never public."),
            ),
        ]
        indexes = [models.Index(fields=["last_ends_at"], name="events_event_last_ends_at")]

    def clean(self):
        super().clean()
        errors = {}
        is_somewhere = self.place or self.venue or self.postcode
        if self.attendance_mode == self.AttendanceMode.OFFLINE and not is_somewhere:
            errors["venue"] = _("Say where the event takes place, or choose “online”.")
        if self.attendance_mode == self.AttendanceMode.ONLINE and not (
            self.online_url or self.registration_url or self.registers_here
        ):
            errors["online_url"] = _("Give the online address or a registration link.")
        if problem := self._problem_of_series():
            errors["recurrence_rules"] = problem
        if errors:
            raise ValidationError(errors)

    def _problem_of_series(self):
        """Why rules that are right each by itself make no series; empty when all is well."""
        if not (self.recurrence_rules.strip() and self.starts_at and self.ends_at):
            return ""
        try:
            validate_rules(self.recurrence_rules)
        except ValidationError:
            return ""  # the field has said so
        try:
            self.recurrence()
        except ZoneInfoNotFoundError:
            return ""
        except ValueError as problem:
            return str(problem)
        lines = filter(str.strip, self.recurrence_rules.splitlines())
        self.recurrence_rules = "\n".join(parse_rule(line).text() for line in lines)
        return ""

    @transaction.atomic
    def save(self, *args, update_fields=None, **kwargs):
        """Also used to note a draft in the row, which must not move the public dates."""
        if self.pk and update_fields is None:  # joining writes the row of an event in other hands
            row = type(self).objects.filter(pk=self.pk)
            self.joined_to_id = row.values_list("joined_to", flat=True).first()
        super().save(*args, update_fields=update_fields, **kwargs)
        # What was fetched together before is not what has just been saved.
        getattr(self, "_prefetched_objects_cache", {}).pop("date_changes", None)
        if update_fields is None or {"starts_at", "ends_at"} & set(update_fields):
            self.sync_occurrences()
        if update_fields is None:
            CalendarEntry.objects.refresh_of(self)

    def delete(self, *args, **kwargs):
        """Events that were joined to this one stay together."""
        self.same_as.hand_over(self)
        return super().delete(*args, **kwargs)

    @property
    def told_by(self):
        """The event whose page and calendar tell of this one: itself, if it is not joined."""
        return self.joined_to if self.joined_to and self.joined_to.live else self

    def recurrence(self):
        """The series as a value; an event with one date is the shortest series."""
        return series.recurrence(self, self.date_changes.all())

    def expected_occurrences(self, *, now=None):
        """The dates that should be rows, unsaved, and why there are no more (Stop)."""
        recurrence = self.recurrence()
        dates = series.kept_dates(recurrence, now or timezone.now())
        make = type(self)._meta.get_field("occurrences").related_model.of
        rows = [
            make(
                self,
                series.moment(recurrence, date.start),
                series.moment(recurrence, date.end),
                recurrence_id=series.moment(recurrence, date.recurrence_id),
                is_cancelled=date.cancelled,
                change=date.override.source if date.override else None,
            )
            for date in dates.occurrences
        ]
        return rows, dates.stop

    @transaction.atomic
    def sync_occurrences(self, *, now=None):
        """Make the stored dates agree with the event; gives how many rows had to change."""
        expected, stop = self.expected_occurrences(now=now)
        rows = self.occurrences.model.objects
        stored = {row.recurrence_id: row for row in rows.filter(event=self)}
        compared = ("starts_at", "ends_at", "day", "until_day", "is_cancelled", "change_id")
        new, changed = [], []
        for row in expected:
            known = stored.pop(row.recurrence_id, None)
            if known is None:
                new.append(row)
            elif any(getattr(known, name) != getattr(row, name) for name in compared):
                row.pk = known.pk
                changed.append(row)
        if stored:
            rows.filter(pk__in=[row.pk for row in stored.values()]).delete()
        rows.bulk_create(new, batch_size=500)
        rows.bulk_update(changed, compared, batch_size=100)
        self._note_last_date(expected, stop)
        return len(stored) + len(new) + len(changed)

    def _note_last_date(self, dates, stop):
        old = self.last_ends_at, self.dates_stop
        self.set_last_date(dates, stop)
        new = self.last_ends_at, self.dates_stop
        if old != new:
            row = type(self).objects.filter(pk=self.pk)
            row.update(last_ends_at=self.last_ends_at, dates_stop=self.dates_stop)

    def set_last_date(self, dates, stop):
        """Keep what lists ask of a series, from `expected_occurrences`; saves nothing."""
        taking_place = [date for date in dates if not date.is_cancelled] or dates
        self.last_ends_at = max((date.ends_at for date in taking_place), default=self.ends_at)
        self.dates_stop = stop.value

    def local(self, moment):
        return moment.astimezone(ZoneInfo(self.time_zone))

    def are_days(self, *moments):
        return series.are_days(self, *moments)

    @property
    def local_start(self):
        return self.local(self.starts_at)

    @property
    def local_end(self):
        return self.local(self.ends_at)

    def last_day_of(self, date):
        """The last local day of the event or a date; of all-day ones that before the end."""
        end = self.local(date.ends_at)
        if date.all_day and date.ends_at > date.starts_at:
            end -= timedelta(microseconds=1)
        return end.date()

    @property
    def last_day(self):
        return self.last_day_of(self)

    @property
    def is_series(self):
        return bool(self.recurrence_rules.strip()) or len(self.date_changes.all()) > 0

    @cached_property
    def programme(self):
        """Its dates as a page shows them."""
        return Programme(self, list(self.occurrences.select_related("change")), timezone.now())

    def get_preview_context(self, request, mode_name):
        dates, _stop = self.expected_occurrences()
        self.programme = Programme(self, dates, timezone.now())
        return super().get_preview_context(request, mode_name)

    def next_dates(self, count=10):
        """The coming dates as they are written now, stored or not; for the form."""
        if not (self.starts_at and self.ends_at):
            return []
        try:
            dates, _stop = self.expected_occurrences()
        except (ValueError, ZoneInfoNotFoundError):
            return []
        return Programme(self, dates, timezone.now()).coming[:count]

    def review_words(self):
        if not self.recurrence_rules.strip():
            return {}
        dates = [event_dates(date) for date in self.next_dates(5)]
        return {"recurrence_rules": "; ".join([*dates, self.recurrence_rules])}

    @property
    def is_over(self):
        """Of a series whether its last date is; one without an end always has one to come."""
        return (self.last_ends_at or self.ends_at) < timezone.now()

    @property
    def is_cancelled(self):
        return self.status == self.Status.CANCELLED

    @property
    def registration_is_open(self):
        open_until = self.registration_until or self.last_ends_at or self.ends_at
        return (
            bool(self.registration_url)
            and self.status in {self.Status.SCHEDULED, self.Status.MOVED}
            and open_until >= timezone.now()
        )

    def organisers(self):
        return [o for o in (self.owner, *self.further_organisers.all()) if o]
