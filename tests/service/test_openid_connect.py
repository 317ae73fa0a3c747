"""Sign-in at a real Keycloak, as universities and chambers run one."""

import html
import json
import re
from http.cookiejar import DefaultCookiePolicy

import pytest
import requests

from tests.running import running_hub
from tests.service import keycloak

HUB_PORT, KEYCLOAK_PORT = 18451, 18452
HUB = f"http://127.0.0.1:{HUB_PORT}"
EVA, STRANGER = "eva@uni.example", "amt@hub.example"
PASSWORD = "lange Wanderung"

pytestmark = pytest.mark.skipif(bool(keycloak.obstacle()), reason=keycloak.obstacle())


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    folder = tmp_path_factory.mktemp("oidc")
    realm = keycloak.realm(HUB, (EVA, PASSWORD), (STRANGER, PASSWORD))
    with keycloak.running(folder, KEYCLOAK_PORT, realm) as issuer:
        provider = {
            "id": keycloak.REALM,
            "name": "Universität Musterstadt",
            "server": issuer,
            "client": keycloak.CLIENT,
            "secret": keycloak.SECRET,
            "domains": ["uni.example"],
        }
        with running_hub(folder, port=HUB_PORT, HUB_OIDC=json.dumps([provider])) as hub:
            yield hub


def people(hub):
    """Addresses with whether they are proved, as the database of the hub has them."""
    code = "from allauth.account.models import EmailAddress as E; import json;"
    code += "print(json.dumps(list(E.objects.values_list('email', 'verified'))))"
    return dict(json.loads(hub.shell(code).splitlines()[-1]))


def sign_in(email):
    """Press the button of the university, sign in there, come back; gives browser and page."""
    browser = requests.Session()
    # Keycloak marks its cookies for https; a browser makes an exception for this machine.
    browser.cookies.set_policy(DefaultCookiePolicy(secure_protocols=("http", "https")))
    page = browser.get(f"{HUB}/konto/anmelden/")
    action = re.search(r'action="(/konto/oidc/[^"]+)"', page.text)[1]
    assert "Universität Musterstadt" in page.text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    form = browser.post(HUB + html.unescape(action), {"csrfmiddlewaretoken": token})
    assert form.url.startswith(f"http://127.0.0.1:{KEYCLOAK_PORT}/"), form.text
    there = html.unescape(re.search(r'action="([^"]+)"', form.text)[1])
    return browser, browser.post(there, {"username": email, "password": PASSWORD})


def test_a_member_of_the_university_signs_in_and_the_same_account_is_there_next_time(hub):
    for _time in range(2):
        browser, page = sign_in(EVA)
        assert page.url == f"{HUB}/konto/", page.text
        assert EVA in page.text
        assert browser.get(f"{HUB}/admin/").status_code == 403
    assert people(hub)[EVA] is True


def test_the_word_of_the_university_does_not_count_for_addresses_of_others(hub):
    _browser, page = sign_in(STRANGER)
    assert page.url == f"{HUB}/konto/e-mail/bestaetigen/", page.text
    assert people(hub)[STRANGER] is False


def test_the_policy_lets_the_form_go_to_the_university_and_to_nobody_else(hub):
    policy = requests.get(f"{HUB}/konto/anmelden/", timeout=30).headers["Content-Security-Policy"]
    assert f"form-action 'self' http://127.0.0.1:{KEYCLOAK_PORT};" in policy + ";"
