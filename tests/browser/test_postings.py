"""From the list of seeks and offers to a message that is proved by mail; the form of a posting."""

import pytest

from tests.browser.conftest import state_of
from tests.browser.looks import fits_every_width, is_accessible
from tests.browser.markup import errors, needs_checker
from tests.browser.test_freshness import SIGN_IN, printed
from tests.browser.test_saved_search import (
    WITH_AND_WITHOUT,
    link,
    mail_to,
    press,
    run,
)

PHONE = {"width": 360, "height": 740}
POSTING = """
from tests.factories import make_member, make_organisation, make_person, make_posting
house = make_organisation(title="Drehwerk {name}", summary="Wir drehen Wellen für Getriebe.")
make_member(house, user=make_person(email="{name}-owner@example.org"))
make_posting(
    title="Pilotbetrieb {name} gesucht", slug="pilot-{name}", owner=house, kind="pilot_customer"
)
"""


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def signed_in(installation, open_page):
    def open_signed_in(email, address, **options):
        key = printed(installation, SIGN_IN.format(email=email))
        return open_page(address, storage_state=state_of(key), **options)

    return open_signed_in


@WITH_AND_WITHOUT
def test_from_the_list_to_the_message_on_a_phone(installation, hub, box, open_page, script):
    name = "mit" if script else "ohne"
    run(installation, POSTING.format(name=name))
    page = open_page("/gesuche/", java_script_enabled=script, **PHONE)
    with page.expect_navigation():
        page.get_by_role("link", name=f"Pilotbetrieb {name} gesucht").click()
    assert fits(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Antworten", exact=True).click()
    page.get_by_label("Ihr Name").fill("Anna Muster")
    page.get_by_label("Ihre E-Mail-Adresse").fill(f"{name}-anna@example.org")
    press(page, "Link zusenden")  # without a message, and too quickly
    assert page.get_by_label("Nachricht").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Ihr Name").input_value() == "Anna Muster"
    page.get_by_label("Nachricht").fill("Wir haben zwei Drehmaschinen und Zeit im Frühjahr.")
    page.wait_for_timeout(3200)  # nobody sends a form within three seconds
    press(page, "Link zusenden")
    assert "Bitte sehen Sie in Ihr Postfach" in page.locator("h1").inner_text()
    assert fits(page)

    asked = mail_to(box, f"{name}-anna@example.org")
    assert "Drehmaschinen" not in asked.as_string()
    page.goto(hub + link(asked, hub, "/"))
    assert "Drehmaschinen" in page.locator("main").inner_text()
    if script:
        is_accessible(page)
    press(page, "Ja, senden")
    assert "unterwegs" in page.locator("h1").inner_text()
    message = mail_to(box, f"{name}-owner@example.org")
    assert message["Reply-To"] == f"{name}-anna@example.org"
    assert "Drehmaschinen" in message.get_body(["plain"]).get_content()
    if script:
        is_accessible(page)


def test_the_own_pages_are_accessible_and_fit(installation, signed_in):
    name = "eigen"
    run(installation, POSTING.format(name=name))
    email = f"{name}-owner@example.org"
    for address in ("/mein/", "/mein/gesuche/", f"/mein/gesuche/pilot-{name}/"):
        page = signed_in(email, address)
        assert page.status == 200
        is_accessible(page)
        fits_every_width(page)


@WITH_AND_WITHOUT
def test_a_posting_is_written_and_handed_in(installation, signed_in, script):
    name = f"schreiben-{script}".lower()
    run(installation, POSTING.format(name=name))
    page = signed_in(
        f"{name}-owner@example.org", "/mein/gesuche/neu/", java_script_enabled=script, **PHONE
    )
    press(page, "Einreichen")
    assert page.get_by_label("Worum geht es?").get_attribute("aria-invalid") == "true"
    if script:
        is_accessible(page)
    page.get_by_role("radio", name="Angebot").check()
    page.get_by_label("Worum geht es?").select_option("thesis")
    page.get_by_label("In einer Zeile").fill("Masterarbeit über Abwärme")
    page.get_by_label("Wer soll sich melden").fill("Studierende, die gern messen.")
    press(page, "Einreichen")
    assert page.get_by_role("heading", level=1).inner_text() == "Masterarbeit über Abwärme"
    assert "eingereicht am" in page.locator(".lead").inner_text()


@needs_checker
def test_the_markup_of_the_own_pages_is_valid(installation, hub, box, signed_in, tmp_path):
    name = "gueltig"
    run(installation, POSTING.format(name=name))
    page = signed_in(f"{name}-owner@example.org", "/mein/")
    paths = ("/mein/", "/mein/gesuche/", "/mein/gesuche/neu/", f"/mein/gesuche/pilot-{name}/")
    for number, path in enumerate(paths):
        (tmp_path / f"{number}.html").write_bytes(page.request.get(hub + path).body())
    assert errors(tmp_path) == []
