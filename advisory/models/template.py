"""Texts that a desk writes again and again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from advisory.models.desk import AdviceDesk

MOST = 30  # of one desk


class AnswerTemplate(models.Model):
    """A plain text that advisers put into an answer and change there; nothing of a company."""

    desk = models.ForeignKey(
        AdviceDesk, verbose_name=_("desk"), on_delete=models.CASCADE, related_name="templates"
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=2000)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("template for answers")
        verbose_name_plural = _("templates for answers")
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "title"],
                name="advisory_answertemplate_title",
                violation_error_message=_("This desk has a template with this title already."),
            )
        ]

    def __str__(self):
        return self.title
