"""Who needs a second factor, and whether this session has shown one.

The rule holds for sessions: one that began with a password alone is no better after the person has
set up a second factor elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from hub.middleware import is_of_admin
from hub.models import User

SESSION_KEY = "second_factor"  # the key of the person who has shown it
View = Callable[..., HttpResponse]
Rule = Callable[[User], bool]

_rules: list[Rule] = []


def require_for(rule: Rule) -> Rule:
    """Register another group of people who need a second factor; usable as a decorator."""
    _rules.append(rule)
    return rule


@require_for
def may_enter_the_admin(user: User) -> bool:
    return user.is_staff or user.has_perm("wagtailadmin.access_admin")


def is_required_for(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and any(rule(user) for rule in _rules)


def is_shown(request: HttpRequest) -> bool:
    """This session has shown a second factor of the person who is signed in."""
    return request.user.is_authenticated and request.session.get(SESSION_KEY) == request.user.pk


def note_shown(request: HttpRequest, user: User) -> None:
    request.session[SESSION_KEY] = user.pk


def obstacle(request: HttpRequest) -> HttpResponse | None:
    """Where to go first when this session lacks a second factor that it needs."""
    if not is_required_for(request.user) or is_shown(request):
        return None
    return _question(request) or redirect("account_second_factor")


def _question(request: HttpRequest) -> HttpResponse | None:
    """Where the second factor that the person has is asked for."""
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        name = "mfa_reauthenticate"
    elif is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
        name = "mfa_reauthenticate_webauthn"
    else:
        return None
    here = request.get_full_path() if request.method == "GET" else reverse("account_home")
    return redirect(f"{reverse(name)}?{urlencode({'next': here})}")


def second_factor_required(view: View) -> View:
    """A view for people who, where they need one, have shown a second factor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return obstacle(request) or view(request, *args, **kwargs)

    return guarded


def existing_one_required(view: View) -> View:
    """A page that shows or changes second factors: whoever has one shows it first.

    Else a session that began with a password alone would add one of its own, or read the codes.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        problem = None
        if request.user.is_authenticated and not is_shown(request):
            problem = _question(request)
        return problem or view(request, *args, **kwargs)

    return guarded


class AdminNeedsSecondFactor:
    """Middleware: no view of the admin answers a session that lacks the second factor."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponse | None:
        if is_of_admin(request) and request.resolver_match.route not in OPEN:
            return obstacle(request)
        return None


OPEN = {"admin/login/", "admin/logout/"}  # doors that lead to /konto/ and out
