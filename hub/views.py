"""Pages that belong to no app: for robots, and for when something went wrong."""

import posixpath
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: {_search(code)}?" for code, _name in settings.LANGUAGES),
        f"Sitemap: {settings.HUB_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def _search(language):
    with override(language):
        return reverse("search")


@require_safe
def media(request, path):
    """Pictures that were made for pages; originals and documents have rights and addresses."""
    path = posixpath.normpath(path).lstrip("/")
    if not path.startswith("images/"):
        raise Http404
    return serve(request, path, document_root=settings.MEDIA_ROOT)


def bad_request(request, exception=None):
    return _error(400)


def forbidden(request, exception=None):
    return _error(403)


def csrf_failure(request, reason=""):
    return _error(403)


def not_found(request, exception=None):
    return _error(404)


def too_many_requests(request, exception=None):
    response = _error(429)
    response.headers["Retry-After"] = "60"
    return response


def server_error(request):
    return _error(500)


def _error(status):
    """A page that needs neither database nor session, because those may be what is broken."""
    try:
        page = loader.render_to_string(f"{status}.html")
    except ValueError:  # the style sheets were never collected
        page = f"{status} {HTTPStatus(status).phrase}"
    return HttpResponse(page, status=status)
