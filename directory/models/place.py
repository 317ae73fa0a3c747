"""Places: the register of municipalities and what an address is made of."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

postcode_validator = RegexValidator(r"^\d{5}$", _("A postcode has five digits."))


class MunicipalityQuerySet(models.QuerySet):
    def with_postcode(self, postcode):
        """Municipalities that this postcode belongs to, the largest first."""
        return self.filter(postcodes__contains=postcode).order_by("-inhabitants")

    def by_postcode(self, postcodes):
        """The same for several, with one query: {postcode: municipalities}."""
        found = {postcode: [] for postcode in postcodes if postcode}
        if found:
            any_of = [("postcodes__contains", postcode) for postcode in found]
            for municipality in self.filter(Q(*any_of, _connector=Q.OR)).order_by("-inhabitants"):
                for postcode in found:
                    if postcode in municipality.postcodes:
                        found[postcode].append(municipality)
        return found

    def named(self, text):
        """Municipalities whose name starts with the text, the shortest and largest first."""
        return self.filter(short_name__istartswith=text).order_by(
            models.functions.Length("short_name"), "-inhabitants"
        )


class Municipality(models.Model):
    """A municipality by its official key (AGS); `postcodes` are separated by blanks."""

    ags = models.CharField(
        _("official key (AGS)"),
        max_length=8,
        primary_key=True,
        validators=[RegexValidator(r"^\d{8}$", _("An AGS has eight digits."))],
    )
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=120, db_index=True)
    county = models.CharField(_("county"), max_length=120)
    postcodes = models.CharField(_("postcodes"), max_length=400, blank=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    inhabitants = models.PositiveIntegerField(_("inhabitants"), default=0)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["short_name"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="directory_municipality_position",
                violation_error_message=_("The position does not lie on earth."),
            )
        ]

    def __str__(self):
        return self.short_name


class Address(models.Model):
    """A postal address with position; postcode and place fill the position from the register."""

    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(
        _("postcode"), max_length=5, blank=True, validators=[postcode_validator]
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="%(app_label)s_%(class)s_position",
                violation_error_message=_("A position needs latitude and longitude on earth."),
            )
        ]

    def save(self, *args, **kwargs):
        self.locate()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": _("A position needs latitude and longitude.")})

    def locate(self, register=None):
        """Fill municipality, place and position from the register where they are missing.

        `register` is what `by_postcode` has found, for many addresses.
        """
        if self.municipality_id is None and self.postcode:
            if register is None:
                register = Municipality.objects.by_postcode([self.postcode])
            matches = register[self.postcode]
            named = [m for m in matches if m.short_name == self.place]
            self.municipality = next(iter(named or matches), None)
        if self.municipality is None:
            return
        self.place = self.place or self.municipality.short_name
        if self.latitude is None:
            self.latitude = self.municipality.latitude
            self.longitude = self.municipality.longitude

    @property
    def has_position(self):
        return self.latitude is not None and self.longitude is not None

    @property
    def one_line(self):
        town = " ".join(part for part in (self.postcode, self.place) if part)
        return ", ".join(part for part in (self.street, town) if part)
