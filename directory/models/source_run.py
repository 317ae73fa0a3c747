"""What every run of a source has in common, whatever it imports."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

STALE = timedelta(minutes=5)  # without a sign of life; whoever worked on it is gone


class SourceRunQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Those that a person may take over and undo."""
        sources = self.model._meta.get_field("source").related_model.objects
        return self.filter(source__in=sources.editable_by(user))

    def active(self):
        return self.filter(state__in=SourceRun.ACTIVE)

    def abandoned(self, *, at=None):
        """Begun or asked for, and nobody works on them any more."""
        return self.active().filter(beat_at__lt=(at or timezone.now()) - STALE)


class SourceRun(models.Model):
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

    purpose = models.CharField(max_length=6, choices=Purpose.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    trigger = models.CharField(max_length=6, choices=Trigger.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, related_name="+", on_delete=models.SET_NULL
    )
    file_name = models.CharField(_("file"), max_length=120, blank=True)  # that was handed in
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

    objects = SourceRunQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["queued", "running"]),
                name="%(app_label)s_%(class)s_one_active",
                violation_error_message=_("This source is being imported already."),
            ),
        ]

    def __str__(self):
        return self.file_name or f"{self.source} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_active(self):
        return self.state in self.ACTIVE

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    @property
    def can_be_undone(self):
        is_over = self.state in {self.State.DONE, self.State.FAILED}
        is_something = any(self.counts.get(name) for name in ("new", "changed", "conflict"))
        return self.purpose == self.Purpose.IMPORT and is_over and is_something

    @property
    def has_questions(self):
        return any(self.counts.get(name) for name in ("conflict", "vanished"))

    def named_counts(self):
        """Pairs of (number, word) of what is worth telling."""
        labels = {**dict(SourceEntry.Action.choices), "unchanged": _("unchanged")}
        return [(self.counts[name], labels[name]) for name in labels if self.counts.get(name)]

    @property
    def seconds(self):
        if not (self.started_at and self.ended_at):
            return None
        return (self.ended_at - self.started_at).total_seconds()


class SourceEntry(models.Model):
    """What a run did with a record, or would do; unchanged ones have none.

    `fields` are {field: [before, after]}, `conflicts` {field: [here, in the source]}. A subclass
    has the `run` and the record.
    """

    class Action(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        CONFLICT = "conflict", _("changed here and there")
        VANISHED = "vanished", _("vanished")
        RETURNED = "returned", _("back again")
        REJECTED = "rejected", _("rejected")
        SKIPPED = "skipped", _("skipped")
        UNDONE = "undone", _("undone")
        KEPT = "kept", _("could not be undone")

    action = models.CharField(max_length=8, choices=Action.choices)
    uid = models.CharField(max_length=255)
    title = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    fields = models.JSONField(default=dict)
    conflicts = models.JSONField(default=dict)

    class Meta:
        abstract = True
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "action"], name="%(app_label)s_importentry_action")]

    def __str__(self):
        return self.title or self.uid


class SourceFile(models.Model):
    """The file of a run that is not over; it goes with the decision."""

    data = models.BinaryField()  # compressed
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.run)
