"""The log of imports: every run, and what became of each event in it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.event_source import EventSource

STALE = timedelta(minutes=5)  # without a sign of life; whoever worked on it is gone


class ImportRunQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state__in=ImportRun.ACTIVE)

    def abandoned(self, *, at=None):
        """Begun or asked for, and nobody works on them any more."""
        return self.active().filter(beat_at__lt=(at or timezone.now()) - STALE)


class ImportRun(models.Model):
    """One run of a source. Of one source one run is active; the database sees to that.

    `beat_at` is the last sign of life and `attempt` counts who works on it: a process that comes
    back after its run was given to another one can no longer write.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("begins soon")
        RUNNING = "running", _("running")
        WAITING = "waiting", _("waits for you")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("not taken over")
        UNDONE = "undone", _("undone")

    class Purpose(models.TextChoices):
        TRIAL = "trial", _("dry run")
        IMPORT = "import", _("import")
        UNDO = "undo", _("undoing")

    class Trigger(models.TextChoices):
        PERSON = "person", _("by hand")
        CLOCK = "clock", _("by its rhythm")

    ACTIVE = (State.QUEUED, State.RUNNING)

    source = models.ForeignKey(EventSource, related_name="runs", on_delete=models.CASCADE)
    purpose = models.CharField(max_length=6, choices=Purpose.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    trigger = models.CharField(max_length=6, choices=Trigger.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, related_name="+", on_delete=models.SET_NULL
    )
    undoes = models.ForeignKey("self", null=True, related_name="+", on_delete=models.CASCADE)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=0)
    is_loss_accepted = models.BooleanField(default=False)
    question = models.TextField(blank=True)  # why it stopped, in words
    reason = models.TextField(blank=True)  # why it failed, in words
    remarks = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("run of an import")
        verbose_name_plural = _("runs of imports")
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["queued", "running"]),
                name="events_importrun_one_active",
                violation_error_message=_("This source is being imported already."),
            ),
        ]

    def __str__(self):
        return f"{self.source} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_active(self):
        return self.state in self.ACTIVE

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    @property
    def can_be_undone(self):
        return (
            self.purpose == self.Purpose.IMPORT
            and self.state in {self.State.DONE, self.State.FAILED}
            and any(self.counts.get(name) for name in ("new", "changed", "conflict"))
        )

    @property
    def seconds(self):
        if not (self.started_at and self.ended_at):
            return None
        return (self.ended_at - self.started_at).total_seconds()

    def named_counts(self):
        """Pairs of (number, word) of what is worth telling."""
        labels = {**dict(ImportEntry.Action.choices), "unchanged": _("unchanged")}
        labels |= {"kept": _("could not be undone"), "undone": _("undone")}
        return [(self.counts[name], labels[name]) for name in labels if self.counts.get(name)]


class ImportFile(models.Model):
    """The file of a run that is not over; it goes with the decision."""

    run = models.OneToOneField(ImportRun, related_name="file", on_delete=models.CASCADE)
    data = models.BinaryField()  # compressed
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return str(self.run)


class ImportEntry(models.Model):
    """What a run did with an event, or would do; unchanged events have none.

    `fields` are {field: [before, after]}, `conflicts` {field: [here, in the source]}.
    """

    class Action(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        CONFLICT = "conflict", _("changed here and there")
        VANISHED = "vanished", _("vanished")
        RETURNED = "returned", _("back again")
        REJECTED = "rejected", _("rejected")
        SKIPPED = "skipped", _("skipped")

    run = models.ForeignKey(ImportRun, related_name="entries", on_delete=models.CASCADE)
    action = models.CharField(max_length=8, choices=Action.choices)
    uid = models.CharField(max_length=255)
    title = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    event = models.ForeignKey(Event, null=True, related_name="+", on_delete=models.SET_NULL)
    fields = models.JSONField(default=dict)
    conflicts = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "action"], name="events_importentry_action")]

    def __str__(self):
        return self.title or self.uid
