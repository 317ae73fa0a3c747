"""From handing in to a decision: the mail, the page of its link, with JavaScript and without."""

import re

import pytest

from tests.browser.looks import is_accessible
from tests.browser.test_saved_search import (
    WITH_AND_WITHOUT,
    link,
    mail_to,
    press,
    run,
)

HAND_IN = """
from directory.models import Moderator
from directory.moderation.actions import submit
from tests.factories import make_member, make_organisation, make_person
record = make_organisation(title="{title}", live={live}, summary="Wir bauen kleine Turbinen.")
author = make_member(record)
author.email = "{name}-author@example.org"
author.save()
reviewer = make_person(email="{name}@example.org", first_name="Ada", last_name="Prüfer")
Moderator.objects.create(user=reviewer)
record.summary = "Wir bauen große Turbinen."
submit(record=record, revision=record.save_revision(user=author), user=author)
"""


@pytest.fixture
def hand_in(installation, hub, box):
    """Hand in an entry; gives the path of the link in the reviewer's mail."""

    def hand_in(name, title, *, live=False):
        run(installation, HAND_IN.format(title=title, name=name, live=live))
        return link(mail_to(box, f"{name}@example.org"), hub, "/")

    return hand_in


@WITH_AND_WITHOUT
def test_a_new_entry_is_approved_from_the_mail(open_page, hand_in, box, script):
    name = f"approve-{script}".lower()
    path = hand_in(name, f"Fuldawerk {script} GmbH")
    page = open_page(path, java_script_enabled=script)
    assert page.get_by_role("heading", level=1).inner_text().startswith("Neu: Fuldawerk")
    press(page, "Freigeben und veröffentlichen")
    assert "Sie haben ihn" in page.locator("main").inner_text()
    assert "Öffentlich:" in mail_to(box, f"{name}-author@example.org")["Subject"]
    page.reload()
    page.goto(page.url)
    assert "Das ist entschieden" in page.locator("h1").inner_text()
    with page.expect_navigation():
        page.get_by_role("link", name="Zum Eintrag").click()
    assert "große Turbinen" in page.locator("main").inner_text()


def test_changes_are_asked_for_by_keyboard_on_a_phone(open_page, hand_in, box):
    page = open_page(hand_in("phone", "Änderungswerk", live=True), width=360, height=740)
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    change = page.locator(".changes .text").inner_text()
    assert re.search(r"kleine.*große", change, re.DOTALL)
    page.get_by_label("Begründung").focus()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_label("Begründung").get_attribute("aria-invalid") == "true"
    is_accessible(page)
    page.get_by_label("Begründung").fill("Bitte die Adresse ergänzen.")
    page.get_by_label("Begründung").press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "um Änderung gebeten" in page.locator("main").inner_text()
    is_accessible(page)
    mail_to(box, "phone-author@example.org")


def test_the_preview_opens_without_signing_in(open_page, hand_in):
    page = open_page(hand_in("preview", "Vorschauwerk"))
    with page.expect_navigation():
        page.get_by_role("link", name="Ansehen, wie es aussehen wird").click()
    assert "große Turbinen" in page.locator("main").inner_text()
    assert page.complaints == []


def test_a_link_that_is_wrong_says_so(open_page):
    page = open_page("/pruefen/falsch/")
    assert page.status == 404
    assert "Dieser Link gilt nicht" in page.locator("h1").inner_text()
