"""A newcomer lists a startup from the front page: at most twelve fields and one click in a mail."""

import re
from io import BytesIO

import pytest
from PIL import Image

from tests.browser.test_pages import WIDTHS
from tests.browser.test_saved_search import is_accessible, link, mail_to, press

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


def logo():
    file = BytesIO()
    Image.new("RGB", (300, 120), "#0b5563").save(file, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": file.getvalue()}


def fill(page, name, email):
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Was sind Sie?").select_option("startup")
    page.get_by_label("Was machen Sie").fill(
        "Wir rüsten alte Werkzeugmaschinen mit neuer Steuerung nach, für kleine Betriebe."
    )
    page.get_by_label("Website").fill("www.retrofit.example")
    page.get_by_label("Postleitzahl").fill("34225")
    page.get_by_label("Branche in eigenen Worten").fill("Wir rüsten Werkzeugmaschinen nach")
    page.get_by_label("E-Mail für Anfragen").fill("post@retrofit.example")
    page.get_by_label("Ihre eigene E-Mail").fill(email)
    page.get_by_label("Logo").set_input_files(logo())


@WITH_AND_WITHOUT
def test_from_the_front_page_to_the_review(open_page, installation, box, script):
    hub, name = installation.address, "Mit Skript" if script else "Ohne Skript"
    email = f"anna-{'js' if script else 'html'}@retrofit.example"
    page = open_page("/", java_script_enabled=script, width=360, height=740)
    page.get_by_role("link", name="Organisation eintragen").first.click()
    fill(page, f"Retrofit {name} GmbH", email)
    if script:
        page.get_by_text("Gespeichert um").wait_for()
    else:
        press(page, "Zwischenspeichern")
    assert re.search(r"/mein/eintragen/entwurf/[\w-]{32}/$", page.url)
    page.locator("#listing-place").get_by_text("Baunatal").wait_for()
    page.get_by_label("Werkzeugmaschinen für die Metallbearbeitung").check()
    group = page.locator("details", has_text="Standort und Branchen")
    group.locator("summary").click()
    group.get_by_label("Maschinenbau").check()

    press(page, "Vorschau")
    assert page.get_by_role("heading", level=1).inner_text() == f"Retrofit {name} GmbH"
    assert page.locator("img.logo").evaluate("image => image.naturalWidth") == 300
    page.get_by_role("link", name="Zurück zum Formular").click()
    assert page.get_by_label("Ihre eigene E-Mail").input_value() == email
    page.wait_for_timeout(3200)  # nobody sends a form within three seconds
    press(page, "Link zusenden")
    assert page.url == hub + "/mein/eintragen/gesendet/"

    page.goto(hub + link(mail_to(box, email), hub))
    assert f"Retrofit {name} GmbH" in page.locator("main").inner_text()
    press(page, "Ja, einreichen")
    assert re.search(r"/mein/eintraege/retrofit-[\w-]+/$", page.url)
    assert "ein Mensch" in page.locator("main").inner_text()
    page.get_by_role("link", name="Mein Bereich").click()
    assert "eingereicht am" in page.locator("main").inner_text()


def test_what_was_typed_survives_a_closed_window(open_page, installation):
    page = open_page("/mein/eintragen/")
    page.get_by_label("Name", exact=True).fill("Steuerwerk Nord")
    page.get_by_text("Gespeichert um").wait_for()
    page.get_by_text("Sind Sie das schon?").wait_for()
    address = page.url.removeprefix(installation.address)
    page.close()
    again = open_page(address, java_script_enabled=False)
    assert again.get_by_label("Name", exact=True).input_value() == "Steuerwerk Nord"


def test_without_a_connection_the_text_stays_and_is_said_to_be_unsaved(open_page):
    page = open_page("/mein/eintragen/")
    page.context.set_offline(True)
    page.get_by_label("Name", exact=True).fill("Funkloch")
    page.get_by_text("Gerade nicht gespeichert").wait_for()
    page.context.set_offline(False)
    page.get_by_label("Was machen Sie").fill("Wieder da.")
    page.get_by_text("Gespeichert um").wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "Funkloch"


def test_errors_stand_at_their_fields_by_keyboard_alone(open_page):
    page = open_page("/mein/eintragen/", java_script_enabled=False)
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Tastenwerk")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_label("Name", exact=True).input_value() == "Tastenwerk"
    assert "Bitte prüfen:" in page.title()
    field = page.get_by_label("Postleitzahl")
    assert field.get_attribute("aria-invalid") == "true"
    assert "Felder stimmen noch nicht" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/mein/eintragen/", "/en/my/list/"])
def test_the_form_is_accessible_at_every_width(open_page, scheme, address):
    page = open_page(address, color_scheme=scheme)
    page.locator("#id_title").fill("Steuerwerk Nord")
    page.locator("#id_postcode").fill("34225")
    page.locator("#id_activity").fill("Donaudampfschifffahrtsgesellschaftskapitän, Bäckerei")
    page.locator("#listing-industries input").first.wait_for()
    for details in page.locator(".topic-groups details").all():
        details.locator("summary").click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    is_accessible(page)
