"""Pages that belong to no app: for robots, and for when something went wrong."""

from django.conf import settings
from django.http import HttpResponse
from django.template import loader
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Disallow: {reverse('search')}?",
        f"Sitemap: {settings.HUB_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def bad_request(request, exception=None):
    return _error(400)


def forbidden(request, exception=None):
    return _error(403)


def not_found(request, exception=None):
    return _error(404)


def server_error(request):
    return _error(500)


def _error(status):
    """A page that needs neither database nor session, because those may be what is broken."""
    return HttpResponse(loader.render_to_string(f"{status}.html"), status=status)
