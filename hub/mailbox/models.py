"""A mail on its way, and addresses that a mail server has refused for good."""

from django.db import models
from django.db.models import F
from django.utils import timezone


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(due_at__isnull=False)

    def due(self, *, at=None):
        """Those that are soon worth nothing come first."""
        due = self.filter(due_at__lte=at or timezone.now())
        return due.order_by(F("not_after").asc(nulls_last=True), "due_at", "pk")

    def too_late(self, *, at=None):
        return self.waiting().filter(not_after__lte=at or timezone.now())

    def finish(self, **changes):
        """Nobody tries again, so the words go: links and codes among them are keys."""
        words = {"subject": "", "text": "", "reply_to": ""}
        return self.update(due_at=None, **words | changes)


class OutgoingMail(models.Model):
    """One mail to one person. `due_at` is empty once it was sent or given up; then its words go,
    and so does whoever an answer goes to instead of the hub. It is worth nothing, and not sent,
    after `not_after`. Rows stay for a month, so that `key` is used once.
    """

    kind = models.CharField(max_length=40)  # what it is about, for the header List-Id
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    reply_to = models.EmailField(blank=True)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, db_index=True)
    not_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    objects = OutgoingMailQuerySet.as_manager()

    def __str__(self):
        return f"{self.kind} {self.pk}"


class BouncedAddress(models.Model):
    """A mail server says that there is no such mailbox; forgotten when a mail gets through."""

    email = models.EmailField(unique=True)
    bounced_at = models.DateTimeField()
    code = models.PositiveSmallIntegerField()  # of SMTP, such as 550

    def __str__(self):
        return f"{self.code} {self.pk}"
