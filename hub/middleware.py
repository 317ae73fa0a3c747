"""What happens around every request."""

from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse


def health(get_response):
    """Answer /healthz before anything else, so that a proxy can ask by any host name."""

    def middleware(request):
        if request.path != "/healthz":
            return get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except OperationalError:
            return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
        return HttpResponse("ok\n", content_type="text/plain")

    return middleware


def admin_content_security(get_response):
    """Give Wagtail's admin its own content security policy; the public side stays strict."""

    def middleware(request):
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response

    return middleware
