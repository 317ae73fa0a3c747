"""The log of imports: every run, and what became of each event in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.source_run import SourceFile, SourceRun
from events.models.event import Event
from events.models.event_source import EventSource


class ImportRun(SourceRun):
    source = models.ForeignKey(EventSource, related_name="runs", on_delete=models.CASCADE)
    undoes = models.ForeignKey("self", null=True, related_name="+", on_delete=models.CASCADE)

    class Meta(SourceRun.Meta):
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

    @property
    def can_be_undone(self):
        return (
            self.purpose == self.Purpose.IMPORT
            and self.state in {self.State.DONE, self.State.FAILED}
            and any(self.counts.get(name) for name in ("new", "changed", "conflict"))
        )


class ImportFile(SourceFile):
    run = models.OneToOneField(ImportRun, related_name="file", on_delete=models.CASCADE)


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
