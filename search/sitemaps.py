"""Every record in every language for search engines."""

from django.contrib.sitemaps import Sitemap

from search import registry


class RecordSitemap(Sitemap):
    i18n = True
    alternates = True
    limit = 5000

    def __init__(self, document_type):
        super().__init__()
        self.document_type = document_type

    def items(self):
        records = self.document_type.model.objects.live()
        return records.order_by("pk").only("pk", "slug", "updated_at")

    def lastmod(self, record):
        return record.updated_at


def record_sitemaps():
    return {name: RecordSitemap(kind) for name, kind in registry.types().items()}
