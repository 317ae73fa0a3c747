"""Who acts for an organisation, how far it is trusted, and who reviews what others hand in."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.organisation import Organisation
from directory.models.topic import Topic
from hub.groups import PUBLISHERS, REVIEWERS


class GivesEntry(models.Model):
    """A row from which follows who may enter the admin; what people may do there, rights say."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        place_in_groups(self.people())

    def delete(self, *args, **kwargs):
        people = self.people()
        answer = super().delete(*args, **kwargs)
        place_in_groups(people)
        return answer

    def people(self) -> list[int]:
        """Ids of the people whom it is about."""
        return [self.user_id]


class Membership(GivesEntry):
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


class Trust(GivesEntry):
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

    def people(self):
        rows = Membership.objects.filter(organisation=self.organisation_id)
        return list(rows.values_list("user_id", flat=True))


PUBLISHING = (Trust.Level.PROVEN, Trust.Level.PUBLISHER)


class Moderator(GivesEntry):
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


def place_in_groups(people: Iterable[int]) -> None:
    """Give or take the groups of the admin, which follow from memberships, trust and moderators."""
    people = set(people)
    trusted = Membership.objects.filter(user__in=people, organisation__trust__isnull=False)
    wanted = {PUBLISHERS: set(), REVIEWERS: set(_ids(Moderator.objects.filter(user__in=people)))}
    for person, level, may_vouch in trusted.order_by().values_list(
        "user", "organisation__trust__level", "organisation__trust__may_vouch"
    ):
        if level in PUBLISHING:
            wanted[PUBLISHERS].add(person)
        if may_vouch:
            wanted[REVIEWERS].add(person)
    inside = get_user_model().groups.through.objects.filter(user__in=people)
    placed = set(inside.values_list("group__name", "user"))
    for name, members in wanted.items():
        now = {person for group, person in placed if group == name}
        if members != now:  # mostly nothing changes
            group, _created = Group.objects.get_or_create(name=name)
            group.user_set.remove(*now - members)
            group.user_set.add(*members - now)


@transaction.atomic
def place_everybody_in_groups() -> None:
    """What the clock calls: rows that went with others, or many at once, have told nobody."""
    inside = get_user_model().objects.filter(groups__name__in=(PUBLISHERS, REVIEWERS))
    trusted = Membership.objects.exclude(organisation__trust=None).order_by()
    place_in_groups(
        [*inside.values_list("pk", flat=True), *_ids(trusted), *_ids(Moderator.objects)]
    )


def _ids(rows):
    return rows.values_list("user_id", flat=True).distinct()
