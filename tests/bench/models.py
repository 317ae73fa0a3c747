"""The records once more as Wagtail's own search wants them."""

from django.db import models
from wagtail.search import index


class WagtailRecord(index.Indexed, models.Model):
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300)
    description = models.TextField()
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=20)

    search_fields = [
        index.SearchField("title"),
        index.SearchField("summary"),
        index.SearchField("description"),
        index.FilterField("kind"),
        index.FilterField("topic"),
    ]

    def __str__(self):
        return self.title
