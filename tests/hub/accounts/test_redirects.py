"""Whatever a link asks for as the next page, nobody is led off the hub."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import get_resolver

from hub.accounts.adapter import AccountAdapter
from tests.hub.accounts.people import make_person, sign_in
from tests.hub.accounts.test_second_factor import _routes

pytestmark = pytest.mark.django_db
SOMEWHERE_ELSE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "http:/\\evil.example",
    "http:\\\\evil.example",
    "http:evil.example",
    "http:///evil.example",
    "HTTPS://evil.example",
    "https://testserver@evil.example",
    "https://evil.example#@testserver",
    "http://localhost/",  # the machine of whoever follows the link
    "http://127.0.0.1:8000/",
    "http://testserver:8080/",
    "evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "%2f%2fevil.example",
    "／／evil.example",
)
TRICKS = {
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "host=evil.example",
    "X-Original-URL": "//evil.example/",
    "Referer": "https://evil.example/",
}
LISTS = ("/verz", "/veranst", "/weiterb", "/beratung", "/foerd", "/gesuche", "/such", "/site")
NAMES = ("next", "back", "return", "return_to", "redirect", "url", "from", "continue", "page")


def leads_away(answer):
    """As browsers read it: they drop tabs and line ends, and take \\ for /."""
    address = answer.headers.get("Location", "/")
    read = re.sub(r"[\t\r\n]", "", address).strip("\x00 ").replace("\\", "/")
    parts = urlsplit(read)
    return bool(parts.scheme or parts.netloc)


@pytest.mark.parametrize("address", SOMEWHERE_ELSE)
def test_only_a_path_may_be_the_next_page(address):
    assert not AccountAdapter().is_safe_url(address)


@pytest.mark.parametrize("address", ["/", "/mein/", "/suche/?q=KI&page=2", "/%5cx/", "/a?b=//c"])
def test_every_path_of_the_hub_may_be_the_next_page(address):
    assert AccountAdapter().is_safe_url(address)


@pytest.mark.parametrize("evil", ["//evil.example", "/\\evil.example", "http://localhost/"])
def test_signing_in_and_out_lead_nobody_away(evil):
    person = make_person("eva@hub.example", password="lange Wanderung")
    typed = {"login": person.email, "password": "lange Wanderung"}
    asked = {"next": evil}
    browser = Client(headers=TRICKS)
    answer = browser.post("/konto/anmelden/", typed | asked, query_params=asked)
    assert answer.url == "/konto/"
    assert not leads_away(browser.get("/konto/anmelden/", asked))  # is signed in already
    answer = browser.post("/konto/bestaetigen/", {"password": typed["password"]} | asked)
    assert not leads_away(answer)
    assert not leads_away(browser.post("/konto/abmelden/", asked, query_params=asked))
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("name", ["konto", "admin", "page"])
def test_the_way_back_is_still_known(name):
    person = make_person("eva@hub.example", password="lange Wanderung")
    path = {"konto": "/konto/geraete/", "admin": "/admin/", "page": "/suche/?q=KI"}[name]
    typed = {"login": person.email, "password": "lange Wanderung", "next": path}
    assert Client().post("/konto/anmelden/", typed).url == path


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_address_leads_away_whatever_its_query_says(method):
    """Pages of people who are signed in, and every form as visitors send it."""
    browser = Client(headers=TRICKS)
    asked = dict.fromkeys(NAMES, "//evil.example/")
    routes = {route for route in _routes(get_resolver().url_patterns) if "<" not in route}
    public = {f"/{route}" for route in routes if not re.search(r"[*(^]|^admin/|^en/", route)}
    public |= {"/admin/login/", "/_util/login/", "/konto/anmelden/"}
    assert len(public) > 60
    if method == "GET":
        sign_in(browser, make_person("eva@hub.example", password="lange Wanderung"))
        public = {path for path in public if not path.startswith(LISTS)}
    away = [
        path
        for path in sorted(public)
        if leads_away(browser.generic(method, path, query_params=asked))
    ]
    assert away == []
