"""People create an account, protect it and sign in again: with JavaScript and without."""

import os
import re
import time

import pytest

from tests.browser import markup
from tests.browser.looks import findings, fits_every_width
from tests.hub.accounts.people import app_code

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
PASSWORD = "lange Wanderung im Habichtswald"


def code_from(box, email):
    """The code of the latest mail to an address."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = [m for m in box.messages if m.recipients == [email]]
        if found:
            box.messages.remove(found[-1])
            return re.search(r"^(\S+) ist Ihr Code", found[-1]["Subject"])[1]
        time.sleep(0.1)
    raise AssertionError(f"no mail to {email}")


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def type_code(page, label, code, button):
    page.get_by_label(label).fill(code)
    press(page, button)


def sign_up(page, box, email):
    """From the header to the own account."""
    if page.viewport_size["width"] < 480:
        page.get_by_role("button", name="Menü").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Konto", exact=True).click()
    page.get_by_role("link", name="Konto anlegen").click()
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.wait_for_timeout(2100)  # as long as somebody needs at least
    press(page, "Code schicken")
    type_code(page, "Code aus der E-Mail", code_from(box, email), "Weiter")
    assert f"Sie sind angemeldet als {email}" in page.locator("main").inner_text()


def add_app(page):
    """Set up an authenticator app; gives its secret and the recovery codes."""
    page.get_by_role("link", name="Zweiter Faktor").click()
    page.get_by_role("link", name="App einrichten").click()
    secret = page.locator(".secret").inner_text()
    assert page.locator(".qr svg").bounding_box()["width"] >= 150
    type_code(page, "Code aus der App", app_code(secret), "App einrichten")
    return secret, page.locator(".codes code").all_inner_texts()


@WITH_AND_WITHOUT
def test_from_the_first_visit_to_the_second_factor(open_page, box, script):
    email = f"eva-{'mit' if script else 'ohne'}@hub.example"
    page = open_page("/", java_script_enabled=script, width=360, height=740)
    sign_up(page, box, email)
    page.get_by_role("link", name="Passwort", exact=True).click()
    page.get_by_label("Neues Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Neues Passwort noch einmal").fill(PASSWORD)
    press(page, "Passwort speichern")
    secret, codes = add_app(page)
    assert len(codes) == 10
    page.get_by_role("link", name="Fertig").click()
    press(page, "Abmelden")
    for answer in (app_code(secret, later=1), codes[0]):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/konto/")
        page.get_by_label("E-Mail-Adresse").fill(email)
        page.get_by_label("Passwort").fill(PASSWORD)
        press(page, "Anmelden")
        assert "zweiter Faktor" in page.locator("h1").inner_text()
        type_code(page, "Code", answer, "Anmelden")
        assert page.url.endswith("/konto/")
        press(page, "Abmelden")
    assert page.complaints == []


def test_a_passkey_signs_in_without_password_and_code(open_page, box, installation):
    """Passkeys belong to a name, and 127.0.0.1 is none."""
    page = open_page("/")
    page.goto(f"http://localhost:{installation.port}/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    key |= {"hasUserVerification": True, "isUserVerified": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**key, "automaticPresenceSimulation": True}},
    )
    sign_up(page, box, "passkey@hub.example")
    page.get_by_role("link", name="Zweiter Faktor").click()
    page.get_by_role("link", name="Passkey hinzufügen").click()
    page.get_by_label("Name").fill("Laptop im Büro")
    press(page, "Hinzufügen")
    assert len(page.locator(".codes code").all_inner_texts()) == 10
    page.get_by_role("link", name="Fertig").click()
    press(page, "Abmelden")
    page.goto(f"http://localhost:{installation.port}/konto/")
    press(page, "Mit einem Passkey anmelden")
    assert "passkey@hub.example" in page.locator("main").inner_text()
    page.get_by_role("link", name="Zweiter Faktor").click()
    page.get_by_role("link", name=re.compile("Ansehen, umbenennen")).click()
    assert "Laptop im Büro" in page.locator("main").inner_text()


def test_the_first_administrator_sets_up_a_second_factor_and_enters(open_page, installation):
    text = (installation.folder / "admin-password.txt").read_text()
    words = dict(line.split(": ", 1) for line in text.splitlines())
    page = open_page("/admin/", java_script_enabled=False)
    page.get_by_label("E-Mail-Adresse").fill(words["e-mail"])
    page.get_by_label("Passwort").fill(words["password"])
    press(page, "Anmelden")
    assert "Noch ein Schritt" in page.locator("h1").inner_text()
    page.get_by_role("link", name="App einrichten").click()
    secret = page.locator(".secret").inner_text()
    type_code(page, "Code aus der App", app_code(secret), "App einrichten")
    page.goto(installation.address + "/admin/")
    assert page.url == installation.address + "/admin/"
    assert page.locator("nav, [data-wagtail-sidebar]").count()
    done = installation.manage(f"reset_second_factor {words['e-mail']}")
    assert done.returncode == 0, done.stderr


PAGES = [
    "/konto/",
    "/konto/e-mail/",
    "/konto/passwort/waehlen/",
    "/konto/zweiter-faktor/",
    "/konto/zweiter-faktor/app/",
    "/konto/zweiter-faktor/passkeys/",
    "/konto/zweiter-faktor/passkeys/hinzufuegen/",
    "/konto/geraete/",
    "/konto/loeschen/",
    "/konto/abmelden/",
    "/admin/",
]
VISITORS = ["/konto/anmelden/", "/konto/anlegen/", "/konto/passwort/vergessen/"]
VISITORS += ["/konto/geloescht/", "/konto/geschlossen/"]


def test_the_pages_are_accessible_valid_and_as_wide_as_the_screen(
    open_page, box, tmp_path, installation
):
    page = open_page("/")
    for address in VISITORS:
        check(page, installation.address + address, tmp_path)
    sign_up(page, box, "hell@hub.example")
    for address in PAGES:
        check(page, installation.address + address, tmp_path)
    add_app(page.goto(installation.address + "/konto/") and page)
    check(page, page.url, tmp_path)
    check(page, installation.address + "/konto/zweiter-faktor/app/entfernen/", tmp_path)
    if "VNU_JAR" in os.environ:
        assert markup.errors(tmp_path) == []


def check(page, address, folder):
    """No finding of axe or of the validator, no sideways scrolling, no complaint of the browser."""
    page.complaints.clear()
    text = page.goto(address).text()
    (folder / f"{len(list(folder.iterdir()))}.html").write_text(text)
    assert findings(page) == [], address
    fits_every_width(page)
    complaints = [c for c in page.complaints if "403" not in c]
    assert complaints == [], address
