"""People who sign in, pictures, what an installation is called, and the prose pages."""

from django.contrib.auth.models import AbstractUser
from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page

from hub import origins
from hub.blocks import BodyBlock
from hub.mailbox import models as mailbox_models


class User(AbstractUser):
    """A person who signs in; our own model, because it cannot be swapped later."""

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")


class AttemptCount(models.Model):
    """How often somebody has done something since a moment; see hub.rate_limit."""

    name = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=1)
    until = models.DateTimeField(db_index=True)


BouncedAddress, OutgoingMail = mailbox_models.BouncedAddress, mailbox_models.OutgoingMail


class Picture(AbstractImage):
    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")
    LONGEST = 2400  # pixels of a side
    LOGOS = "Logos"  # the collection of those that organisations send themselves

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="hub_rendition_unique"
            )
        ]


@register_setting(icon="site")
class HubSettings(BaseGenericSetting):
    """What this installation is called and who runs it."""

    name = models.CharField(_("name"), max_length=60, default="Region vernetzt")
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)
    region_en = models.CharField(_("region (English)"), max_length=60, blank=True)
    claim = models.CharField(_("one sentence about the hub"), max_length=160, blank=True)
    claim_en = models.CharField(
        _("one sentence about the hub (English)"), max_length=160, blank=True
    )
    contact_email = models.EmailField(_("e-mail for questions"), blank=True)
    contact_phone = models.CharField(_("phone for questions"), max_length=40, blank=True)
    embed_origins = models.TextField(
        _("sites that may show lists of the hub"),
        blank=True,
        validators=[origins.validate],
        help_text=_("One a line, such as https://www.example.org; no other site can embed them."),
    )
    has_sample_data = models.BooleanField(
        _("shows sample data"),
        default=False,
        help_text=_("Puts the notice “sample data” on every page."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("name_en")], heading=_("Name")),
        MultiFieldPanel([FieldPanel("region"), FieldPanel("region_en")], heading=_("Region")),
        MultiFieldPanel([FieldPanel("claim"), FieldPanel("claim_en")], heading=_("Sentence")),
        MultiFieldPanel(
            [FieldPanel("contact_email"), FieldPanel("contact_phone")], heading=_("Questions")
        ),
        FieldPanel("embed_origins"),
        FieldPanel("has_sample_data"),
    ]

    class Meta:
        verbose_name = _("hub")

    def in_language(self, field):
        """The field in the active language, German where the English is missing."""
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def title(self):
        return self.in_language("name")

    @property
    def region_name(self):
        return self.in_language("region")

    @property
    def sentence(self):
        return self.in_language("claim")

    @property
    def embed_partners(self):
        """The origins that may frame an embed."""
        return origins.read(self.embed_origins)


class ProsePage(Page):
    """The abstract page of prose: a lead and a body made of blocks."""

    intro = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        abstract = True


class HomePage(ProsePage):
    """The front page of one language; the lists on it are drawn by its template."""

    question = models.CharField(_("question"), max_length=80)
    label = models.CharField(_("label of the search box"), max_length=120)
    examples = models.TextField(
        _("example questions"), blank=True, help_text=_("One line each, at most six are shown.")
    )

    parent_page_types = ["wagtailcore.Page"]
    template = "hub/home_page.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("question"),
        FieldPanel("label"),
        FieldPanel("examples"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")

    @property
    def example_list(self):
        return [line.strip() for line in self.examples.splitlines() if line.strip()][:6]


class ArticlePage(ProsePage):
    """Guides and news."""

    updated_on = models.DateField(_("state of"), null=True, blank=True)
    template = "hub/article_page.html"
    parent_page_types = ["hub.HomePage", "hub.IndexPage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("updated_on"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class IndexPage(ProsePage):
    """A page that lists the pages below it."""

    template = "hub/index_page.html"
    parent_page_types = ["hub.HomePage"]

    class Meta:
        verbose_name = _("overview")
        verbose_name_plural = _("overviews")

    def get_context(self, request, *args, **kwargs):
        children = self.get_children().live().public().specific()
        return super().get_context(request, *args, **kwargs) | {"children": children}


class StandardPage(ProsePage):
    """Imprint, privacy, accessibility and the like; `role` lets the footer find them."""

    role = models.CharField(
        _("role"),
        max_length=30,
        blank=True,
        validators=[validate_slug],
        help_text=_("imprint, privacy, accessibility or about: puts a link into the footer."),
    )
    template = "hub/standard_page.html"
    parent_page_types = ["hub.HomePage"]
    subpage_types = []
    settings_panels = [*Page.settings_panels, FieldPanel("role")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
