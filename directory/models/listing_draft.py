"""What somebody has typed about an organisation and not handed in yet."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.organisation import Organisation

KEPT_FOR = timedelta(days=60)  # after the last change


def new_token():
    """192 random bits."""
    return secrets.token_urlsafe(24)


class ListingDraftQuerySet(models.QuerySet):
    def current(self, *, at=None):
        return self.filter(expires_at__gt=at or timezone.now())

    def with_token(self, token, *, name="token"):
        """The one with this secret; PostgreSQL fails at some characters that no secret has."""
        return self.filter(**{name: token}).first() if token.isprintable() else None


class ListingDraft(models.Model):
    """A form in progress. Without an account, whoever has `token` may go on with it.

    `fields` holds what was typed by the name of its field. `version` rises with every save, so
    that a window that is behind overwrites nothing. `organisation` is the entry to be changed,
    `based_on` its newest revision when the typing began and `begun_with` what it held then; all
    are empty for a new one. Whoever has
    `confirm_token` has got the mail and so owns the address.
    """

    token = models.CharField(_("secret"), max_length=40, default=new_token, editable=False)
    confirm_token = models.CharField(_("secret of the mail"), max_length=40, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="listing_drafts",
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    based_on = models.BigIntegerField(_("begun with revision"), null=True, blank=True)
    begun_with = models.JSONField(_("held before"), default=dict, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2)
    fields = models.JSONField(_("what was typed"), default=dict, encoder=DjangoJSONEncoder)
    logo = models.BinaryField(_("logo"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    objects = ListingDraftQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # nobody asks the admin who is typing about what

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("begun entry")
        verbose_name_plural = _("begun entries")
        constraints = [
            models.UniqueConstraint(
                fields=["token"],
                name="directory_listingdraft_token",
                violation_error_message=_("Another draft has this secret."),
            ),
            models.UniqueConstraint(
                fields=["confirm_token"],
                condition=~Q(confirm_token=""),
                name="directory_listingdraft_confirm_token",
                violation_error_message=_("Another draft has this secret."),
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(organisation__isnull=False),
                name="directory_listingdraft_one_each",
                violation_error_message=_("You are changing this entry already."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="directory_listingdraft_expires",
                violation_error_message=_("A draft is kept for some time at least."),
            ),
        ]

    def __str__(self):
        return self.title or str(_("Entry without a name"))

    @property
    def title(self):
        return str(self.fields.get("title", ""))[:200]

    @property
    def logo_type(self):
        return "image/png" if bytes(self.logo[:4]) == b"\x89PNG" else "image/jpeg"
