"""The pages of prose for search engines; records are listed by search."""

from django.contrib.sitemaps import Sitemap
from wagtail.models import Page


class PageSitemap(Sitemap):
    limit = 5000

    def items(self):
        return Page.objects.live().public().filter(depth__gte=2).order_by("path")

    def location(self, page):
        return page.get_url()

    def lastmod(self, page):
        return page.last_published_at
