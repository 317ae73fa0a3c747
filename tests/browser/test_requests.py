"""From the search box to the desk's answer by link and the outcome, with JavaScript and without."""

import os
import re
import time

from tests.browser.markup import errors
from tests.browser.test_postings import PHONE, fits
from tests.browser.test_saved_search import WITH_AND_WITHOUT, is_accessible, link, mail_to, press


def is_valid(pages, folder):
    for number, html in enumerate(pages):
        (folder / f"{number:02}.html").write_text(html)
    assert errors(folder) == []


@WITH_AND_WITHOUT
def test_from_the_search_box_to_the_outcome(  # noqa: PLR0915
    installation, hub, box, open_page, script, tmp_path
):
    name = "mit" if script else "ohne"
    pages = []

    def look():
        pages.append(page.content())
        assert fits(page)
        if script:
            is_accessible(page)

    page = open_page("/", java_script_enabled=script, **PHONE)
    with page.expect_navigation():
        page.get_by_role("link", name="Anliegen schildern").click()
    page.get_by_label("Sagen Sie es mit Ihren Worten").fill("Zuschuss für eine neue Maschine")
    with page.expect_navigation():
        page.locator("main form[role=search] button").click()
    look()
    press(page, "Zuschuss oder Förderprogramm finden")
    began = time.monotonic()
    press(page, "Speichern und weiter")  # without a word
    assert page.get_by_label("Was möchten Sie wissen").get_attribute("aria-invalid") == "true"
    look()
    text = f"Wir wollen eine Drehmaschine kaufen ({name})."
    page.get_by_label("Was möchten Sie wissen").fill(text)
    page.get_by_label("Hat das Vorhaben schon begonnen?").select_option("nein")
    press(page, "Speichern und weiter")
    page.get_by_label("Postleitzahl").fill("34117")
    page.get_by_label("Wie viele Menschen").select_option("10–49 Beschäftigte")
    look()
    press(page, "Speichern und weiter")
    page.get_by_label("Ihr Name").fill("Anna Muster")
    page.get_by_label("Ihre E-Mail-Adresse").fill(f"{name}-anliegen@example.org")
    look()
    press(page, "Weiter zur Zusammenfassung")
    assert "Das geht an „Wirtschaftsförderung Region Kassel“" in page.locator("main").inner_text()
    look()
    page.wait_for_timeout(max(0, 10 - (time.monotonic() - began)) * 1000)  # people take time
    press(page, "Anliegen absenden")
    assert "hat Ihr Anliegen" in page.get_by_role("status").first.inner_text()
    look()

    asked = mail_to(box, "wf-kassel@example.org")
    assert "Drehmaschine" not in asked.as_string()
    desk = open_page(link(asked, hub, "/"), java_script_enabled=script)
    assert text in desk.locator("main").inner_text()
    desk.locator("summary", has_text="Nachfragen").click()
    desk.get_by_label("Was müssen Sie vom Unternehmen wissen?").fill("Ist schon bestellt?")
    press(desk, "Frage absenden")
    if script:
        is_accessible(desk)
    pages.append(desk.content())

    page.goto(hub + link(mail_to(box, f"{name}-anliegen@example.org"), hub, "/"))
    assert "Ist schon bestellt?" in page.locator("main").inner_text()
    page.get_by_label("Etwas ergänzen").fill("Nein, noch nicht.")
    press(page, "An die Stelle senden")
    desk.reload()
    assert "Nein, noch nicht." in desk.locator("main").inner_text()
    desk.get_by_label("beraten", exact=True).check()
    press(desk, "Anliegen abschließen")
    page.reload()
    page.get_by_label("Ja, es hat geholfen").check()
    look()
    press(page, "Antwort absenden")
    assert "Vielen Dank für Ihre Antwort" in page.locator("main").inner_text()
    if not script and "VNU_JAR" in os.environ:  # as the server gave them
        is_valid(pages, tmp_path)


def test_the_keyboard_alone_chooses_a_subject(open_page):
    page = open_page("/beratung/anliegen/")
    page.get_by_label("Sagen Sie es mit Ihren Worten").focus()
    page.keyboard.type("Zollpapiere", delay=20)
    page.get_by_role("option", name=re.compile("Ins Ausland liefern")).wait_for()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Ins Ausland liefern").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_label("In welches Land?").is_visible()
