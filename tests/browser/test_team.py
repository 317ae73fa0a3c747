"""A team that grows by mail, and an entry that finds those to whom it belongs."""

import re
from urllib.request import urlopen

import pytest

from tests.browser.looks import looks_well
from tests.browser.markup import errors
from tests.browser.test_registration import heading, run
from tests.browser.test_saved_search import mail_to, press

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
WERK = """
from tests.signed_in import SignedInClient
from directory.models import ContactPoint, Moderator
from tests.factories import make_member, make_organisation, make_person
werk = make_organisation(title="Werk {name}", website="https://www.werk-{name}.de/")
ContactPoint.objects.create(organisation=werk, label="Büro", email="buero@werk-{name}.de")
{more}
client = SignedInClient()
client.force_login(person)
print(client.session.session_key)
"""
OWNER = """
person = make_person(
    username="chefin-{name}", email="chefin.{name}@donaudampfschifffahrtsgesellschaft.example"
)
make_member(werk, user=person)
"""
MODERATOR = """
person = make_person(username="redaktion-{name}", email="redaktion-{name}@example.org")
Moderator.objects.create(user=person)
"""


def prepare(installation, name, more):
    """Make an organisation; give the key of the session of `person`."""
    return run(installation, WERK.format(name=name, more=more.format(name=name)))


def sign_in(page, hub, key):
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": hub}])


def path_in(message, part):
    text = message.get_body(("plain",)).get_content()
    return re.search(rf"http\S+({part}\S+)", text)[0]


@WITH_AND_WITHOUT
def test_inviting_joining_and_handing_over(open_page, installation, box, script, tmp_path):
    hub, name = installation.address, "mit" if script else "ohne"
    key = prepare(installation, name, OWNER)
    page = open_page("/", java_script_enabled=script)
    sign_in(page, hub, key)
    page.goto(f"{hub}/mein/eintraege/werk-{name}/")
    page.get_by_role("link", name="Team").click()
    assert heading(page) == "Team"
    page.get_by_label("E-Mail-Adresse").fill("kein")
    press(page, "Einladung senden")
    assert page.get_by_label("E-Mail-Adresse").get_attribute("aria-invalid") == "true"
    page.complaints.clear()  # the answer was 422
    page.get_by_label("E-Mail-Adresse").fill(f"neu-{name}@example.org")
    press(page, "Einladung senden")
    assert f"neu-{name}@example.org" in page.locator("main").inner_text()
    if script:
        looks_well(page, tmp_path)

    other = open_page("/", java_script_enabled=script)
    link = path_in(mail_to(box, f"neu-{name}@example.org"), "/mein/einladung/")
    other.goto(link)
    assert heading(other).startswith("Sie sind eingeladen")
    if script:
        looks_well(other, tmp_path)
    press(other, "Beitreten")
    assert other.url.endswith(f"/mein/eintraege/werk-{name}/")

    page.reload()
    press(page, re.compile("^An diese Person übergeben"))
    assert "Redaktion weiter" in page.locator("main").inner_text()
    page.get_by_role("link", name="Verlassen").click()
    press(page, "Ja, verlassen")
    assert page.url.endswith("/mein/")
    assert "Sie sind jetzt" in mail_to(box, f"neu-{name}@example.org")["Subject"]
    if script:
        other.goto(link)
        assert heading(other) == "Dieser Link führt nirgends mehr hin"
        assert not errors(tmp_path)


@WITH_AND_WITHOUT
def test_taking_over_an_entry_by_its_domain(open_page, installation, box, script, tmp_path):
    name = f"domain-{'mit' if script else 'ohne'}"
    prepare(installation, name, MODERATOR)
    page = open_page(f"/verzeichnis/werk-{name}/uebernehmen/", java_script_enabled=script)
    page.wait_for_timeout(3500)  # whoever is quicker is asked once more
    page.get_by_label("Ihre E-Mail-Adresse").fill(f"ina@werk-{name}.de")
    press(page, "Weiter")
    assert heading(page) == "Sehen Sie in Ihr Postfach"
    page.goto(path_in(mail_to(box, f"ina@werk-{name}.de"), "/verzeichnis/uebernehmen/"))
    if script:
        looks_well(page, tmp_path)
    press(page, "Eintrag übernehmen")
    assert page.url.endswith(f"/mein/eintraege/werk-{name}/")
    told = mail_to(box, f"buero@werk-{name}.de")
    assert told["Subject"].endswith("wird jetzt gepflegt")
    assert not script or not errors(tmp_path)


def test_taking_over_by_code_or_decision_by_keyboard(open_page, installation, box, tmp_path):
    hub, name = installation.address, "tasten"
    key = prepare(installation, name, MODERATOR)
    page = open_page(f"/verzeichnis/werk-{name}/uebernehmen/")
    looks_well(page, tmp_path)
    page.wait_for_timeout(3500)
    page.get_by_label("Ihre E-Mail-Adresse").focus()
    page.keyboard.type("ina@gmx.de")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    looks_well(page, tmp_path)
    page.goto(path_in(mail_to(box, "ina@gmx.de"), "/verzeichnis/uebernehmen/"))
    looks_well(page, tmp_path)
    press(page, "Code schicken")
    text = mail_to(box, f"buero@werk-{name}.de").get_body(("plain",)).get_content()
    page.get_by_label("Code aus der Mail").focus()
    page.keyboard.type("1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_label("Code aus der Mail").get_attribute("aria-invalid") == "true"
    page.complaints.clear()  # the answer was 422
    looks_well(page, tmp_path)
    press(page, "Um Entscheidung bitten")
    assert "Jetzt entscheidet ein Mensch" in page.locator("main").inner_text()
    assert re.search(r"\d{4} \d{4}", text)

    decider = open_page("/")
    sign_in(decider, hub, key)
    asked = mail_to(box, f"redaktion-{name}@example.org")
    decider.goto(path_in(asked, "/verzeichnis/uebernehmen/"))
    looks_well(decider, tmp_path)
    press(decider, "Eintrag übergeben")
    assert "übergeben" in decider.locator("main").inner_text()
    assert "Sie pflegen jetzt" in mail_to(box, "ina@gmx.de")["Subject"]
    assert not errors(tmp_path)


def test_a_made_up_link_is_answered_in_words(open_page, installation):
    page = open_page("/mein/einladung/x/")
    assert "führt nirgends mehr hin" in heading(page)
    with pytest.raises(Exception, match="404"):
        urlopen(f"{installation.address}/verzeichnis/uebernehmen/x/")
