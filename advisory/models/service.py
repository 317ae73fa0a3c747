"""Services that advise."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase

from advisory import territory
from advisory.fields import TerritoryField, validate_territory
from directory.models import Listing, Organisation
from hub.fields import ChoiceListField


class AdvisoryServiceTag(TaggedItemBase):
    content_object = ParentalKey(
        "advisory.AdvisoryService", related_name="tagged_items", on_delete=models.CASCADE
    )


class AdviceLanguage(models.TextChoices):
    """ISO 639-1; Django knows the words."""

    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")
    ALBANIAN = "sq", _("Albanian")
    ARABIC = "ar", _("Arabic")
    BOSNIAN = "bs", _("Bosnian")
    BULGARIAN = "bg", _("Bulgarian")
    CHINESE = "zh-hans", _("Simplified Chinese")
    CROATIAN = "hr", _("Croatian")
    FRENCH = "fr", _("French")
    GREEK = "el", _("Greek")
    ITALIAN = "it", _("Italian")
    DUTCH = "nl", _("Dutch")
    PERSIAN = "fa", _("Persian")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    ROMANIAN = "ro", _("Romanian")
    RUSSIAN = "ru", _("Russian")
    SERBIAN = "sr", _("Serbian")
    SPANISH = "es", _("Spanish")
    TURKISH = "tr", _("Turkish")
    UKRAINIAN = "uk", _("Ukrainian")
    HUNGARIAN = "hu", _("Hungarian")
    VIETNAMESE = "vi", _("Vietnamese")


class AdvisoryService(Listing):
    """An institution's offer to advise: what, for whom, where, and how soon it answers."""

    class Kind(models.TextChoices):
        ORIENTATION = "orientation", _("First orientation")
        INDIVIDUAL = "individual_advice", _("Individual advice")
        HOTLINE = "hotline", _("Hotline")
        CONSULTATION_DAY = "consultation_day", _("Consultation day")
        WORKSHOP = "workshop", _("Workshop")
        FINANCING = "financing", _("Advice on financing")
        PLACEMENT = "placement", _("Placement")
        ON_SITE_CHECK = "on_site_check", _("Check at your company")

    class Cost(models.TextChoices):
        FREE = "free", _("free of charge")
        SUBSIDISED = "subsidised", _("subsidised")
        PAID = "paid", _("with a fee")

    class Channel(models.TextChoices):
        ONSITE = "onsite", _("at the institution")
        AT_COMPANY = "at_company", _("at your company")
        PHONE = "phone", _("by phone")
        VIDEO = "video", _("by video")
        EMAIL = "email", _("by e-mail")

    RESERVED_SLUGS = frozenset({"anliegen", "request", "digital-check"})

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.INDIVIDUAL)
    territory = TerritoryField(
        _("area of responsibility"),
        default=list,
        blank=True,
        validators=[validate_territory],
        help_text=_("Official keys (AGS) of states, counties or municipalities."),
    )
    for_whom = models.TextField(_("for whom, in words"), max_length=600, blank=True)
    size_classes = ChoiceListField(
        verbose_name=_("for companies of"), choices_class=Organisation.SizeClass
    )
    cost = models.CharField(_("cost"), max_length=12, choices=Cost.choices, default=Cost.FREE)
    cost_note = models.CharField(_("note on the cost"), max_length=200, blank=True)
    channels = ChoiceListField(verbose_name=_("how to meet"), choices_class=Channel)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    url = models.URLField(_("web page"), blank=True)
    answer_within_days = models.PositiveSmallIntegerField(
        _("first answer within working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    languages = ChoiceListField(
        verbose_name=_("languages of the advice"), choices_class=AdviceLanguage
    )
    tags = ClusterTaggableManager(
        through=AdvisoryServiceTag, verbose_name=_("free tags"), blank=True
    )

    url_name = "service_detail"
    template = "advisory/service_detail.html"

    class Meta(Listing.Meta):
        ordering = ["title"]
        verbose_name = _("advisory service")
        verbose_name_plural = _("advisory services")
        constraints = [
            *Listing.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answer_within_days__isnull=True) | Q(answer_within_days__range=(1, 30)),
                name="advisory_advisoryservice_answer_within",
                violation_error_message=_("A first answer takes between 1 and 30 working days."),
            ),
        ]

    @property
    def area_names(self):
        return territory.names(self.territory)

    @property
    def channel_labels(self):
        return self._meta.get_field("channels").labels(self.channels)

    @property
    def size_labels(self):
        return self._meta.get_field("size_classes").labels(self.size_classes)
