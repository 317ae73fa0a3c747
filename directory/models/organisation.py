"""Organisations of the region, where they are, how to reach them, and how they belong together."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase

from directory import industries
from directory.models.listing import Listing
from directory.models.place import Address


class OrganisationTag(TaggedItemBase):
    content_object = ParentalKey(
        "directory.Organisation", related_name="tagged_items", on_delete=models.CASCADE
    )


class Organisation(Listing):
    """A company, startup, university group or institution."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        STARTUP = "startup", _("Startup")
        UNIVERSITY_GROUP = "university_group", _("University group")
        CHAMBER = "chamber", _("Chamber")
        PUBLIC_BODY = "public_body", _("Public body")
        NETWORK = "network", _("Network")
        EDUCATION_PROVIDER = "education_provider", _("Education provider")
        ASSOCIATION = "association", _("Association")

    class LegalForm(models.TextChoices):
        EK = "ek", _("Sole proprietor (e. K.)")
        GBR = "gbr", _("GbR")
        OHG = "ohg", _("OHG")
        KG = "kg", _("KG")
        GMBH_CO_KG = "gmbh_co_kg", _("GmbH & Co. KG")
        UG = "ug", _("UG (limited liability)")
        GMBH = "gmbh", _("GmbH")
        AG = "ag", _("AG")
        EG = "eg", _("Cooperative (eG)")
        EV = "ev", _("Registered association (e. V.)")
        KOER = "koer", _("Public corporation")
        AOER = "aoer", _("Public institution")
        NONE = "none", _("none of its own")

    class SizeClass(models.TextChoices):
        """Size classes of Destatis by persons employed."""

        MICRO = "1-9", _("1–9 employees")
        SMALL = "10-49", _("10–49 employees")
        MEDIUM = "50-249", _("50–249 employees")
        LARGE = "250+", _("250 employees and more")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    legal_form = models.CharField(
        _("legal form"), max_length=12, choices=LegalForm.choices, blank=True
    )
    founded = models.PositiveSmallIntegerField(
        _("founded in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1200), MaxValueValidator(2100)],
    )
    size_class = models.CharField(_("size"), max_length=6, choices=SizeClass.choices, blank=True)
    wz_code = models.CharField(
        _("industry (WZ 2025)"), max_length=7, blank=True, validators=[industries.validate_code]
    )
    offers = models.TextField(_("offers"), max_length=600, blank=True)
    seeks = models.TextField(_("looks for"), max_length=600, blank=True)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "hub.Picture",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tags = ClusterTaggableManager(through=OrganisationTag, verbose_name=_("free tags"), blank=True)

    url_name = "organisation_detail"
    template = "directory/organisation_detail.html"

    class Meta(Listing.Meta):
        ordering = ["title"]
        indexes = [models.Index(fields=["title"], name="directory_organisation_title")]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            *Listing.Meta.constraints,
            models.CheckConstraint(
                condition=Q(founded__isnull=True) | Q(founded__range=(1200, 2100)),
                name="directory_organisation_founded",
                violation_error_message=_("The year of foundation is not possible."),
            ),
        ]

    @classmethod
    def belonging_to(cls, organisations):
        return Q(pk__in=organisations)

    @cached_property
    def location_list(self):
        """Its sites, fetched like the topics."""
        return list(self.locations.all())

    def identity(self):
        """Name, website and addresses; the place follows from the postcode."""
        sites = [f"{each.street} {each.postcode or each.place}" for each in self.location_list]
        return [self.title, self.website, *sorted(sites)]

    @property
    def industry(self):
        return industries.title(self.wz_code)

    @property
    def initials(self):
        """Up to two letters that stand for a missing logo."""
        words = [word for word in self.title.split() if word[0].isalnum()]
        capitals = [word[0] for word in words if word[0].isupper() or word[0].isdigit()]
        return "".join(capitals[:2]) or self.title[:2].upper()

    @property
    def has_logo(self):
        return self.logo_id is not None

    @property
    def has_position(self):
        return any(place.has_position for place in self.locations.all())

    @property
    def is_reachable(self):
        return self.contact_points.exists()

    def main_location(self):
        locations = list(self.locations.all())
        return next((place for place in locations if place.is_primary), None) or next(
            iter(locations), None
        )

    def relations(self):
        """Pairs of (words for the relation, other organisation), from both directions."""
        outgoing = self.relations_out.select_related("target").filter(target__live=True)
        incoming = self.relations_in.select_related("source").filter(source__live=True)
        return [(r.get_kind_display(), r.target) for r in outgoing] + [
            (r.reverse_label, r.source) for r in incoming
        ]


class Location(Address):
    """A site of an organisation."""

    organisation = ParentalKey(Organisation, related_name="locations", on_delete=models.CASCADE)
    name = models.CharField(_("name of the site"), max_length=120, blank=True)
    is_primary = models.BooleanField(_("main site"), default=False)

    class Meta:
        ordering = ["-is_primary", "pk"]
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints = [
            *Address.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(is_primary=True),
                name="directory_location_one_primary",
                violation_error_message=_("Only one site can be the main one."),
            ),
        ]

    def __str__(self):
        return self.name or self.one_line


class ContactPoint(models.Model):
    """How to reach a part of an organisation: a task, not a person."""

    organisation = ParentalKey(
        Organisation, related_name="contact_points", on_delete=models.CASCADE
    )
    label = models.CharField(_("for what"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    url = models.URLField(_("web page"), blank=True)
    hours = models.CharField(_("hours"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="", phone="", url=""),
                name="directory_contactpoint_reachable",
                violation_error_message=_("Give an e-mail address, a phone number or a web page."),
            )
        ]

    def __str__(self):
        return self.label


class SocialLink(models.Model):
    """Another address of the organisation (schema.org sameAs)."""

    organisation = ParentalKey(Organisation, related_name="social_links", on_delete=models.CASCADE)
    url = models.URLField(_("address"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("social link")
        verbose_name_plural = _("social links")

    def __str__(self):
        return self.url


DEEPEST = 5  # parts of parts of an institution


class RelationQuerySet(models.QuerySet):
    def parts_of(self, organisations):
        """Ids of what belongs to these by such relations, at any depth; not these themselves."""
        return self._followed(set(organisations), "target", "source")

    def wholes_of(self, organisations):
        """The other way: ids of what these belong to."""
        return self._followed(set(organisations), "source", "target")

    def _followed(self, organisations, near, far):
        found, level = set(), organisations
        for _depth in range(DEEPEST):
            if not level:
                break
            next_ones = self.filter(**{f"{near}__in": level}).values_list(far, flat=True)
            level = set(next_ones) - found - organisations
            found |= level
        return found


class Relation(models.Model):
    """How one organisation belongs to another; read from both sides."""

    class Kind(models.TextChoices):
        PART_OF = "part_of", _("part of")
        SPIN_OFF_OF = "spin_off_of", _("spin-off of")
        COOPERATES_WITH = "cooperates_with", _("cooperates with")
        FUNDS = "funds", _("funds")

    REVERSE_LABELS = {
        Kind.PART_OF: _("includes"),
        Kind.SPIN_OFF_OF: _("has the spin-off"),
        Kind.COOPERATES_WITH: _("cooperates with"),
        Kind.FUNDS: _("is funded by"),
    }

    source = ParentalKey(Organisation, related_name="relations_out", on_delete=models.CASCADE)
    kind = models.CharField(_("relation"), max_length=20, choices=Kind.choices)
    target = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        related_name="relations_in",
        on_delete=models.CASCADE,
    )

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "target"],
                name="directory_relation_unique",
                violation_error_message=_("This relation exists already."),
            ),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")),
                name="directory_relation_not_itself",
                violation_error_message=_("An organisation has no relation to itself."),
            ),
        ]

    def __str__(self):
        return f"{self.source} {self.get_kind_display()} {self.target}"

    def clean(self):
        super().clean()
        if self.source_id and self.source_id == self.target_id:
            raise ValidationError({"target": _("An organisation has no relation to itself.")})

    @property
    def reverse_label(self):
        return self.REVERSE_LABELS[self.kind]
