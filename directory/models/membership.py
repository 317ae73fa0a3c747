"""Who acts for an organisation, how far it is trusted, and who reviews what others hand in."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.organisation import Organisation
from directory.models.topic import Topic


class Membership(models.Model):
    """A person who acts for an organisation; one person can act for several."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")

    organisation = models.ForeignKey(
        Organisation, related_name="memberships", on_delete=models.CASCADE
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="memberships", on_delete=models.CASCADE
    )
    role = models.CharField(_("role"), max_length=6, choices=Role.choices)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="directory_membership_unique",
                violation_error_message=_("This person belongs to the organisation already."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "editor"]),
                name="directory_membership_role",
                violation_error_message=_("A member is an owner or an editor."),
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation} ({self.get_role_display()})"


class Trust(models.Model):
    """What an organisation may do without asking; without a row it is new.

    `may_vouch` lets its members approve what belongs to it.
    """

    class Level(models.TextChoices):
        NEW = "new", _("new: every change is reviewed")
        PROVEN = "proven", _("proven: publishes for itself at once")
        PUBLISHER = "publisher", _("publisher: also for the organisations that are part of it")

    organisation = models.OneToOneField(
        Organisation, related_name="trust", on_delete=models.CASCADE
    )
    level = models.CharField(_("level"), max_length=9, choices=Level.choices, default=Level.NEW)
    may_vouch = models.BooleanField(_("vouches for others"), default=False)

    class Meta:
        verbose_name = _("trust")
        verbose_name_plural = _("trust")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=["new", "proven", "publisher"]),
                name="directory_trust_level",
                violation_error_message=_("This level does not exist."),
            )
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_level_display()}"


class Moderator(models.Model):
    """A person who reviews what is handed in: everything, or what topics and areas name."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, related_name="moderator", on_delete=models.CASCADE
    )
    topics = models.ManyToManyField(
        Topic, verbose_name=_("topics"), blank=True, related_name="moderators"
    )
    areas = models.CharField(
        _("areas"),
        max_length=200,
        blank=True,
        validators=[RegexValidator(r"^\d{2,8}( \d{2,8})*$", _("Keys of two to eight digits."))],
        help_text=_("Beginnings of official keys (AGS), separated by blanks: 06633 is a county."),
    )

    class Meta:
        verbose_name = _("moderator")
        verbose_name_plural = _("moderators")

    def __str__(self):
        return str(self.user)

    @property
    def area_list(self):
        return self.areas.split()
