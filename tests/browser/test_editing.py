"""Editors change the dates of a series: with JavaScript and without, and for screen readers."""

import re
from datetime import date, timedelta

import pytest

from tests.browser.looks import findings
from tests.events.calendars import calendar, vevent

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
EVENTS = "/admin/snippets/events/event/"
FIRST = date.today() + timedelta(days=20)


def import_series(installation, title):
    """A weekly series of six evenings from FIRST on, public at once."""
    path = installation.folder / "series.ics"
    start = f"DTSTART;TZID=Europe/Berlin:{FIRST:%Y%m%d}T180000"
    lines = ("DURATION:PT2H", "LOCATION:Stadthalle", "RRULE:FREQ=WEEKLY;COUNT=6")
    path.write_bytes(calendar(vevent(*lines, uid=title, start=start, title=title)))
    done = installation.manage(f"import_events {path} --organisation ihk-kassel-marburg")
    assert done.returncode == 0, done.stderr
    return "/veranstaltungen/" + title.lower().replace(" ", "-") + "/"


def open_dates(page, title):
    page.goto(page.url.split("/admin/")[0] + f"{EVENTS}?q={title}")
    page.locator("a[href$='/dates/']", has_text=title).click()
    page.wait_for_url("**/dates/")


@WITH_AND_WITHOUT
def test_one_date_is_cancelled_and_its_page_says_why(admin, open_page, installation, script):
    title = f"Werkabend {'mit' if script else 'ohne'} Skript"
    address = import_series(installation, title)
    page = admin(EVENTS, java_script_enabled=script)
    open_dates(page, title)
    page.get_by_role("link", name=re.compile("diesen Termin ändern oder absagen")).nth(1).click()
    page.get_by_label("Er fällt aus.").check()
    page.get_by_label("Grund").fill("Die Halle ist gesperrt")
    page.get_by_role("button", name="Zeigen, was geschieht").click()
    told = page.get_by_role("region", name="Das geschieht")
    told.wait_for()
    assert told.locator("s").count() == 1
    assert "Die Halle ist gesperrt" in told.inner_text()
    page.get_by_role("button", name="Speichern und veröffentlichen").click()
    page.wait_for_url("**/edit/*/")
    public = open_page(address)
    assert "Die Halle ist gesperrt" in public.locator("main").inner_text()
    crossed_out = public.locator(":has(> #programme) s").first.inner_text()
    assert f"{(FIRST + timedelta(weeks=1)).day}." in crossed_out


@WITH_AND_WITHOUT
def test_this_and_all_later_dates_are_moved(admin, open_page, installation, script):
    title = f"Lernabend {'mit' if script else 'ohne'} Skript"
    address = import_series(installation, title)
    page = admin(EVENTS, java_script_enabled=script)
    open_dates(page, title)
    page.get_by_role("link", name=re.compile("diesen und alle späteren ändern")).nth(2).click()
    day = FIRST + timedelta(weeks=2)
    for name, clock in (("starts_at", "19:30"), ("ends_at", "21:00")):
        field = page.locator(f"input[name={name}]")
        field.fill(f"{day:%d.%m.%Y} {clock}")
        field.press("Tab")
    page.get_by_role("button", name="Speichern und veröffentlichen").click()
    page.wait_for_url("**/edit/*/")
    dates = open_page(address).locator(":has(> #programme) li time").all_text_contents()
    times = [re.search(r"\d\d:\d\d–\d\d:\d\d", date)[0] for date in dates]
    assert times == ["18:00–20:00"] * 2 + ["19:30–21:00"] * 4


def test_axe_finds_nothing_on_the_pages_of_editors(admin, installation):
    import_series(installation, "Geprüfter Abend")
    page = admin(EVENTS)
    open_dates(page, "Geprüfter Abend")
    dates = page.url
    page.get_by_role("link", name=re.compile("diesen und alle späteren ändern")).first.click()
    page.locator("input[name=note]").fill("Grund")
    page.locator("input[name=title]").fill("Anderer Titel")
    page.get_by_role("button", name="Zeigen, was geschieht").click()
    page.get_by_role("region", name="Das geschieht").wait_for()
    assert findings(page) == []
    page.locator("input[name=ends_at]").fill("01.01.2001 10:00")
    page.locator("input[name=note]").press("Enter")
    page.get_by_role("alert").wait_for()
    assert findings(page) == []
    for address in (dates, "/admin/events/same/", "/admin/events/templates/"):
        page.goto(address if address.startswith("http") else installation.address + address)
        assert findings(page) == []


@pytest.mark.parametrize("width", [360, 768])
def test_the_page_of_a_date_fits_the_screen(admin, installation, width):
    import_series(installation, "Schmaler Abend")
    page = admin("/admin/", width=width)
    open_dates(page, "Schmaler Abend")
    page.get_by_role("link", name=re.compile("diesen Termin ändern")).first.click()
    page.get_by_role("button", name="Als Entwurf speichern").wait_for()  # the next page is there
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
