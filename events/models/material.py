"""What an event leaves behind."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey


class Material(models.Model):
    """Slides, a recording, minutes: a link that stays on the page when the event is over."""

    event = ParentalKey("events.Event", related_name="material", on_delete=models.CASCADE)
    title = models.CharField(_("what it is"), max_length=120)
    url = models.URLField(_("address"), max_length=500)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("material")
        verbose_name_plural = _("material")

    def __str__(self):
        return self.title
