"""The pages of prose for search engines; records are listed by search."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as django_views
from wagtail.models import Page


class PageSitemap(Sitemap):
    limit = 5000

    def items(self):
        return Page.objects.live().public().filter(depth__gte=2).order_by("path")

    def location(self, page):
        return page.get_url()

    def lastmod(self, page):
        return page.last_published_at


def index(request, **kwargs):
    return django_views.index(_by_own_name(request), **kwargs)


def section(request, **kwargs):
    return django_views.sitemap(_by_own_name(request), **kwargs)


def _by_own_name(request):
    """Django takes the host of every address from the request; another port of it may be claimed,
    and caches keep what they get."""
    request.META["HTTP_HOST"] = urlsplit(settings.HUB_URL).netloc
    return request
