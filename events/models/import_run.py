"""The log of imports: every run, and what became of each event in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.source_run import SourceEntry, SourceFile, SourceRun
from events.models.event import Event
from events.models.event_source import EventSource


class ImportRun(SourceRun):
    source = models.ForeignKey(EventSource, related_name="runs", on_delete=models.CASCADE)
    undoes = models.ForeignKey("self", null=True, related_name="+", on_delete=models.CASCADE)

    class Meta(SourceRun.Meta):
        verbose_name = _("run of an import")
        verbose_name_plural = _("runs of imports")


class ImportFile(SourceFile):
    run = models.OneToOneField(ImportRun, related_name="file", on_delete=models.CASCADE)


class ImportEntry(SourceEntry):
    run = models.ForeignKey(ImportRun, related_name="entries", on_delete=models.CASCADE)
    event = models.ForeignKey(Event, null=True, related_name="+", on_delete=models.SET_NULL)
    starts_at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=40, blank=True)
