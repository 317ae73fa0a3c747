"""What visitors asked, as far as it may be kept: nothing that one person alone has typed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

VISITORS_NEEDED = 3  # of one day, before the words themselves are stored
MAX_LENGTH = 120


class AskedQuestion(models.Model):
    """A question by the keyed hash of its words; the words only once three visitors typed them.

    `marks` tell the visitors of the day of `last_asked` apart, by a key that is thrown away with
    that day. What one visitor asks again on another day counts again in `visitors`.
    """

    class Outcome(models.TextChoices):
        NOTHING = "nothing", _("no hits")
        PARTLY = "partly", _("too few hits for all of its words")
        FOUND = "found", _("hits")

    key = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=2)
    text = models.CharField(_("question"), max_length=MAX_LENGTH, blank=True)
    folded = models.CharField(max_length=2 * MAX_LENGTH, blank=True, db_index=True)
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome.choices)
    visitors = models.PositiveIntegerField(_("visitors"), default=1)
    marks = models.TextField(blank=True)
    last_asked = models.DateField(_("last asked"), db_index=True)

    class Meta:
        ordering = ["-visitors", "-last_asked", "pk"]
        default_permissions = ("view", "delete")
        verbose_name = _("question of visitors")
        verbose_name_plural = _("questions of visitors")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(text="", folded="") | models.Q(visitors__gte=VISITORS_NEEDED),
                name="search_askedquestion_three_visitors",
                violation_error_message=_("Too few visitors asked this for its words to be kept."),
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["nothing", "partly", "found"]),
                name="search_askedquestion_outcome",
                violation_error_message=_("There is no such result."),
            ),
        ]

    def __str__(self):
        return self.text


class VisitorKey(models.Model):
    """The secret that tells the visitors of one day apart; deleted when the day is over."""

    day = models.DateField(unique=True)
    secret = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        verbose_name = _("key of a day")
        verbose_name_plural = _("keys of days")

    def __str__(self):
        return str(self.day)
