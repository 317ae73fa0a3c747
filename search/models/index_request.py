"""The outbox between the database and the index."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IndexRequest(models.Model):
    """One document that the index has to look at again; written with the change itself."""

    document_id = models.CharField(_("document"), max_length=80, unique=True)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["requested_at"]
        verbose_name = _("index request")
        verbose_name_plural = _("index requests")

    def __str__(self):
        return self.document_id
