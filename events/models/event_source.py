"""Calendars of partners from which events are imported, and what is remembered of them."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation, Topic
from directory.models.import_source import ImportSource
from directory.models.place import postcode_validator
from events.models.event import Event


class EventSource(ImportSource):
    """A calendar of an organisation; its events are known by source and UID."""

    class Kind(models.TextChoices):
        ICS_ADDRESS = "ics_address", _("calendar at an address (iCal)")
        ICS_FILE = "ics_file", _("calendar file to upload (.ics)")
        JSONLD = "jsonld", _("web page with event data (schema.org)")
        CSV_ADDRESS = "csv_address", _("table at an address (CSV)")
        CSV_FILE = "csv_file", _("table to upload (CSV)")

    UPLOADS = (Kind.ICS_FILE, Kind.CSV_FILE)
    record_name = "event"

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        related_name="event_sources",
        on_delete=models.CASCADE,
        help_text=_("The events become those of this organisation."),
    )
    name = models.CharField(
        _("name"), max_length=120, help_text=_("For example “Calendar of the website”.")
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=Kind.choices, default=Kind.ICS_ADDRESS
    )
    address = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https", "webcal", "webcals"])],
        help_text=_(
            "Where the calendar or web page lies, such as https://www.example.org/calendar.ics. "
            "Leave it empty for files that you upload."
        ),
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("source of events")
        verbose_name_plural = _("sources of events")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["ics_file", "csv_file"], address="")
                | Q(kind__in=["ics_address", "csv_address", "jsonld"]) & ~Q(address=""),
                name="events_eventsource_address",
                violation_error_message=_("A calendar at an address needs one, a file has none."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def format(self):
        """How the file is read: “ics”, “jsonld” or “csv”."""
        return str(self.kind).partition("_")[0]

    @property
    def source_name(self):
        """What its events carry; no organisation has such a short name."""
        return f"{self.format}:#{self.pk}"


class SourceMapping(models.Model):
    """What a word of the source means here: a category a topic, a place an address."""

    class Kind(models.TextChoices):
        CATEGORY = "category", _("category")
        PLACE = "place", _("place")

    class Use(models.TextChoices):
        OPEN = "", _("not decided")
        MAPPED = "mapped", _("as chosen")
        AS_IS = "as_is", _("as it is")
        LEFT_OUT = "left_out", _("left out")

    source = models.ForeignKey(EventSource, related_name="mappings", on_delete=models.CASCADE)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(_("in the source"), max_length=255)
    use = models.CharField(max_length=8, choices=Use.choices, blank=True, default=Use.OPEN)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.SET_NULL,
    )
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(
        _("postcode"), max_length=5, blank=True, validators=[postcode_validator]
    )
    place = models.CharField(_("place"), max_length=120, blank=True)

    class Meta:
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "text"], name="events_sourcemapping_unique"
            ),
        ]

    def __str__(self):
        return self.text


class ImportedEventQuerySet(models.QuerySet):
    def missing(self):
        """Vanished from the source while they were still to come, and nobody has decided yet."""
        return self.filter(missing_since__isnull=False, decision="", event__isnull=False)

    def in_conflict(self):
        return self.exclude(conflicts={}).filter(event__isnull=False)


class ImportedEvent(models.Model):
    """An event of a source by its UID, and its values when they were last imported.

    `seen` is what the source said, `left` how the import left the event where that differs. Both
    hold fields of the event in the form of `stored_values`. Without an event somebody has deleted
    it, and it does not come back.
    """

    class Decision(models.TextChoices):
        OPEN = "", _("decide later")
        KEEP = "keep", _("keep it")
        CANCEL = "cancel", _("mark it as cancelled")
        WITHDRAW = "withdraw", _("withdraw it")

    source = models.ForeignKey(
        EventSource, related_name="imported_events", on_delete=models.CASCADE
    )
    uid = models.CharField(max_length=255)
    event = models.ForeignKey(
        Event, null=True, related_name="imported_from", on_delete=models.SET_NULL
    )
    digest = models.CharField(max_length=64, blank=True)  # of what the source said
    seen = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    conflicts = models.JSONField(default=dict)  # {field: what the source says}
    missing_since = models.DateTimeField(null=True)
    decision = models.CharField(
        max_length=8, choices=Decision.choices, blank=True, default=Decision.OPEN
    )
    is_undone = models.BooleanField(default=False)

    objects = ImportedEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "uid"], name="events_importedevent_unique"),
        ]

    def __str__(self):
        return self.uid
