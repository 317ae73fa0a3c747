"""Sign-in at a server of others, which may be down, slow, or answer with something else."""

from __future__ import annotations

import logging
from functools import wraps

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from hub.accounts.second_factor import View

logger = logging.getLogger(__name__)


def answers_anyway(view: View) -> View:
    """allauth asks the server for its addresses outside of what it catches errors of."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except (OSError, OAuth2Error, KeyError) as error:
            # OSError: no answer, or one that is no JSON. KeyError: its list of addresses lacks one.
            logger.warning("Sign-in at %s failed: %s", provider_id, type(error).__name__)
            return render(request, "socialaccount/authentication_error.html", status=503)

    return wrapped


login = answers_anyway(oidc.login)
callback = answers_anyway(oidc.callback)
