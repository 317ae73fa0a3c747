"""Keys with which programs of partners send requests, and what tells a retried one from a new."""

import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advisory.models.entrance import Entrance

MARK = 12  # characters of a secret by which people recognise it


def digest(secret):
    """What is kept of a secret: nobody guesses 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class EntranceKeyQuerySet(models.QuerySet):
    def with_secret(self, secret, *, at=None):
        """The key that opens its entrance now, else None."""
        rows = self.select_related("entrance__organisation")
        key = rows.filter(digest=digest(secret), revoked_at=None).first()
        return key if key and key.is_valid_at(at or timezone.now()) else None

    def make(self, *, entrance, name, ends_on):
        """(key, secret); the secret can be shown this once only."""
        secret = f"hub_{secrets.token_urlsafe(32)}"
        fields = {"name": name, "ends_on": ends_on, "begins_with": secret[:MARK]}
        return self.create(entrance=entrance, digest=digest(secret), **fields), secret


class EntranceKey(models.Model):
    """What a program shows to send a request by way of an entrance; of the secret only a digest."""

    entrance = models.ForeignKey(Entrance, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    begins_with = models.CharField(_("begins with"), max_length=MARK, editable=False)
    ends_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = EntranceKeyQuerySet.as_manager()

    class Meta:
        ordering = [F("revoked_at").asc(nulls_first=True), "-created_at", "-pk"]
        verbose_name = _("key of an entrance")
        verbose_name_plural = _("keys of entrances")
        constraints = [
            models.UniqueConstraint(
                fields=["entrance", "name"],
                condition=Q(revoked_at=None),
                name="advisory_entrancekey_name",
                violation_error_message=_("This entrance has a key with this name already."),
            )
        ]

    def __str__(self):
        return f"{self.begins_with}…"

    def is_valid_at(self, at):
        day = timezone.localdate(at)
        return not self.revoked_at and day <= self.ends_on and self.entrance.is_open_on(day)

    @property
    def is_over(self):
        return bool(self.revoked_at) or self.ends_on < timezone.localdate()


class IdempotencyKey(models.Model):
    """The name that a program gave to what it sent: sending it again makes no second request.

    Digests both; `body` is empty once the request has been anonymised.
    """

    KEPT_FOR = timedelta(days=1)

    entrance = models.ForeignKey(Entrance, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, editable=False)
    body = models.CharField(max_length=64, blank=True, editable=False)
    request = models.OneToOneField(
        "AdviceRequest", on_delete=models.CASCADE, related_name="idempotency_key"
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entrance", "digest"],
                name="advisory_idempotencykey_once",
                violation_error_message=_("This was sent already."),
            )
        ]

    def __str__(self):
        return f"idempotency key of request {self.request_id}"
