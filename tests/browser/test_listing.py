"""The form that lists an organisation; the whole way of a newcomer is in test_clock."""

import pytest

from tests.browser.looks import fits_every_width, is_accessible, looks_well
from tests.browser.markup import errors
from tests.browser.test_clock import logo
from tests.browser.test_saved_search import WITH_AND_WITHOUT, press


@WITH_AND_WITHOUT
def test_the_preview_shows_the_page_and_leads_back(open_page, script, tmp_path):
    page = open_page("/mein/eintragen/", java_script_enabled=script, width=360, height=740)
    page.get_by_label("Name", exact=True).fill("Vorschauwerk Nord")
    page.get_by_label("Logo").set_input_files(logo())
    press(page, "Vorschau")
    assert page.get_by_role("heading", level=1).inner_text() == "Vorschauwerk Nord"
    assert page.locator("img.logo").evaluate("image => image.naturalWidth") == 300
    if script:
        looks_well(page, tmp_path)
    page.get_by_role("link", name="Zurück zum Formular").click()
    assert page.get_by_label("Name", exact=True).input_value() == "Vorschauwerk Nord"
    assert page.get_by_alt_text("Ihr Logo").is_visible()
    assert not script or not errors(tmp_path)


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


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_errors_stand_at_their_fields_by_keyboard_alone(open_page, tmp_path, script):
    page = open_page("/mein/eintragen/", java_script_enabled=script)
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Tastenwerk")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_label("Name", exact=True).input_value() == "Tastenwerk"
    assert "Bitte prüfen:" in page.title()
    field = page.get_by_label("Postleitzahl")
    assert field.get_attribute("aria-invalid") == "true"
    assert "Felder stimmen noch nicht" in page.get_by_role("alert").inner_text()
    page.complaints.clear()
    if script:  # axe waits for ever without
        looks_well(page, tmp_path)
        assert not errors(tmp_path)


@pytest.mark.parametrize("address", ["/mein/eintragen/", "/en/my/list/"])
def test_the_form_is_accessible_at_every_width(open_page, address):
    page = open_page(address)
    page.locator("#id_title").fill("Steuerwerk Nord")
    page.locator("#id_postcode").fill("34225")
    page.locator("#id_activity").fill("Donaudampfschifffahrtsgesellschaftskapitän, Bäckerei")
    page.locator("#listing-industries input").first.wait_for()
    for details in page.locator(".topic-groups details").all():
        details.locator("summary").click()
    fits_every_width(page)
    is_accessible(page)
