"""What every source of an import has in common: an address, a rhythm, and how it is doing."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import policy_registry

from directory.rights import Action

TRIES = 3  # failed ones in a row, after which somebody is told
RETRY = timedelta(hours=1)


class Rhythm(models.TextChoices):
    HOURLY = "hourly", _("every hour")
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    BY_HAND = "by_hand", _("only when somebody starts it")


PAUSES = {
    Rhythm.HOURLY: timedelta(hours=1),
    Rhythm.DAILY: timedelta(days=1),
    Rhythm.WEEKLY: timedelta(days=7),
}


class ImportSourceQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Those whose runs a person may start, take over and undo."""
        return policy_registry.get_by_type(self.model).among(user, Action.EDIT, self)

    def due(self, *, at=None):
        """Sources whose time has come; one that failed is tried again soon, three times in all."""
        at = at or timezone.now()
        rhythm = Q(tried_at=None)
        for name, pause in PAUSES.items():
            rhythm |= Q(rhythm=name, tried_at__lte=at - pause)
        retry = Q(failures__range=(1, TRIES - 1), tried_at__lte=at - RETRY)
        found = self.filter(rhythm | retry, is_paused=False, confirmed_at__isnull=False)
        return found.exclude(rhythm=Rhythm.BY_HAND).exclude(address="")


class ImportSource(models.Model):
    """A source of an organisation; without an address its files are uploaded.

    Until a person has taken over a dry run (`confirmed_at`) nothing is imported by itself. `etag`,
    `last_modified` and `content_mark` tell that nothing has changed since all of it was taken.
    """

    rhythm = models.CharField(
        _("rhythm"), max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY
    )
    is_paused = models.BooleanField(
        _("paused"), default=False, help_text=_("Nothing is fetched by itself while it is paused.")
    )
    email = models.EmailField(
        _("e-mail for messages"),
        help_text=_(
            "Who is told when the source cannot be read three times in a row, or asks something."
        ),
    )

    confirmed_at = models.DateTimeField(null=True, editable=False)
    tried_at = models.DateTimeField(null=True, editable=False)
    succeeded_at = models.DateTimeField(null=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    content_mark = models.CharField(max_length=64, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failure_reason = models.TextField(blank=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    recovered_at = models.DateTimeField(null=True, editable=False)

    objects = ImportSourceQuerySet.as_manager()
    record_name = ""  # of what it brings, such as “event”, which rows of `imported_events` have

    class Meta:
        abstract = True

    @property
    def imported(self):
        """What is remembered of each record it has brought."""
        return getattr(self, f"imported_{self.record_name}s")

    @property
    def record_model(self):
        return self.imported.model._meta.get_field(self.record_name).related_model

    @property
    def confirmed_by(self):
        """Who says that its records are right."""
        limit = self.record_model._meta.get_field("confirmed_by").max_length
        return self.organisation.title[:limit]

    @property
    def is_upload(self):
        return not self.address

    @property
    def is_failing(self):
        return self.failures > 0

    @property
    def next_run_at(self):
        """When it is due by its rhythm; None where nothing runs by itself."""
        if self.is_paused or self.is_upload or not self.confirmed_at:
            return None
        pause = PAUSES.get(self.rhythm)
        if pause and 0 < self.failures < TRIES:
            pause = min(pause, RETRY)
        return self.tried_at + pause if pause and self.tried_at else None

    def forget_content(self):
        """Look at every record again next time, also when the server says that all is the same."""
        self.etag = self.last_modified = self.content_mark = ""
        type(self).objects.filter(pk=self.pk).update(etag="", last_modified="", content_mark="")
        self.imported.update(digest="")
