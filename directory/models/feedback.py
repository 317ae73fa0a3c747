"""What visitors say about a record: what should stand there instead, and what is wrong with it."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.review import new_token


class Feedback(models.Model):
    """Open until somebody has answered; `email` is written to after it was confirmed."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=2)
    token = models.CharField(max_length=64, default=new_token, unique=True)  # confirms the address
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, db_index=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, related_name="+", on_delete=models.SET_NULL
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    class Meta:
        abstract = True

    @property
    def is_open(self):
        return self.closed_at is None


class Correction(Feedback):
    """`values` holds what should stand in the fields, `before` what stood there."""

    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    remark = models.TextField(_("remark"), max_length=2000, blank=True)
    is_accepted = models.BooleanField(default=False)
    # Only while it is open: who proposes does not decide. Nobody reads it but the code.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, related_name="+", on_delete=models.SET_NULL
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self):
        return f"{self.content_type_id}:{self.object_id}"


class Report(Feedback):
    class Reason(models.TextChoices):
        GONE = "gone", _("It does not exist any more.")
        WRONG = "wrong", _("What it says is wrong or misleading.")
        TWICE = "twice", _("It is there twice.")
        UNLAWFUL = "unlawful", _("It violates a law or somebody's rights.")
        ADVERTISING = "advertising", _("It is advertising, or has nothing to do with the region.")
        OTHER = "other", _("Something else.")

    reason = models.CharField(_("What is wrong?"), max_length=11, choices=Reason.choices)
    text = models.TextField(_("In your words"), max_length=2000, blank=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    reason__in=["gone", "wrong", "twice", "unlawful", "advertising", "other"]
                ),
                name="directory_report_reason",
            )
        ]

    def __str__(self):
        return self.get_reason_display()
