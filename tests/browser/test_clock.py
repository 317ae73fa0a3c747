"""The clock: from the front page to a public entry, with two mails and nobody in the admin."""

import re
import time
from io import BytesIO

from PIL import Image

from tests.browser.test_saved_search import WITH_AND_WITHOUT, link, mail_to, run

MOST_FIELDS = 12
SECONDS_OF_A_PERSON = 3.2  # whoever sends the form sooner is asked once more
REVIEWER = """
from directory.models import Moderator
from tests.factories import make_person
Moderator.objects.create(user=make_person(email="{email}", first_name="Ada", last_name="Klein"))
"""
FIELDS = """all => [...new Set(
    all.filter(e => e.type != "hidden" && !e.closest("[hidden]")).map(e => e.name)
)]"""
SUMMARY = "Wir rüsten alte Werkzeugmaschinen mit neuer Steuerung nach, für kleine Betriebe."


class Hands:
    """Somebody at a browser whose clicks and fields are counted."""

    def __init__(self, page):
        self.page, self.clicks, self.fields = page, 0, set()

    def click(self, found):
        found.click()
        self.clicks += 1

    def press(self, name):
        with self.page.expect_navigation():
            self.click(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, path):
        """Click a link of a mail."""
        self.page.goto(path)
        self.clicks += 1

    def fill(self, label, value):
        field = self.page.get_by_label(re.compile("^" + label))
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        elif isinstance(value, dict):
            field.set_input_files(value)
        else:
            field.fill(value)
        self.fields.add(field.get_attribute("name"))

    def choose(self, label):
        field = self.page.get_by_label(label)
        self.click(field)
        self.fields.add(field.get_attribute("name"))


def logo():
    file = BytesIO()
    Image.new("RGB", (300, 120), "#0b5563").save(file, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": file.getvalue()}


def fill_in(newcomer, title, email, script):
    """All that the form asks; gives the names of the fields that it shows."""
    page = newcomer.page
    newcomer.fill("Name$", title)
    newcomer.fill("Was sind Sie", "Start-up")
    newcomer.fill("Was machen Sie", SUMMARY)
    newcomer.fill("Website", f"www.{email.partition('@')[2]}")
    newcomer.fill("Straße", "Altenritter Straße 9")
    newcomer.fill("Postleitzahl", "34225")
    newcomer.fill("Ihre Branche", "Wir rüsten Werkzeugmaschinen nach")
    newcomer.fill("E-Mail für Anfragen", f"post@{email.partition('@')[2]}")
    newcomer.fill("Ihre eigene E-Mail", email)
    if not script:
        newcomer.press("Zwischenspeichern")
        page.opened = time.monotonic()
    page.locator("#listing-place").get_by_text("Baunatal").wait_for()
    newcomer.choose("Werkzeugmaschinen für die Metallbearbeitung")
    newcomer.click(page.locator("summary", has_text="Standort und Branchen"))
    newcomer.choose("Maschinenbau")
    shown = page.locator("#listing :is(input, select, textarea)").evaluate_all(FIELDS)
    newcomer.fill("Logo", logo())
    return shown


def wait_until_found(page, address, title):
    """The index hears of a change right after it, if no other process is writing."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        page.goto(address)
        if title in page.locator("main").inner_text():
            return
    raise AssertionError(f"{title} is not on {address}")


@WITH_AND_WITHOUT
def test_a_newcomer_is_public_after_one_mail_and_one_approval(open_page, installation, box, script):
    hub, word = installation.address, "mitskript" if script else "ohneskript"
    title, email, reviewer = f"Retrofit {word}", f"anna@{word}.example", f"ada@{word}.example"
    run(installation, REVIEWER.format(email=reviewer))
    begun = time.monotonic()

    page = open_page("/", java_script_enabled=script, width=360, height=740)
    newcomer = Hands(page)
    newcomer.click(page.get_by_role("link", name="Organisation eintragen").first)
    page.wait_for_url("**/mein/eintragen/")
    page.opened = time.monotonic()
    shown = fill_in(newcomer, title, email, script)
    assert len(shown) <= MOST_FIELDS, shown
    assert newcomer.fields <= set(shown)
    rest = SECONDS_OF_A_PERSON - (time.monotonic() - page.opened)
    page.wait_for_timeout(max(0, rest) * 1000)
    newcomer.press("Link zusenden")
    assert page.url == hub + "/mein/eintragen/gesendet/"
    newcomer.follow(hub + link(mail_to(box, email), hub, "/"))
    assert title in page.locator("main").inner_text()
    newcomer.press("Ja, einreichen")
    slug = re.search(r"/mein/eintraege/([\w-]+)/$", page.url)[1]
    assert "ein Mensch" in page.locator("main").inner_text()
    assert newcomer.clicks == (7 if script else 8)

    public = f"{hub}/verzeichnis/{slug}/"
    decision = open_page("/", java_script_enabled=script)  # another person’s browser
    assert decision.goto(public).status == 404
    assert decision.context.cookies() == []
    ada = Hands(decision)
    ada.follow(hub + link(mail_to(box, reviewer), hub, "/"))
    assert title in decision.locator("h1").inner_text()
    assert decision.goto(decision.url).status == 200  # opening it twice decides nothing
    assert page.request.get(public).status == 404
    ada.press("Freigeben und veröffentlichen")
    assert ada.clicks == 2
    assert "sessionid" not in {cookie["name"] for cookie in decision.context.cookies()}

    assert decision.goto(public).status == 200
    assert title in decision.locator("h1").inner_text()
    assert decision.locator("img.logo").evaluate("image => image.naturalWidth") == 300
    wait_until_found(decision, f"{hub}/suche/?q={word}", title)
    wait_until_found(decision, f"{hub}/verzeichnis/?kind=startup&near=34225", title)
    assert "Öffentlich:" in mail_to(box, email)["Subject"]
    page.reload()
    assert "öffentlich" in page.locator("main .lead").inner_text()
    taken, fields = time.monotonic() - begun, len(newcomer.fields)
    print(f"\n{fields} fields, {newcomer.clicks} and {ada.clicks} clicks, {taken:.0f} seconds")


def test_five_fields_must_be_filled_in_and_all_others_are_said_to_be_optional(open_page):
    page = open_page("/mein/eintragen/", java_script_enabled=False)
    labels = page.locator("#listing :is(label, legend):visible").all_inner_texts()
    must = ["Name", "Was sind Sie?", "Was machen Sie, und für wen?", "Postleitzahl"]
    must.append("Ihre eigene E-Mail (wird nicht veröffentlicht)")
    assert [label for label in labels if "freiwillig" not in label] == must
