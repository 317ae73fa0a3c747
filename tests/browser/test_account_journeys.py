"""An account over its years: codes, passwords, devices, another address, the data, the end."""

import json

import pytest

from tests.browser.looks import is_accessible, looks_well
from tests.browser.markup import errors
from tests.browser.test_accounts import PASSWORD, code_from, press, type_code
from tests.browser.test_calendar import press_tab_until
from tests.browser.test_registration import heading
from tests.browser.test_saved_search import WITH_AND_WITHOUT, mail_to

NEW_PASSWORD = "noch eine Wanderung am Meißner"
PEOPLE = f"""
from tests.hub.accounts.people import make_person
for name in ("mit", "ohne", "tasten", "fehler"):
    make_person(f"{{name}}@jahre.example", password="{PASSWORD}")
"""


@pytest.fixture(scope="module")
def people(installation):
    installation.shell(PEOPLE)


@pytest.fixture
def visitor(open_page, hub, people):
    """Opens the sign-in for somebody with an account."""

    def visitor(**options):
        page = open_page("/konto/", **options)
        assert page.url == f"{hub}/konto/anmelden/?next=/konto/"
        return page

    return visitor


def sign_in(page, email, password=""):
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort").fill(password)
    press(page, "Anmelden")


def choose_password(page, password):
    page.get_by_label("Neues Passwort", exact=True).fill(password)
    page.get_by_label("Neues Passwort noch einmal").fill(password)
    press(page, "Passwort speichern")


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).click()


def field_of(page, label):
    """Whether the field says that it is wrong, and where that is explained."""
    field = page.get_by_label(label, exact=True)
    described = field.get_attribute("aria-describedby") or ""
    texts = [page.locator(f"#{each}").inner_text() for each in described.split()]
    return field.get_attribute("aria-invalid") == "true", " ".join(texts)


@WITH_AND_WITHOUT
def test_an_account_from_the_first_code_to_its_end(visitor, hub, box, script):
    email, newer = (f"{'mit' if script else 'ohne'}{end}@jahre.example" for end in ("", "-neu"))
    page = visitor(java_script_enabled=script, width=360, height=740)
    sign_in(page, email)
    code = code_from(box, email)
    type_code(page, "Code aus der E-Mail", "FALSCH", "Weiter")
    assert field_of(page, "Code aus der E-Mail")[0]
    type_code(page, "Code aus der E-Mail", code, "Weiter")
    assert page.url == f"{hub}/konto/"

    other = visitor(java_script_enabled=script)
    sign_in(other, email, PASSWORD)
    follow(page, "Wo Sie angemeldet sind")
    assert page.locator(".entries li").count() == 2
    press(page, "Überall sonst abmelden")
    assert page.locator(".entries li").count() == 1
    other.goto(f"{hub}/konto/")
    assert "/konto/anmelden/" in other.url

    follow(other, "Passwort vergessen?")
    other.get_by_label("E-Mail-Adresse").fill(email)
    press(other, "Code schicken")
    type_code(other, "Code aus der E-Mail", code_from(box, email), "Weiter")
    choose_password(other, NEW_PASSWORD)
    assert "geändert" in mail_to(box, email)["Subject"]
    other.goto(f"{hub}/konto/anmelden/")
    if other.url.endswith("/konto/anmelden/"):
        sign_in(other, email, NEW_PASSWORD)
    assert other.url == f"{hub}/konto/"

    follow(other, "E-Mail-Adresse")
    other.get_by_label("Neue Adresse").fill(newer)
    press(other, "Adresse ändern")
    type_code(other, "Code aus der E-Mail", code_from(box, newer), "Weiter")
    other.goto(f"{hub}/konto/")
    assert newer in other.locator("main").inner_text()

    with other.expect_download() as found:
        other.get_by_role("link", name="Ihre Daten herunterladen").click()
    assert newer in json.dumps(json.loads(found.value.path().read_text()))
    follow(other, "Konto löschen")
    press(other, "Konto endgültig löschen")
    assert heading(other) == "Ihr Konto ist gelöscht."
    assert "gelöscht" in mail_to(box, newer)["Subject"]
    other.goto(f"{hub}/konto/")
    sign_in(other, newer, NEW_PASSWORD)
    assert "passen nicht zusammen" in other.get_by_role("alert").inner_text()


def test_somebody_signs_in_and_out_by_keyboard(visitor, hub):
    page = visitor()
    press_tab_until(page, "input[name=login]")
    page.keyboard.type("tasten@jahre.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{hub}/konto/"
    press_tab_until(page, "form[action='/konto/abmelden/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{hub}/konto/")
    assert "/konto/anmelden/" in page.url


def test_what_is_wrong_stands_at_its_field_and_is_accessible(visitor, hub, box, tmp_path):
    page = visitor()
    sign_in(page, "kein")
    assert field_of(page, "E-Mail-Adresse")[0]
    looks_well(page, tmp_path)
    sign_in(page, "fehler@jahre.example", "falsch")
    assert "passen nicht zusammen" in page.get_by_role("alert").inner_text()
    looks_well(page, tmp_path)
    sign_in(page, "fehler@jahre.example")
    code_from(box, "fehler@jahre.example")
    type_code(page, "Code aus der E-Mail", "FALSCH", "Weiter")
    looks_well(page, tmp_path)
    page.goto(f"{hub}/konto/anlegen/")
    press(page, "Code schicken")
    assert field_of(page, "E-Mail-Adresse")[0]
    looks_well(page, tmp_path)
    page.goto(f"{hub}/konto/anmelden/")
    sign_in(page, "fehler@jahre.example", PASSWORD)
    page.goto(f"{hub}/konto/passwort/")
    page.get_by_label("Ihr jetziges Passwort").fill("falsch")
    choose_password(page, "12345678")
    assert field_of(page, "Ihr jetziges Passwort")[0]
    assert field_of(page, "Neues Passwort")[0]
    looks_well(page, tmp_path)
    for address, button in (
        ("e-mail/", "Adresse ändern"),
        ("zweiter-faktor/app/", "App einrichten"),
    ):
        page.goto(f"{hub}/konto/{address}")
        press(page, button)
        looks_well(page, tmp_path)
    page.goto(f"{hub}/en/account/")
    is_accessible(page)
    assert not errors(tmp_path)
