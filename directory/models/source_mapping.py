"""What the words of a source mean here, whatever it imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.place import postcode_validator
from directory.models.topic import Topic


class SourceMapping(models.Model):
    """A word of a source: as topic, as address of a place, or as one of the hub's own words.

    A subclass has the `source` and the `kind`, of which TOPIC and PLACE mean the same everywhere.
    """

    TOPIC, PLACE = "topic", "place"
    ADDRESS = ("venue", "street", "postcode", "place")

    class Use(models.TextChoices):
        OPEN = "", _("not decided")
        MAPPED = "mapped", _("as chosen")
        AS_IS = "as_is", _("as it is")
        LEFT_OUT = "left_out", _("left out")

    text = models.CharField(_("in the source"), max_length=255)
    use = models.CharField(max_length=8, choices=Use.choices, blank=True, default=Use.OPEN)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        related_name="+",
        on_delete=models.SET_NULL,
    )
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(
        _("postcode"), max_length=5, blank=True, validators=[postcode_validator]
    )
    place = models.CharField(_("place"), max_length=120, blank=True)

    class Meta:
        abstract = True
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "text"], name="%(app_label)s_%(class)s_unique"
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_topic(self):
        return self.kind == self.TOPIC

    @property
    def is_place(self):
        return self.kind == self.PLACE

    @property
    def codes(self):
        """Pairs of (code, label) that the word may stand for; then the subclass has a `code`."""
        return []
