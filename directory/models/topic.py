"""The controlled list of topics, and the pages that introduce one."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from hub.models import ProsePage


class Topic(models.Model):
    """What records are about; two levels, named in German and English."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title (English)"), max_length=80)
    description = models.CharField(_("description"), max_length=300, blank=True)
    description_en = models.CharField(_("description (English)"), max_length=300, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        limit_choices_to={"parent": None},
    )
    sort_order = models.PositiveSmallIntegerField(_("position"), default=0)

    panels = [
        FieldPanel("title"),
        FieldPanel("title_en"),
        FieldPanel("slug"),
        FieldPanel("parent"),
        FieldPanel("description"),
        FieldPanel("description_en"),
    ]

    class Meta:
        ordering = ["sort_order", "title"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="directory_topic_not_own_parent",
                violation_error_message=_("A topic cannot belong to itself."),
            )
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        return self.title_en if get_language() == "en" and self.title_en else self.title

    def clean(self):
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("Topics have two levels only.")})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": _("This topic has topics below it.")})


class TopicPage(ProsePage):
    """An introduction to one topic; its body holds listing blocks."""

    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="pages"
    )

    template = "directory/topic_page.html"
    parent_page_types = ["hub.HomePage", "hub.IndexPage"]
    subpage_types = []
    content_panels = [
        *ProsePage.content_panels[:1],
        FieldPanel("topic"),
        *ProsePage.content_panels[1:],
    ]

    class Meta:
        verbose_name = _("topic page")
        verbose_name_plural = _("topic pages")
