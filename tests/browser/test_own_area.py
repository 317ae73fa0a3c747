"""The own area: where entries stand, the longer form, and what an organisation takes along."""

import pytest

from tests.browser.looks import looks_well
from tests.browser.markup import errors
from tests.browser.test_calendar import press_tab_until
from tests.browser.test_registration import heading, run
from tests.browser.test_saved_search import WITH_AND_WITHOUT, press
from tests.browser.test_team import sign_in

OWNER = """
from django.test import Client
from directory.models import Location
from directory.moderation.actions import submit
from directory.moderation.decisions import decide
from tests.factories import make_member, make_organisation, make_person
person = make_person(email="{name}@bereich.example")
website = "https://www.{name}.example/"
live = make_organisation(title="Öffentlichwerk {name}", slug="oeffentlich-{name}", website=website)
Location.objects.create(organisation=live, place="Kassel", postcode="34117")
make_member(live, user=person)
chief = make_person(email="chefin-{name}@bereich.example", is_superuser=True)
for number, word in enumerate(("Wartet", "Rückfrage", "Abgelehnt")):
    title = f"{{word}} {name} Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte"
    record = make_organisation(title=title, live=False, first_published_at=None)
    make_member(record, user=person)
    submit(record=record, revision=record.save_revision(user=person), user=person)
    state = type(record).objects.get(pk=record.pk).current_workflow_task_state
    if number:
        decision, reason = ("", "reject", "refuse")[number], "Bitte ergänzen Sie die Anschrift."
        given = dict(revision_id=state.revision_id, decision=decision, reason=reason)
        decide(state=state, user=chief, **given)
client = Client()
client.force_login(person)
print(client.session.session_key)
"""
NOBODY = """
from django.test import Client
from tests.factories import make_person
client = Client()
client.force_login(make_person())
print(client.session.session_key)
"""


@pytest.fixture
def own_area(installation, hub, open_page):
    """Opens /mein/ for somebody with an entry of each state."""

    def own_area(name, **options):
        key = run(installation, OWNER.format(name=name)).splitlines()[-1]
        page = open_page("/", **options)
        sign_in(page, hub, key)
        page.goto(f"{hub}/mein/")
        return page

    return own_area


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def test_every_state_of_an_entry_is_accessible_valid_and_as_wide_as_the_screen(
    own_area, hub, tmp_path
):
    page = own_area("zustand")
    looks_well(page, tmp_path)
    states = page.locator(".own-row p:not(.row)").all_inner_texts()
    words = ("öffentlich", "wird geprüft", "bitte etwas ändern", "abgelehnt")
    for word in words:
        assert any(word in state for state in states), word
    for link in [a.get_attribute("href") for a in page.locator(".own-row h2 a").all()]:
        page.goto(hub + link)
        looks_well(page, tmp_path)
    page.goto(f"{hub}/mein/eintraege/oeffentlich-zustand/aendern/")
    looks_well(page, tmp_path)
    page.goto(f"{hub}/en/my/entries/oeffentlich-zustand/")
    looks_well(page, tmp_path)
    assert not errors(tmp_path)


def test_whoever_has_no_entry_reads_how_to_begin(installation, hub, open_page, tmp_path):
    page = open_page("/", width=360, height=740)
    sign_in(page, hub, run(installation, NOBODY))
    page.goto(f"{hub}/mein/")
    looks_well(page, tmp_path)
    follow(page, "Eine Organisation eintragen")
    assert page.url == f"{hub}/mein/eintragen/"
    assert page.get_by_label("Ihre eigene E-Mail").count() == 0
    assert not errors(tmp_path)


@WITH_AND_WITHOUT
def test_a_change_is_refused_previewed_and_handed_in(own_area, hub, script, tmp_path):
    name = "aenderung-mit" if script else "aenderung-ohne"
    page = own_area(name, java_script_enabled=script, width=360, height=740)
    follow(page, f"Öffentlichwerk {name}")
    follow(page, "Ändern und mehr erzählen")
    page.get_by_label("Gegründet im Jahr").fill("3000")
    page.get_by_label("Beschreibung", exact=True).fill("Wir bauen.\n\n- Turbinen\n- Räder")
    press(page, "Einreichen")
    assert page.get_by_label("Gegründet im Jahr").get_attribute("aria-invalid") == "true"
    if script:
        looks_well(page, tmp_path)
    page.get_by_role("alert").get_by_role("link", name="Gegründet im Jahr").click()
    page.get_by_label("Gegründet im Jahr").fill("1999")
    press(page, "Vorschau")
    assert page.locator("main li", has_text="Turbinen").count() == 1
    if script:
        looks_well(page, tmp_path)
    follow(page, "Zurück zum Formular")
    press(page, "Einreichen")
    assert page.url == f"{hub}/mein/eintraege/oeffentlich-{name}/"
    assert "wird geprüft" in page.locator("main").inner_text()
    follow(page, "Öffentliche Seite")
    assert "Turbinen" not in page.locator("main").inner_text()
    assert not script or not errors(tmp_path)


@WITH_AND_WITHOUT
def test_card_code_and_address_book_are_taken_along(own_area, hub, script, tmp_path):
    name = "karte-mit" if script else "karte-ohne"
    page = own_area(name, java_script_enabled=script)
    follow(page, f"Öffentlichwerk {name}")
    with page.expect_download() as found:
        page.get_by_role("link", name="Visitenkarte fürs Adressbuch").click()
    assert found.value.suggested_filename == f"oeffentlich-{name}.vcf"
    assert f"FN:Öffentlichwerk {name}" in found.value.path().read_text()
    code = page.get_by_label("Karte für Ihre eigene Website").input_value()
    assert f'src="{hub}/verzeichnis/oeffentlich-{name}/karte/"' in code
    qr = page.get_by_role("link", name="QR-Code (PNG)").get_attribute("href")
    assert page.request.get(hub + qr).body()[:4] == b"\x89PNG"
    follow(page, "So sieht die Karte aus")
    assert heading(page) == f"Öffentlichwerk {name}"
    if script:
        looks_well(page, tmp_path)
        assert not errors(tmp_path)


def test_a_change_is_handed_in_by_keyboard_alone(own_area, hub):
    page = own_area("tasten")
    press_tab_until(page, ".own-row a[href*='/oeffentlich-tasten/aendern/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press_tab_until(page, "#id_summary")
    page.keyboard.press("Control+A")
    page.keyboard.type("Ein neuer Satz.")
    press_tab_until(page, "button[value=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{hub}/mein/eintraege/oeffentlich-tasten/"
    assert "wird geprüft" in page.locator("main").inner_text()
