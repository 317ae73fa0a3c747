"""What happens around every request."""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.db import DatabaseError, connection
from django.http import HttpResponse, UnreadablePostError

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


def is_of_admin(request):
    """Whether a view below /admin/ answers, by the route that the address has led to.

    Never by the text of the address: a prefix of the server stands before it, and it has spellings.
    """
    match = request.resolver_match
    return match is not None and match.route.lstrip("^").startswith("admin/")


class ShortForms:
    """Refuse longer forms and addresses than any public page has; the admin's are longer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if is_of_admin(request):
            return
        fields = request.META.get("QUERY_STRING", "").count("&")
        if request.method == "POST" and fields <= PUBLIC_FIELDS:
            with suppress(UnreadablePostError):  # the visitor has gone
                fields = sum(len(values) for _name, values in request.POST.lists())
        if fields > PUBLIC_FIELDS:
            raise TooManyFieldsSent("a public form has fewer fields")


def admin_content_security(get_response):
    """Give Wagtail's admin its own content security policy; the public side stays strict."""

    def middleware(request):
        response = get_response(request)
        if is_of_admin(request):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response

    return middleware
