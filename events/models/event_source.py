"""Calendars of partners from which events are imported, and what is remembered of them."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from directory.models.import_source import ImportSource
from directory.models.imported_record import ImportedRecord
from directory.models.source_mapping import SourceMapping
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


class EventMapping(SourceMapping):
    class Kind(models.TextChoices):
        TOPIC = SourceMapping.TOPIC, _("category")
        PLACE = SourceMapping.PLACE, _("place")

    source = models.ForeignKey(EventSource, related_name="mappings", on_delete=models.CASCADE)
    kind = models.CharField(max_length=5, choices=Kind.choices)


class ImportedEvent(ImportedRecord):
    """It is missing when it vanished while it was still to come."""

    class Decision(models.TextChoices):
        OPEN = "", _("decide later")
        KEEP = "keep", _("keep it")
        CANCEL = "cancel", _("mark it as cancelled")
        WITHDRAW = "withdraw", _("withdraw it")

    source = models.ForeignKey(
        EventSource, related_name="imported_events", on_delete=models.CASCADE
    )
    event = models.ForeignKey(
        Event, null=True, related_name="imported_from", on_delete=models.SET_NULL
    )
    decision = models.CharField(
        max_length=8, choices=Decision.choices, blank=True, default=Decision.OPEN
    )
