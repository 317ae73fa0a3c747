"""Invitations to act for an organisation, and claims to do so."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from directory.models.membership import Membership, Trust
from directory.models.organisation import Organisation

INVITED_FOR = timedelta(days=14)
CLAIMED_FOR = timedelta(days=14)
CODE_FOR = timedelta(days=2)


def digest(secret: str) -> str:
    """What is stored of a secret that a mail carries."""
    return salted_hmac("directory.invitation", secret, algorithm="sha256").hexdigest()


class SecretQuerySet(models.QuerySet):
    def current(self, *, at=None):
        return self.filter(expires_at__gt=at or timezone.now())

    def with_token(self, token):
        return self.filter(token_digest=digest(token)).first()


class Invitation(models.Model):
    """Whoever has the link of the mail may join; a new one to the same address replaces it."""

    organisation = models.ForeignKey(
        Organisation, related_name="invitations", on_delete=models.CASCADE
    )
    email = models.EmailField(_("e-mail"))  # in small letters
    role = models.CharField(_("role"), max_length=6, choices=Membership.Role.choices)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, related_name="+", on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = SecretQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                name="directory_invitation_unique",
                violation_error_message=_("This address is invited already."),
            )
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_role_display()}"


class Claim(models.Model):
    """Somebody says to act for an entry. `token_digest` is of the link sent to their address."""

    class State(models.TextChoices):
        BEGUN = "begun", _("begun")
        ASKED = "asked", _("waits for a decision")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    CODE_TRIES = 5

    organisation = models.ForeignKey(Organisation, related_name="claims", on_delete=models.CASCADE)
    email = models.EmailField(_("e-mail"))
    reason = models.TextField(_("who you are"), max_length=600, blank=True)
    language = models.CharField(max_length=2)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.BEGUN)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, related_name="+", on_delete=models.SET_NULL
    )

    objects = SecretQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["begun", "asked", "granted", "refused"]),
                name="directory_claim_state",
                violation_error_message=_("This state does not exist."),
            )
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_state_display()}"

    @property
    def is_disputed(self) -> bool:
        """Whether somebody answers for the entry already."""
        return self.organisation.memberships.filter(role=Membership.Role.OWNER).exists()

    @property
    def needs_decision(self) -> bool:
        """Whether a mailbox is not proof enough: it is disputed, or whoever gets the entry could
        publish or vouch for others. At a university everybody has an address at its domain."""
        trusted = Trust.objects.filter(organisation=self.organisation_id)
        trusted = trusted.exclude(level=Trust.Level.NEW, may_vouch=False)
        return self.is_disputed or trusted.exists()
