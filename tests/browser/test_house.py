"""Staff of a chamber enter an event, plan it, copy it, meet a colleague in it, and withdraw it."""

import re
from datetime import date, timedelta

import pytest

from tests.browser.looks import looks_well
from tests.browser.markup import errors
from tests.browser.test_registration import heading, run
from tests.browser.test_saved_search import press
from tests.browser.test_team import sign_in

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
HOUSE = """
from tests.signed_in import SignedInClient
from directory.models import Trust
from tests.factories import make_member, make_organisation, make_person
house = make_organisation(title="Kammer {name}")
Trust.objects.create(organisation=house, level=Trust.Level.PROVEN)
for number in (1, 2):
    client = SignedInClient()
    person = make_person(email=f"k{{number}}-{name}@example.org")
    client.force_login(make_member(house, user=person))
    print(client.session.session_key)
"""
DAY = date.today() + timedelta(days=40)


def fill_dates(page, day):
    page.get_by_label("Beginn (nötig)", exact=True).fill(f"{day}T10:00")
    page.get_by_label("Ende (nötig)", exact=True).fill(f"{day}T12:00")


def begin(open_page, installation, name, script):
    """Both colleagues, signed in."""
    keys = run(installation, HOUSE.format(name=name)).split()
    pages = []
    for key in keys:
        page = open_page("/", java_script_enabled=script)
        sign_in(page, installation.address, key)
        pages.append(page)
    return pages


@WITH_AND_WITHOUT
def test_from_the_first_event_to_the_archive(open_page, installation, script, tmp_path):
    hub, name = installation.address, "mit" if script else "ohne"
    page, other = begin(open_page, installation, name, script)

    def look(at):
        if script:
            looks_well(at, tmp_path)

    page.goto(f"{hub}/mein/")
    look(page)
    enter_and_plan(page, name, look)
    copy(page, name)
    meet(page, other, look)
    show_the_draft(page, look)
    withdraw(page, open_page, name, look)
    assert not script or not errors(tmp_path)


def enter_and_plan(page, name, look):
    page.get_by_role("link", name="Neue Veranstaltung").click()
    press(page, "Einreichen")
    assert "stimmen noch nicht" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Titel (nötig)").get_attribute("aria-invalid") == "true"
    look(page)
    page.get_by_label("Titel (nötig)").fill(f"Sprechtag Patente {name}")
    summary(page).fill("Eine Stunde mit einer Anwältin.")
    fill_dates(page, DAY)
    page.get_by_label("Haus oder Raum").fill("Saal 1")
    page.get_by_label("Öffentlich ab").fill(f"{DAY - timedelta(days=10)}T08:00")
    press(page, "Einreichen")
    assert heading(page) == f"Sprechtag Patente {name}"
    assert "wird öffentlich am" in said(page)
    look(page)


def copy(page, name):
    page.get_by_role("link", name="Als neu kopieren").click()
    assert summary(page).input_value() == "Eine Stunde mit einer Anwältin."
    page.get_by_label("Titel (nötig)").fill(f"Zweiter Sprechtag {name}")
    fill_dates(page, DAY + timedelta(days=7))
    press(page, "Einreichen")
    assert "Es ist öffentlich." in said(page)


def meet(page, other, look):
    """The colleague began before the change and sees both texts."""
    record = page.url
    page.get_by_role("link", name="Ändern", exact=True).click()
    other.goto(page.url)
    summary(page).fill("Zwei Stunden mit einer Anwältin.")
    press(page, "Einreichen")
    summary(other).fill("Eine Stunde mit einem Anwalt.")
    other.get_by_label("Hinweis zum Preis").fill("je Betrieb")
    press(other, "Einreichen")
    both = other.get_by_role("alert").inner_text()
    assert "Zwei Stunden mit einer Anwältin." in both
    assert "Eine Stunde mit einem Anwalt." in both
    look(other)
    summary(other).fill("Zwei Stunden mit einem Anwalt.")
    press(other, "Einreichen")
    assert other.url == record
    page.goto(record)


def show_the_draft(page, look):
    page.get_by_role("link", name="Ändern", exact=True).click()
    assert page.get_by_label("Hinweis zum Preis").input_value() == "je Betrieb"
    summary(page).fill("Drei Stunden mit einem Anwalt.")
    press(page, "Als Entwurf speichern")
    assert page.locator("del").inner_text().endswith("Zwei")
    assert page.locator("ins").inner_text().endswith("Drei")
    look(page)
    page.get_by_role("link", name="Vorschau").click()
    assert "Drei Stunden" in said(page)
    page.go_back()


def withdraw(page, open_page, name, look):
    public = page.get_by_role("link", name="Öffentliche Seite").get_attribute("href")
    page.get_by_role("link", name="Zurückziehen").click()
    look(page)
    press(page, "Ja, zurückziehen")
    assert open_page(public).status == 404
    page.locator(".page-head .kind").get_by_role("link", name="Veranstaltungen").click()
    assert f"Zweiter Sprechtag {name}" not in said(page)
    look(page)
    page.get_by_role("link", name="Archiv").click()
    look(page)
    page.get_by_role("link", name=f"Zweiter Sprechtag {name}", exact=True).click()
    press(page, "Aus dem Archiv holen")
    assert "Es ist aus dem Archiv geholt" in said(page)


def summary(page):
    return page.get_by_label("Kurzfassung (nötig)")


def said(page):
    return page.locator("main").inner_text()


@pytest.mark.parametrize("kind", ["event", "course", "advice", "funding"])
def test_every_form_is_accessible_at_every_width(open_page, installation, kind, tmp_path):
    key = run(installation, HOUSE.format(name=kind)).split()[0]
    page = open_page("/")
    sign_in(page, installation.address, key)
    for address in (f"/mein/veroeffentlichen/{kind}/", f"/en/my/publish/{kind}/"):
        page.goto(installation.address + address)
        looks_well(page, tmp_path)
    fill_in_nothing(page, f"{installation.address}/mein/veroeffentlichen/{kind}/neu/", tmp_path)
    fill_in_nothing(page, f"{installation.address}/en/my/publish/{kind}/new/", tmp_path)
    assert not errors(tmp_path)


def fill_in_nothing(page, address, tmp_path):
    page.goto(address)
    for details in page.locator(".listing-form details").all():
        details.locator("summary").first.click()
    for panel in page.locator(".listing-form details.panel").all():
        of_fields = panel.locator(".pairs").bounding_box()["width"]
        assert of_fields > panel.bounding_box()["width"] * 0.8  # not squeezed into half of it
    looks_well(page, tmp_path)
    press(page, re.compile("^(Einreichen|Hand in)$"))
    looks_well(page, tmp_path)
