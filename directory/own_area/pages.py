"""What the pages of the own area have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from directory.models import Organisation
from directory.rights import Action, Rights
from hub.accounts.second_factor import second_factor_required

View = Callable[..., HttpResponse]
shows_and_does = require_http_methods(["GET", "HEAD", "POST"])


def personal(view: View) -> View:
    """No cache keeps the page, no search engine lists it, no other site learns its address."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


def own(view: View) -> View:
    """A personal page of somebody who is signed in, with a second factor where one is needed.

    Who publishes, reviews or operates may do here what the admin asks a second factor for.
    """
    return personal(login_required(second_factor_required(view)))


def editable(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for those who may change it; 404 hides it from all others."""
    rows = Rights(request.user).among(Action.EDIT, Organisation.objects.all())
    return get_object_or_404(rows, slug=slug)
