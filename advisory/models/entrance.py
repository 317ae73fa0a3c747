"""Doors of partners to the form for requests: a page with their name and subjects they chose."""

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from advisory.models.subject import Subject
from directory.models import Organisation
from hub import origins


class EntranceQuerySet(models.QuerySet):
    def editable_by(self, user):
        """Those of the organisations of a person; all for who runs the hub."""
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(organisation__memberships__user=user)


class Entrance(models.Model):
    """Where the customers of a partner come in; who answers them, the rules decide as ever."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("partner"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="request_entrances",
    )
    slug = models.SlugField(
        _("short name in addresses"),
        unique=True,
        help_text=_("Stands in links and embeds of the partner, so it should stay as it is."),
    )
    title = models.CharField(
        _("title"), max_length=80, blank=True, help_text=_("Empty: the usual question.")
    )
    title_en = models.CharField(_("title (English)"), max_length=80, blank=True)
    intro = models.CharField(_("first words"), max_length=300, blank=True)
    intro_en = models.CharField(_("first words (English)"), max_length=300, blank=True)
    subjects = models.ManyToManyField(
        Subject,
        verbose_name=_("subjects"),
        blank=True,
        related_name="+",
        help_text=_("They stand first, all others behind a link. None: all are shown."),
    )
    origins = models.TextField(
        _("sites that may embed it"),
        blank=True,
        validators=[origins.validate],
        help_text=_("One a line, such as https://www.example.org; no other site can embed it."),
    )
    is_active = models.BooleanField(_("open"), default=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    source_name = models.CharField(max_length=20, blank=True, editable=False)

    objects = EntranceQuerySet.as_manager()

    class Meta:
        ordering = [Lower("slug")]
        verbose_name = _("entrance of a partner")
        verbose_name_plural = _("entrances of partners")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("request_entrance", args=[self.slug])

    @property
    def partner(self):
        """The name that visitors see; empty without an entry that they can see, too."""
        house = self.organisation
        return house.headline if house and house.live else ""

    @property
    def name(self):
        return self.partner or self.slug

    @property
    def is_open(self):
        return self.is_open_on(timezone.localdate())

    def is_open_on(self, day):
        in_time = self.ends_on is None or day <= self.ends_on
        return bool(self.is_active and in_time and self.partner)

    @property
    def title_shown(self):
        return self.title_en if get_language() == "en" else self.title

    @property
    def intro_shown(self):
        return self.intro_en if get_language() == "en" else self.intro

    @property
    def framed_by(self):
        """The origins that may show it in a frame."""
        return origins.read(self.origins)

    def chosen(self, tree):
        """The subjects of a tree that stand first, in its order: [] where none are chosen.

        A chosen subject of the first level stands for all below it, and comes after these.
        """
        keys = set(self.subjects.values_list("pk", flat=True))
        if not keys:
            return []
        found = []
        for branch, below in tree:
            if branch.pk in keys:
                found += [*below, branch]
            else:
                found += [subject for subject in below if subject.pk in keys]
        return found
