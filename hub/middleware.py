"""What happens around every request."""

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.db import DatabaseError, connection
from django.http import HttpResponse

from hub.health import problems

PUBLIC_FIELDS = 1000  # Django's own limit


def health(get_response):
    """Answer /healthz before anything else, so that a proxy can ask by any host name.

    200 while pages can be served, even with less in them; then the first line says “degraded”.
    """

    def middleware(request):
        if request.path != "/healthz":
            return get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            lines = problems()
        except DatabaseError:
            return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
        text = "\n".join(["degraded" if lines else "ok", *lines])
        return HttpResponse(text + "\n", content_type="text/plain")

    return middleware


def short_forms(get_response):
    """Refuse longer forms and addresses than any public page has; the admin's are longer."""

    def middleware(request):
        if not request.path.startswith("/admin/"):
            fields = request.META.get("QUERY_STRING", "").count("&")
            if request.method == "POST" and fields <= PUBLIC_FIELDS:
                fields = sum(len(values) for _name, values in request.POST.lists())
            if fields > PUBLIC_FIELDS:
                raise TooManyFieldsSent("a public form has fewer fields")
        return get_response(request)

    return middleware


def admin_content_security(get_response):
    """Give Wagtail's admin its own content security policy; the public side stays strict."""

    def middleware(request):
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response

    return middleware
