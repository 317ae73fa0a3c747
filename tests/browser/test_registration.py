"""Registration in a browser and a mailbox: the last place, the waiting list, and moving up."""

import os
import re
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.browser.looks import fits_every_width, is_accessible
from tests.browser.markup import errors
from tests.browser.test_calendar import press_tab_until
from tests.browser.test_saved_search import mail_to, press

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
EVENING = """
from tests.factories import make_event
event = make_event(title="Werkstatt {name}", registration_mode="once", registration_places=1)
print(event.pk)
"""
ADD = """
from events.registration import actions, dates
for name in ("Anna Ärger-Überlang", "Bert"):
    details = {"name": name, "organisation": "Donaudampfschifffahrtsgesellschaft", "answers": []}
    actions.add_by_hand(bookable=dates.whole(event), email="", details=details)
"""
FORM = "/veranstaltungen/werkstatt-{name}/anmelden/"


def run(installation, script):
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", script]
    done = subprocess.run(
        command, env=installation.environment, check=True, timeout=120, capture_output=True
    )
    return done.stdout.decode().strip()


def register(page, hub, name, person):
    page.goto(hub + FORM.format(name=name))
    page.get_by_label("Ihr Name").fill(person)
    page.get_by_label("E-Mail-Adresse").fill(f"{person.lower()}-{name}@example.org")
    page.get_by_label("Ich bin einverstanden").check()
    press(page, re.compile("^(Anmelden|Auf die Warteliste setzen)$"))
    assert "/anmelden/gesendet/" in page.url


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def token_link(message):
    text = message.get_body(("plain",)).get_content()
    return re.search(r"/veranstaltungen/anmeldung/[\w-]{32}/", text)[0]


@WITH_AND_WITHOUT
def test_from_a_full_event_over_the_waiting_list_to_a_place(
    open_page,
    installation,
    box,
    script,
):
    hub, name = installation.address, "ohne" if not script else "mit"
    run(installation, EVENING.format(name=name))
    page = open_page("/veranstaltungen/", java_script_enabled=script)

    def mail(person):
        return mail_to(box, f"{person.lower()}-{name}@example.org")

    register(page, hub, name, "Anna")
    page.goto(hub + token_link(mail("Anna")))
    assert heading(page) == "Bitte bestätigen Sie Ihre Anmeldung"
    press(page, "Ja, verbindlich anmelden")
    assert heading(page) == "Sie sind angemeldet"
    annas = mail("Anna")
    assert annas["Subject"].startswith("Sie sind angemeldet")
    assert b"METHOD:PUBLISH" in annas.raw.replace(b"=\r\n", b"")

    page.goto(f"{hub}/veranstaltungen/werkstatt-{name}/")
    assert "ausgebucht – Warteliste möglich" in page.locator("aside").inner_text()
    register(page, hub, name, "Bert")
    assert "Warteliste" in page.locator("main").inner_text()
    page.goto(hub + token_link(mail("Bert")))
    press(page, "Ja, auf die Warteliste")
    assert heading(page) == "Sie stehen auf der Warteliste"
    assert mail("Bert")["Subject"].startswith("Sie stehen auf der Warteliste")

    page.goto(hub + token_link(annas))
    page.get_by_role("link", name="Ich möchte absagen").click()
    press(page, "Ja, absagen")
    assert heading(page) == "Ihre Anmeldung ist abgesagt"
    offer = mail("Bert")
    assert offer["Subject"].startswith("Ein Platz ist für Sie frei")
    page.goto(hub + token_link(offer))
    assert heading(page) == "Ein Platz ist für Sie frei"
    press(page, "Ja, ich nehme den Platz")
    assert heading(page) == "Sie sind angemeldet"
    assert mail("Bert")["Subject"].startswith("Sie sind angemeldet")


def test_the_waiting_list_is_joined_by_keyboard_alone(open_page, installation, box):
    run(installation, EVENING.format(name="tasten") + ADD)
    page = open_page("/veranstaltungen/werkstatt-tasten/")
    press_tab_until(page, f"a[href='{FORM.format(name='tasten')}']")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + FORM.format(name="tasten"))
    page.wait_for_load_state()
    for name, text in (("name", "Cora"), ("email", "cora@example.org")):
        press_tab_until(page, f"input[name={name}]")
        page.keyboard.type(text)
    press_tab_until(page, "input[name=consent]")
    page.keyboard.press("Space")
    press_tab_until(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/anmelden/gesendet/**")
    page.goto(installation.address + token_link(mail_to(box, "cora@example.org")))
    press_tab_until(page, "main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert heading(page) == "Sie stehen auf der Warteliste"
    assert page.complaints == []


def test_what_is_wrong_stands_at_its_field_by_keyboard_alone(open_page):
    page = open_page("/veranstaltungen/energie-rundgang-backstube/anmelden/")
    page.get_by_label("Ihr Name").focus()
    page.keyboard.type("Anna Ärger")
    page.keyboard.press("Tab")
    page.keyboard.type("anna@")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_label("Ihr Name").input_value() == "Anna Ärger"
    field = page.get_by_label("E-Mail-Adresse")
    assert field.input_value() == "anna@"
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(f"#{field.get_attribute('aria-describedby')}").is_visible()
    assert "Bitte prüfen:" in page.title()
    is_accessible(page)


def test_every_page_of_a_link_is_accessible_at_every_width(open_page, installation, box, tmp_path):
    hub, name = installation.address, "links"
    run(installation, EVENING.format(name=name))
    page = open_page("/veranstaltungen/")
    register(page, hub, name, "Anna")
    first = token_link(mail_to(box, f"anna-{name}@example.org"))

    def check(number):
        fits_every_width(page)
        is_accessible(page)
        with urlopen(page.url) as response:
            (tmp_path / f"{number}.html").write_bytes(response.read())

    for number, ending in enumerate(("", "absagen/")):
        page.goto(hub + first + ending)
        check(f"held-{number}")
    page.goto(hub + first)
    press(page, "Ja, verbindlich anmelden")
    check("registered")
    page.goto(hub + FORM.format(name=name))
    check("full")
    page.goto(hub + first + "absagen/")
    press(page, "Ja, absagen")
    is_accessible(page)
    page.goto(hub + first)
    check("cancelled")
    if "VNU_JAR" in os.environ:
        assert errors(tmp_path) == []
    with pytest.raises(HTTPError, match="404"):
        urlopen(hub + "/veranstaltungen/anmeldung/gibt-es-nicht/")


@pytest.fixture
def staff_page(admin):
    """A page of somebody who is signed in; the check-in list needs no script."""
    return admin("/admin/", java_script_enabled=False, width=360, height=740)


def test_people_are_ticked_off_on_a_phone_without_script(open_page, staff_page, installation):
    pk = run(installation, EVENING.format(name="einlass") + ADD)
    page, signed_in = staff_page, staff_page.context.storage_state()
    address = f"{installation.address}/admin/registrations/{pk}/once/check-in/"
    page.goto(address)
    assert "0 von 2 sind da" in page.locator("main").inner_text()
    button = page.get_by_role("button", name=re.compile("Ist da.*Anna Ärger"))
    assert button.bounding_box()["height"] >= 44
    with page.expect_navigation():
        button.click()
    assert "1 von 2 sind da" in page.locator("main").inner_text()
    watched = open_page(address.removeprefix(installation.address), storage_state=signed_in)
    fits_every_width(watched)
    is_accessible(watched)
