"""How far the question whether a record is still right has gone, and who was asked when."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from directory.freshness.rhythm import State, Step


class RenewalQuerySet(models.QuerySet):
    def of_kind(self, model):
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def of(self, record):
        return self.of_kind(type(record)).filter(object_id=record.pk)

    def stepped_back(self):
        return self.filter(stepped_back_on__isnull=False)


class Renewal(models.Model):
    """One row for every record that is checked again some day; the clock keeps it.

    `due_on` and `state` are as of the clock's last look. `revision` is what was public before the
    record stepped back, and comes back as it was.
    """

    content_type = models.ForeignKey(ContentType, related_name="+", on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    due_on = models.DateField(db_index=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State])
    stepped_back_on = models.DateField(null=True, db_index=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, related_name="+", on_delete=models.SET_NULL
    )

    objects = RenewalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["content_type", "due_on"], name="directory_renewal_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], name="directory_renewal_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in State]),
                name="directory_renewal_state",
            ),
        ]

    def __str__(self):
        return f"{self.content_type_id}:{self.object_id} {self.due_on}"

    @property
    def record(self):
        """The record as it is now; None once it is deleted."""
        model = self.content_type.model_class()
        return model._base_manager.filter(pk=self.object_id).first()


class Reminder(models.Model):
    """A person was asked about one due day of a record; a mail holds all that are asked on a day.

    Whoever has the secret may answer for the person. Only its hash is kept.
    """

    renewal = models.ForeignKey(Renewal, related_name="reminders", on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="+", on_delete=models.CASCADE)
    due_on = models.DateField()
    step = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Step])
    sent_on = models.DateField(db_index=True)
    secret_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["renewal", "user", "due_on", "step"], name="directory_reminder_once"
            ),
            models.CheckConstraint(
                condition=models.Q(step__in=[s.value for s in Step]),
                name="directory_reminder_step",
            ),
        ]

    def __str__(self):
        return f"{self.renewal} {self.step}"
