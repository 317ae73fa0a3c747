"""What is remembered of each record that a source has brought."""

from django.db import models


class ImportedRecordQuerySet(models.QuerySet):
    @property
    def _is_here(self):
        """Without a record somebody has deleted it."""
        record = self.model._meta.get_field("source").related_model.record_name
        return {f"{record}__isnull": False}

    def missing(self):
        """Vanished from the source while it was still offered there, and nobody has decided yet."""
        return self.filter(missing_since__isnull=False, decision="", **self._is_here)

    def in_conflict(self):
        return self.exclude(conflicts={}).filter(**self._is_here)


class ImportedRecord(models.Model):
    """A record of a source by its id there, and its values when they were last imported.

    `seen` is what the source said, `left` how the import left the record where that differs, both
    as stored values. A record that somebody has deleted does not come back. A subclass has the
    `source`, the record and the `decision` about one that vanished.
    """

    uid = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, blank=True)  # of what the source said
    seen = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    conflicts = models.JSONField(default=dict)  # {field: what the source says}
    missing_since = models.DateTimeField(null=True)
    is_undone = models.BooleanField(default=False)

    objects = ImportedRecordQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "uid"], name="%(app_label)s_%(class)s_unique"
            ),
        ]

    def __str__(self):
        return self.uid
