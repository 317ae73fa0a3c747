"""Whoever may enter the admin needs a second factor, at every address of it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import URLPattern, get_resolver
from wagtail.users.models import UserProfile

from hub.accounts import second_factor
from tests.hub.accounts.people import app_code, make_person, sign_in
from tests.hub.pictures import picture

pytestmark = pytest.mark.django_db
NEEDED = "/konto/zweiter-faktor/noetig/"
SET_UP = "/konto/zweiter-faktor/app/"
VALUES = {"int": "1", "uuid": "8c2b1f40-0b1c-4c2f-9d6c-111111111111"}
OPEN = {"/admin/login/", "/admin/logout/"}


@pytest.fixture
def administrator():
    return make_person("amt@hub.example", password="lange Wanderung", is_superuser=True)


@pytest.fixture
def browser():
    """A browser without the second factor that the fixture `client` gives."""
    return Client()


def admin_addresses():
    """An example of every address below /admin/, as the resolver knows them."""
    routes = {route for route in _routes(get_resolver().url_patterns) if route.startswith("admin/")}
    for route in routes:
        example = re.sub(r"\(\?P<\w+>[^()]+\)", "1", route).replace("\\", "")
        example = re.sub(r"<(?:(\w+):)?\w+>", lambda m: VALUES.get(m[1], "x"), example)
        yield "/" + example.replace(".*", "x")


def _routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern.url_patterns, route)


def session_keys():
    return set(Session.objects.values_list("session_key", flat=True))


def set_up_app(browser):
    """Add an authenticator app; gives its secret."""
    secret = re.search(r'class="secret">(\w+)<', browser.get(SET_UP).content.decode())[1]
    before = session_keys()
    with TestCase.captureOnCommitCallbacks(execute=True):  # there the session learns of it
        answer = browser.post(SET_UP, {"code": app_code(secret)})
    # And gets a new key, which outside of tests goes with the answer.
    (browser.cookies["sessionid"],) = session_keys() - before
    assert answer.url == "/konto/zweiter-faktor/ersatzcodes/"
    return secret


def test_no_address_of_the_admin_answers_without_a_second_factor(browser, administrator):
    sign_in(browser, administrator)
    addresses = set(admin_addresses()) - OPEN
    assert len(addresses) > 300
    open_ones = {
        address
        for address in addresses
        for answer in (browser.get(address), browser.post(address))
        if answer.status_code != 302 or answer.url not in (NEEDED, "/konto/passwort/vergessen/")
    }
    assert open_ones == set()


def test_spellings_of_an_address_do_not_open_the_admin(browser, administrator):
    sign_in(browser, administrator)
    for address in ("/admin", "/admin//", "/%61dmin/", "/admin/login", "/admin/logout"):
        answer = browser.get(address)
        while answer.status_code in {301, 302} and answer.url != NEEDED:
            answer = browser.get(answer.url)
        # Nothing is told at the way out but that it takes a button.
        assert answer.status_code in {404, 405} or answer.url == NEEDED, address


@pytest.mark.parametrize(
    "path",
    [
        *("//admin/", "/admin//pages/", "/./admin/", "/x/../admin/", "/Admin/", "/ADMIN/pages/"),
        *("/de/admin/", "/en/admin/", "/%61dmin/", "/%2fadmin/", "/admin%2f", "/admin;x/"),
        *("/admin/login/../", "/admin/logout/../", "/admin/login/x/", "/admin\\", "/\\admin/"),
        *("/admin/../admin/", "/ａdmin/", "/admin\x00/", "/admın/", "/admin/login//", "admin/"),
    ],
)
def test_no_other_spelling_opens_it_either(browser, administrator, path):
    """What the server hands on is decoded once already."""
    sign_in(browser, administrator)
    answer = browser.get("/", PATH_INFO=path.encode().decode("latin-1"))
    if answer.status_code == 301:
        assert answer.url.startswith(("/admin/", "/%"))
        answer = browser.get("/", PATH_INFO=answer.url)
    assert answer.status_code == 404 or answer.url == NEEDED
    assert b"wagtail" not in answer.content.lower()


@pytest.mark.parametrize("how", ["setting", "server"])
def test_below_a_prefix_of_the_server_it_is_as_closed(browser, administrator, settings, how):
    """There every path begins with the prefix; what counts is which view would answer."""
    sign_in(browser, administrator)
    told = {"SCRIPT_NAME": "/hub"} if how == "server" else {}
    settings.FORCE_SCRIPT_NAME = "/hub" if how == "setting" else None
    for address in ("/admin/", "/admin/pages/", "/admin/snippets/directory/organisation/"):
        answer = browser.get(address, **told)
        assert answer.status_code == 302, address
        assert answer.url.endswith(NEEDED), address


def test_signing_in_again_asks_for_the_second_factor(browser, administrator):
    sign_in(browser, administrator)
    secret = set_up_app(browser)
    other = Client()
    assert sign_in(other, administrator).url == "/konto/anmelden/zweiter-faktor/"
    assert other.get("/konto/").status_code == 302
    assert other.get("/admin/").url.startswith("/admin/login/")
    assert other.post("/konto/anmelden/zweiter-faktor/", {"code": "000000"}).status_code == 200
    key = other.session.session_key
    answer = other.post("/konto/anmelden/zweiter-faktor/", {"code": app_code(secret, later=1)})
    assert answer.url == "/konto/"
    assert other.session.session_key != key
    assert other.get("/admin/").status_code == 200


def test_a_recovery_code_lets_in_once(browser, administrator):
    sign_in(browser, administrator)
    set_up_app(browser)
    page = browser.get("/konto/zweiter-faktor/ersatzcodes/").content.decode()
    code = re.search(r"<li><code>(\d+)</code>", page)[1]
    for answer in ("/konto/", None):
        other = Client()
        sign_in(other, administrator)
        response = other.post("/konto/anmelden/zweiter-faktor/", {"code": code})
        assert response.headers.get("Location") == answer


def test_a_session_that_began_with_a_password_alone_stays_outside(browser, administrator):
    """Its person sets up a second factor elsewhere: that is no proof for this session."""
    stranger = Client()
    sign_in(stranger, administrator)
    sign_in(browser, administrator)
    set_up_app(browser)
    answer = stranger.get("/admin/")
    assert urlsplit(answer.url).path == "/konto/bestaetigen/zweiter-faktor/"
    assert parse_qs(urlsplit(answer.url).query) == {"next": ["/admin/"]}


def test_the_last_second_factor_stays_where_one_is_needed(browser, administrator):
    sign_in(browser, administrator)
    set_up_app(browser)
    assert "Passkey" in browser.get("/konto/zweiter-faktor/app/entfernen/").content.decode()
    browser.post("/konto/zweiter-faktor/app/entfernen/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_people_without_rights_may_let_it_go_again(browser):
    person = make_person("eva@hub.example", password="lange Wanderung")
    sign_in(browser, person)
    set_up_app(browser)
    browser.post("/konto/zweiter-faktor/app/entfernen/")
    assert not Authenticator.objects.exists()
    assert second_factor.SESSION_KEY not in browser.session


def test_the_secret_is_not_readable_in_the_database(browser, administrator):
    sign_in(browser, administrator)
    secret = set_up_app(browser)
    assert secret not in str(list(Authenticator.objects.values()))


def test_with_another_key_no_code_is_right_least_of_all_one_of_an_empty_secret(
    browser, administrator, settings
):
    sign_in(browser, administrator)
    secret = set_up_app(browser)
    settings.SECRET_KEY = "ein anderer Schlüssel"
    other = Client()
    sign_in(other, administrator)
    for known in (secret, ""):
        fields = {"code": app_code(known, later=1)}
        assert other.post("/konto/anmelden/zweiter-faktor/", fields).status_code == 200


def test_it_is_needed_by_whoever_may_enter_the_admin_and_by_others_that_apps_name():
    eva = make_person("eva@hub.example")
    editor = make_person("red@hub.example")
    editor.groups.add(Group.objects.get(name="Editors"))
    rules = list(second_factor._rules)
    try:
        assert not second_factor.is_required_for(eva)
        assert second_factor.is_required_for(editor)
        second_factor.require_for(lambda user: user.email == "eva@hub.example")
        assert second_factor.is_required_for(eva)
    finally:
        second_factor._rules[:] = rules


# --- One door ---------------------------------------------------------------------------------


def test_somebody_without_rights_is_told_so_and_does_not_go_round_in_circles(client):
    client.force_login(make_person("eva@hub.example"))
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "keinen Zugang zur Verwaltung" in answer.content.decode()
    assert len(answer.redirect_chain) == 1


def test_visitors_of_the_admin_sign_in_at_the_one_door_and_come_back(browser):
    answer = browser.get("/admin/snippets/events/event/", follow=True)
    here, query = answer.redirect_chain[-1][0].split("?")
    assert here == "/konto/anmelden/"
    assert parse_qs(query) == {"next": ["/admin/snippets/events/event/"]}


@pytest.mark.parametrize(
    ("address", "door"),
    [
        ("/admin/login/", "/konto/anmelden/?next=%2Fadmin%2F"),
        ("/admin/login/?next=//evil.example/", "/konto/anmelden/?next=%2Fadmin%2F"),
        ("/admin/password_reset/", "/konto/passwort/vergessen/"),
        ("/admin/password_reset/confirm/MQ/abc-def/", "/konto/passwort/vergessen/"),
        ("/_util/login/", "/konto/anmelden/"),
        ("/_util/login/?next=/x/", "/konto/anmelden/?next=%2Fx%2F"),
        ("/en/_util/login/", "/en/account/sign-in/"),
    ],
)
def test_every_other_door_leads_to_the_one(browser, administrator, address, door):
    fields = {"username": "amt@hub.example", "password": "lange Wanderung"}
    assert browser.get(address).url == door
    assert browser.post(address, fields).url == door
    assert "_auth_user_id" not in browser.session


def test_the_admin_changes_neither_password_nor_address(client, administrator):
    client.force_login(administrator)
    page = client.get("/admin/account/").content.decode()
    assert 'type="password"' not in page
    assert 'type="email"' not in page


def test_no_picture_of_a_person_comes_in_unchecked(client, administrator):
    client.force_login(administrator)
    assert 'type="file"' not in client.get("/admin/account/").content.decode()
    typed = {"name_email-first_name": "Ada", "name_email-last_name": "Klein"}
    typed |= {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    typed["avatar-avatar"] = SimpleUploadedFile("ich.png", picture())
    client.post("/admin/account/", typed)
    administrator.refresh_from_db()
    assert administrator.first_name == "Ada"
    assert not UserProfile.get_for_user(administrator).avatar
