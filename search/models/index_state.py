"""Which state of the index answers: what lets a feed say “nothing new” without asking it."""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IndexStateManager(models.Manager):
    def changed(self):
        """Note that the index has just committed something, whichever engine it is."""
        now = timezone.now()
        if not self.filter(pk=1).update(number=F("number") + 1, changed_at=now):
            self.get_or_create(pk=1, defaults={"number": 1, "changed_at": now})

    def current(self):
        """The row; None before the first commit."""
        return self.filter(pk=1).first()


class IndexState(models.Model):
    """One row that counts the commits of the index.

    It is written after the commit. So whoever reads it first and the index then may have newer
    hits than the number says, never older ones.
    """

    number = models.PositiveBigIntegerField(_("number of changes"), default=0)
    changed_at = models.DateTimeField(_("changed"))

    objects = IndexStateManager()

    class Meta:
        verbose_name = _("state of the index")
        verbose_name_plural = _("states of the index")

    def __str__(self):
        return str(self.number)
