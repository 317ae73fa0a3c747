"""No cookie can be read by a script, goes along from other sites, or over an open line."""

import pytest
from django.test import Client

from tests.hub.accounts.people import make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def https(settings):
    """What HUB_URL=https://… switches on (tests/hub/test_site.py)."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 3600


def test_every_cookie_is_secure_httponly_and_samesite(https):
    client = Client(headers={"x-forwarded-proto": "https"})
    assert client.get("/konto/anmelden/").headers["Strict-Transport-Security"] == "max-age=3600"
    assert sign_in(client, make_person(password="lange Wanderung")).status_code == 302
    client.get("/mein/eintragen/")
    assert {"sessionid", "csrftoken"} <= client.cookies.keys()
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name


def test_an_open_line_gets_no_page_and_no_cookie(https):
    answer = Client().get("/konto/anmelden/")
    assert (answer.status_code, dict(answer.cookies)) == (301, {})
    assert answer.url.startswith("https://")
