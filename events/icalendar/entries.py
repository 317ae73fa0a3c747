"""What calendars keep about an event: its name for ever and how often it has changed."""

import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.icalendar import component
from events.icalendar.series import dates_of
from hub.http import absolute

RENDERING = "2"  # raise it when events/icalendar/component.py writes something else
MAX_UID = 255
LANGUAGES = ("de", "en")


class CalendarEntryQuerySet(models.QuerySet):
    def of(self, event):
        """The entry of an event; unsaved where it has none yet."""
        entry = self.filter(event=event).first() or self.model()
        entry.event = event  # as it is in memory
        return entry

    def refresh_of(self, event, *, at=None):
        """Those of the event and of others that it tells of."""
        self.of(event).refresh(at=at)
        for entry in self.filter(event__joined_to=event).select_related("event"):
            entry.event.joined_to = event
            entry.refresh(at=at)

    def write_new(self, events, dates, *, at):
        """Entries of new events with their stored dates, all with two queries."""
        names = [event.external_id for event in events]
        taken = set(self.filter(uid__in=names).values_list("uid", flat=True))
        entries = []
        for event, rows in zip(events, dates, strict=True):
            if event.live:
                entry = self.model(event=event, uid=_new_uid(event, taken), form=form())
                entry.write([row for row in rows if row.is_of_later_dates], at=at)
                taken.add(entry.uid)
                entries.append(entry)
        self.bulk_create(entries)

    def public(self):
        return self.filter(event__live=True)

    def withdrawn(self, *, since):
        """Those whose event is not over but has stopped being public."""
        now = timezone.now()
        return self.filter(event__live=False, event__last_ends_at__gte=now, withdrawn_at__gte=since)

    def public_or_withdrawn(self, *, since):
        return self.filter(Q(event__live=True) | Q(withdrawn_at__gte=since))

    def outdated(self):
        """Public ones that were written by other code or for another address of the hub."""
        return self.public().exclude(form=form())


class CalendarEntry(models.Model):
    """The stored iCalendar text of an event that is or was public, in both languages.

    A table of its own, so that publishing a revision never sets the version back. `sequence` and
    `changed_at` rise when the text is another one, and only then.
    """

    event = models.OneToOneField(
        "events.Event", related_name="calendar_entry", on_delete=models.CASCADE
    )
    uid = models.CharField(_("identifier in calendars"), max_length=MAX_UID)
    sequence = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    categories = models.JSONField(_("kind and tags"), default=dict)  # by language
    body_de = models.TextField(_("text in German"))
    body_en = models.TextField(_("text in English"))
    form = models.CharField(_("form of the text"), max_length=16)

    objects = CalendarEntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("calendar entry")
        verbose_name_plural = _("calendar entries")
        constraints = [
            models.UniqueConstraint(fields=["uid"], name="events_calendarentry_uid"),
        ]

    def __str__(self):
        return self.uid

    def refresh(self, *, at=None):
        """Follow the event; says whether the text has changed. A mere draft gets no entry."""
        if self.pk is None and not self.event.live:
            return False
        if not self.uid:
            taken = CalendarEntry.objects.filter(uid=self.event.external_id)
            self.uid = _new_uid(self.event, taken.values_list("uid", flat=True))
        later = self.event.told_by.occurrences.filter(change__this_and_future=True)
        has_changed = self.write(later.select_related("change"), at=at or timezone.now())
        if has_changed or self.form != form():
            self.form = form()
            self.save()
        return has_changed

    def write(self, later, *, at):
        """Make the texts and say whether they have changed; saves nothing.

        `later` are the stored dates that a change of all later ones applies to.
        """
        old = self.body_de, self.body_en, self.categories
        self.body_de, self.body_en = self._bodies(later)
        self.categories = {language: self._words(language) for language in LANGUAGES}
        has_changed = self.pk is None or old != (self.body_de, self.body_en, self.categories)
        if has_changed:
            self._count(at)
        return has_changed

    def version(self):
        return component.Version(self.sequence, self.changed_at)

    def _count(self, now):
        self.sequence = 0 if self.pk is None else self.sequence + 1
        # A clock that was set back must not set the version back.
        self.changed_at = max(now, self.changed_at) if self.changed_at else now
        self.withdrawn_at = None if self.event.live else now

    def _bodies(self, later):
        """The German and the English text; of a joined event what the other one says."""
        event = self.event.told_by
        dates = dates_of(event, hub_zone=settings.TIME_ZONE, kept=later if event.is_series else ())
        self.time_zone = dates.time_zone if dates else ""
        if not event.live:
            return tuple(
                component.withdrawn(dates, uid=self.uid, language=language)
                for language in LANGUAGES
            )
        return tuple(
            component.body(
                event,
                dates,
                uid=self.uid,
                address=absolute(event.url_in(language)),
                language=language,
            )
            for language in LANGUAGES
        )

    def _words(self, language):
        if not self.event.live:
            return []
        with override(language):
            return [self.event.told_by.get_kind_display(), *self._tags]

    @cached_property
    def _tags(self):
        return list(self.event.told_by.tags.names())


def form():
    """What the text depends on besides the event."""
    return hashlib.sha256(
        f"{RENDERING} {settings.HUB_URL} {settings.TIME_ZONE}".encode()
    ).hexdigest()[:16]


def _new_uid(event, taken):
    """That of the calendar an event came from; else a random one, which no change can touch."""
    from_calendar = event.source_name.startswith("ics:") and event.external_id
    # Two organisations may import one event; in one calendar there is one of each name.
    is_free = from_calendar and event.external_id not in taken
    return event.external_id if is_free else str(uuid.uuid4())
