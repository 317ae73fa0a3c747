"""A server for signing in that is down, slow or odd is answered for in words."""

import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.statekit import STATES_SESSION_KEY
from allauth.socialaccount.providers.base import Provider

pytestmark = pytest.mark.django_db
NOBODY = "http://127.0.0.1:1/realms/x"
LOGIN, CALLBACK = "/konto/oidc/uni/login/", "/konto/oidc/uni/login/callback/?code=1&state=s"


@contextmanager
def server(body):
    """A web server that answers everything with the same text."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/realms/x"
        http.shutdown()


@pytest.fixture
def provider(settings):
    """The hub knows one server, at an address."""

    def provider(address):
        app = {"provider_id": "uni", "name": "Universität", "client_id": "hub", "secret": "x"}
        app["settings"] = {"server_url": address, "verified_email": ["uni.example"]}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    return provider


def test_two_servers_may_know_the_hub_by_the_same_name(settings, rf):
    apps = [
        {"provider_id": id, "name": id, "client_id": "hub", "secret": "x", "settings": {}}
        for id in ("uni", "ihk")
    ]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    with context.request_context(request := rf.get("/")):
        for id in ("uni", "ihk"):
            kept = get_adapter().get_provider(request, id).serialize()
            assert Provider.deserialize(kept).sub_id == id


def has_gone_there(client):
    session = client.session
    session[STATES_SESSION_KEY] = {"s": ({"process": "login"}, time.time(), "uni")}
    session.save()


def says_so(answer):
    text = answer.content.decode()
    assert "Die Anmeldung hat nicht geklappt" in text
    return answer.status_code == 503


def test_nobody_answers(client, provider):
    provider(NOBODY)
    assert says_so(client.post(LOGIN))
    has_gone_there(client)
    assert says_so(client.get(CALLBACK))
    assert client.get("/konto/").status_code == 302


@pytest.mark.parametrize("body", [b"<h1>Wartung</h1>", b"{}", b""])
def test_something_else_answers(client, provider, body):
    with server(body) as address:
        provider(address)
        assert says_so(client.post(LOGIN))
        has_gone_there(client)
        assert says_so(client.get(CALLBACK))


def test_an_answer_that_nobody_has_asked_for_signs_nobody_in(client, provider):
    provider(NOBODY)
    answer = client.get(CALLBACK)
    assert answer.status_code == 401
    assert "Die Anmeldung hat nicht geklappt" in answer.content.decode()


def test_showing_the_button_asks_nobody_and_unknown_servers_are_not_found(client, provider):
    provider(NOBODY)
    assert client.get(LOGIN).status_code == 200
    assert client.post("/konto/oidc/andere/login/").status_code == 404
