"""What visitors say about an entry: a correction, a report, and how they are answered."""

import time

import pytest

from tests.browser.looks import looks_well
from tests.browser.markup import errors
from tests.browser.test_calendar import press_tab_until
from tests.browser.test_registration import heading, run
from tests.browser.test_saved_search import WITH_AND_WITHOUT, link, mail_to, press

SECONDS_OF_A_PERSON = 3.2
PREPARE = """
from directory.models import Moderator
from tests.factories import make_member, make_organisation, make_person
werk = make_organisation(title="{title}", summary="Wir bauen kleine Turbinen.")
make_member(werk, user=make_person(email="chefin@{slug}.example"))
Moderator.objects.create(user=make_person(email="redaktion@{slug}.example"))
"""


@pytest.fixture
def entry(installation, open_page):
    """Make an entry; opens its page for a visitor."""

    def entry(title, **options):
        slug = title.lower()
        run(installation, PREPARE.format(title=title, slug=slug))
        return open_page(f"/verzeichnis/{slug}/", **options)

    return entry


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).click()
    page.opened = time.monotonic()


def read(page):
    """Take as long as a person at least takes over a form."""
    rest = SECONDS_OF_A_PERSON - (time.monotonic() - page.opened)
    page.wait_for_timeout(max(0, rest) * 1000)


def text_of(page):
    return page.locator("main").inner_text()


@WITH_AND_WITHOUT
def test_a_correction_is_proposed_accepted_and_answered(
    open_page, entry, hub, box, script, tmp_path
):
    slug = "korrektur-mit" if script else "korrektur-ohne"
    visitor = f"besuch@{slug}.example"
    page = entry(slug.capitalize(), java_script_enabled=script, width=360, height=740)
    follow(page, "Korrektur vorschlagen")
    if script:
        looks_well(page, tmp_path)
    read(page)
    press(page, "Vorschlagen")
    assert "Noch ist nichts anders" in page.get_by_role("alert").inner_text()
    page.opened = time.monotonic()
    if script:
        page.complaints.clear()
        looks_well(page, tmp_path)
    assert page.get_by_label("Kurzfassung", exact=True).input_value() != ""
    page.get_by_label("Kurzfassung", exact=True).fill("Wir bauen große Turbinen.")
    page.get_by_label("Ihre E-Mail-Adresse").fill(visitor)
    read(page)
    press(page, "Vorschlagen")
    assert heading(page) == "Vielen Dank"
    page.goto(hub + link(mail_to(box, visitor), hub, "/"))
    press(page, "Ja, schreiben Sie mir")
    assert heading(page) == "Sie bekommen eine Antwort"

    assert "Korrektur" in mail_to(box, f"chefin@{slug}.example")["Subject"]
    reviewer = open_page("/", java_script_enabled=script)
    reviewer.goto(hub + link(mail_to(box, f"redaktion@{slug}.example"), hub, "/"))
    assert "kleine" in reviewer.locator(".changes del").inner_text()
    if script:
        looks_well(reviewer, tmp_path)
    press(reviewer, "Annehmen")
    assert "angenommen" in text_of(reviewer)
    assert "angenommen" in mail_to(box, visitor).get_body(("plain",)).get_content()
    reviewer.goto(f"{hub}/verzeichnis/{slug}/")
    assert "große Turbinen" in text_of(reviewer)
    assert not script or not errors(tmp_path)


def test_a_report_by_keyboard_takes_an_entry_back(open_page, entry, hub, box, tmp_path):
    page = entry("Meldewerk")
    press_tab_until(page, "a[href*='/melden/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.opened = time.monotonic()
    looks_well(page, tmp_path)
    read(page)
    press_tab_until(page, "main form button")
    page.evaluate("document.querySelector('main form').noValidate = true")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Wählen Sie, was nicht stimmt" in text_of(page)
    page.opened = time.monotonic()
    looks_well(page, tmp_path)
    press_tab_until(page, "input[name=reason]")
    page.keyboard.press("Space")
    press_tab_until(page, "textarea[name=text]")
    page.keyboard.type("Die Firma gibt es nicht mehr.")
    read(page)
    press_tab_until(page, "main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert heading(page) == "Vielen Dank"
    looks_well(page, tmp_path)

    reviewer = open_page("/")
    reviewer.goto(hub + link(mail_to(box, "redaktion@meldewerk.example"), hub, "/"))
    assert "Die Firma gibt es nicht mehr." in text_of(reviewer)
    looks_well(reviewer, tmp_path)
    press(reviewer, "Eintrag zurückziehen und abschließen")
    assert "zurückgezogen" in text_of(reviewer)
    looks_well(reviewer, tmp_path)
    assert reviewer.goto(f"{hub}/verzeichnis/meldewerk/").status == 404
    assert not errors(tmp_path)
