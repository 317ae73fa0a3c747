"""Sign-in at a real Keycloak, as universities and chambers run one, in a real browser."""

import json
import os

import pytest

from tests.browser import keycloak, markup
from tests.browser.houses import CLOSED_HOUSE, HOUSE
from tests.browser.looks import is_accessible
from tests.browser.test_accounts import add_app, check, press, type_code
from tests.browser.test_saved_search import WITH_AND_WITHOUT, mail_to
from tests.hub.accounts.people import app_code

pytestmark = pytest.mark.skipif(bool(keycloak.obstacle()), reason=keycloak.obstacle())

PASSWORD = "lange Wanderung im Reinhardswald"
EVA = {True: "eva-mit@uni.example", False: "eva-ohne@uni.example"}
CHIEF, KNOWN, UNPROVED = "chefin@uni.example", "haus@uni.example", "neu@uni.example"
STRANGER, TAKEN = "amt@hub.example", "doppelt@hub.example"
PEOPLE = {**dict.fromkeys([*EVA.values(), CHIEF, KNOWN, STRANGER, TAKEN], True), UNPROVED: False}
HERE_ALREADY = f"""
from tests.hub.accounts.people import make_person
for email in ("{KNOWN}", "{TAKEN}"):
    make_person(email, password="{PASSWORD}")
make_person("{CHIEF}", is_staff=True, is_superuser=True)
"""
STATE = """
import json
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
ways = SocialAccount.objects.values_list("user__email", flat=True)
print(json.dumps([dict(EmailAddress.objects.values_list("email", "verified")), list(ways)]))
"""


@pytest.fixture(scope="module", autouse=True)
def house(installation, house_ports, tmp_path_factory):
    """The server of the university; that of the chamber is always down."""
    realm = keycloak.realm(installation.address, PASSWORD, PEOPLE)
    with keycloak.starting(tmp_path_factory.mktemp("oidc"), house_ports[0], realm) as server:
        installation.shell(HERE_ALREADY)
        server.wait()
        yield server


def state(installation):
    """Addresses with whether they are proved, and whose account can be entered from elsewhere."""
    return json.loads(installation.shell(STATE).splitlines()[-1])


def sign_in(page, hub, email):
    """Press the button of the house, sign in there unless one is, and come back."""
    page.goto(f"{hub}/konto/anmelden/")
    press(page, HOUSE)
    if not page.url.startswith(hub):
        page.locator("#username").fill(email)
        page.locator("#password").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("#kc-login").click()


def main_text(page):
    return page.locator("main").inner_text()


@WITH_AND_WITHOUT
def test_a_member_signs_in_out_and_into_the_same_account_again(
    open_page, hub, installation, script
):
    page = open_page("/", java_script_enabled=script, width=360, height=740)
    for _time in range(2):
        sign_in(page, hub, EVA[script])
        assert page.url == f"{hub}/konto/"
        assert EVA[script] in main_text(page)
        assert page.goto(f"{hub}/admin/").status == 403
        page.goto(f"{hub}/konto/")
        press(page, "Abmelden")
        page.goto(f"{hub}/konto/")
        assert "/konto/anmelden/" in page.url
    addresses, ways = state(installation)
    assert addresses[EVA[script]] is True
    assert ways.count(EVA[script]) == 1


def test_whoever_looks_after_others_still_needs_a_second_factor(open_page, hub, installation):
    page = open_page("/")
    sign_in(page, hub, CHIEF)
    page.goto(f"{hub}/admin/")
    assert "Noch ein Schritt" in page.locator("h1").inner_text()
    page.goto(f"{hub}/konto/")
    secret, _codes = add_app(page)
    assert page.goto(f"{hub}/admin/").status == 200
    page.goto(f"{hub}/konto/")
    press(page, "Abmelden")

    sign_in(page, hub, CHIEF)
    assert "zweiter Faktor" in page.locator("h1").inner_text()
    page.goto(f"{hub}/admin/")
    assert page.url == f"{hub}/konto/anmelden/zweiter-faktor/"  # no way past it
    type_code(page, "Code", app_code(secret, later=1), "Anmelden")
    assert page.goto(f"{hub}/admin/").status == 200
    assert page.url == f"{hub}/admin/"


@pytest.mark.parametrize("email", [STRANGER, UNPROVED], ids=["of another domain", "not checked"])
def test_an_address_that_the_house_cannot_vouch_for_is_proved_by_a_code(
    open_page, hub, installation, box, email
):
    page = open_page("/")
    sign_in(page, hub, email)
    assert page.url == f"{hub}/konto/e-mail/bestaetigen/"
    assert state(installation)[0][email] is False
    page.goto(f"{hub}/konto/")
    assert page.url != f"{hub}/konto/"
    assert "ist Ihr Code" in mail_to(box, email)["Subject"]


def test_an_account_with_an_address_of_another_domain_is_not_taken_over(
    open_page, hub, installation, box
):
    page = open_page("/")
    sign_in(page, hub, TAKEN)
    assert page.url == f"{hub}/konto/e-mail/bestaetigen/"  # as if the account were new
    assert "schon ein Konto" in mail_to(box, TAKEN)["Subject"]
    page.goto(f"{hub}/konto/")
    assert page.url != f"{hub}/konto/"
    assert TAKEN not in state(installation)[1]


def test_an_account_of_the_own_domain_is_entered_and_its_owner_told(
    open_page, hub, installation, box
):
    page = open_page("/")
    sign_in(page, hub, KNOWN)
    assert KNOWN in main_text(page)
    assert "weiteren Weg" in mail_to(box, KNOWN)["Subject"]
    assert KNOWN in state(installation)[1]


def test_a_house_whose_server_is_down_is_answered_for_in_words(open_page, hub):
    page = open_page("/konto/anmelden/")
    press(page, CLOSED_HOUSE)
    assert page.locator("h1").inner_text() == "Die Anmeldung hat nicht geklappt."
    page.complaints.clear()  # the answer was 503
    is_accessible(page)
    page.locator("main").get_by_role("link", name="Anmelden").click()
    page.wait_for_url("**/konto/anmelden/")


def test_the_form_may_go_to_the_houses_and_to_nobody_else(open_page, hub, house_ports):
    page = open_page("/konto/anmelden/")
    policy = page.request.get(page.url).headers["content-security-policy"]
    houses = " ".join(f"http://127.0.0.1:{port}" for port in sorted(house_ports))
    assert f"form-action 'self' {houses}; " in policy + "; "
    page.evaluate(
        "const form = document.querySelector('main form');"
        "form.action = 'http://127.0.0.1:1/'; form.submit()"
    )
    page.wait_for_timeout(300)
    assert page.url == f"{hub}/konto/anmelden/"
    assert "form-action" in page.complaints[0]


def test_the_pages_with_houses_are_accessible_and_valid(open_page, hub, tmp_path):
    page = open_page("/")
    for address in ("/konto/anmelden/", "/konto/anlegen/", "/en/account/sign-in/"):
        check(page, hub + address, tmp_path)
    sign_in(page, hub, EVA[True])
    check(page, f"{hub}/konto/anderswo/", tmp_path)
    assert HOUSE in main_text(page)
    if "VNU_JAR" in os.environ:
        assert markup.errors(tmp_path) == []
