"""People who want to hear of a new date of a course."""

import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course

CONFIRM_WITHIN = timedelta(hours=48)
KEPT_FOR = timedelta(days=365)


def new_token():
    """192 random bits."""
    return secrets.token_urlsafe(24)


class CourseWatchQuerySet(models.QuerySet):
    def current(self, *, at=None):
        """Those that are still kept; the others wait for the night to be deleted."""
        return self.filter(expires_at__gt=at or timezone.now())

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def with_token(self, token):
        """The one with this secret; PostgreSQL fails at some characters that no secret has."""
        return self.filter(token=token).first() if token.isprintable() else None


class CourseWatch(models.Model):
    """An address that has asked, and whether it has confirmed; `seen` are the dates known to it."""

    course = models.ForeignKey(Course, related_name="watches", on_delete=models.CASCADE)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    seen = models.JSONField(default=list)

    objects = CourseWatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "email"], name="courses_coursewatch_unique"),
        ]

    def __str__(self):
        return f"{self.course} #{self.pk}"
