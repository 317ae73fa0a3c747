"""Editors change a series with the keyboard alone, from the list to what visitors see."""

import re
from datetime import timedelta

import pytest

from tests.browser.test_calendar import press_tab_until
from tests.browser.test_editing import EVENTS, FIRST, import_series


@pytest.fixture
def editor(admin):
    """Opens the form of an event for somebody who has no mouse."""

    def open_editor(title):
        page = admin(f"{EVENTS}?q={title}")
        press_tab_until(page, "a[href*='/event/edit/']:not([href*='#'])")
        press_enter(page, "**/event/edit/*/")
        return page

    return open_editor


def press_enter(page, address):
    """Follow or submit what has the focus; the page that comes has listened to its scripts."""
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    page.wait_for_load_state()


def choose(page, name, value):
    """Go to a group of radio buttons, and in it to the right one."""
    press_tab_until(page, f"input[name={name}]")
    for _press in range(4):
        if page.evaluate("document.activeElement.value") == value:
            break
        page.keyboard.press("ArrowDown")
    assert page.locator(f"input[name={name}]:checked").input_value() == value


def write(page, name, text):
    press_tab_until(page, f"[name={name}]")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def save(page):
    press_tab_until(page, "button[value=publish]")
    press_enter(page, "**/event/edit/*/")
    assert "öffentlich" in page.locator(".messages").inner_text()


def follow_date(page, number, scope):
    """From the form of the event to the one of a date."""
    for _link in range(number):
        press_tab_until(page, f"a[href*='scope={scope}']")
    press_enter(page, f"**/?scope={scope}")


def dates(open_page, address):
    """The dates as visitors read them, and the whole page."""
    page = open_page(address)
    rows = page.locator(":has(> #programme) li").all()
    return [row.inner_text() for row in rows], page.locator("main").inner_text()


def test_one_date_is_cancelled_by_keyboard(editor, open_page, installation):
    address = import_series(installation, "Tastenabend eins")
    page = editor("Tastenabend eins")
    follow_date(page, 2, "one")
    choose(page, "happens", "cancelled")
    write(page, "note", "Die Halle ist gesperrt")
    press_tab_until(page, "button[value=preview]")
    page.keyboard.press("Enter")
    told = page.get_by_role("region", name="Das geschieht")
    told.wait_for()
    assert "Die Halle ist gesperrt" in told.inner_text()
    save(page)
    rows, _text = dates(open_page, address)
    second = f"{(FIRST + timedelta(weeks=1)).day}."
    assert [second in row for row in rows if "Die Halle ist gesperrt" in row] == [True]


def test_one_date_and_then_all_later_ones_are_moved_by_keyboard(editor, open_page, installation):
    address = import_series(installation, "Tastenabend zwei")
    page = editor("Tastenabend zwei")
    follow_date(page, 1, "one")
    write(page, "starts_at", f"{FIRST:%d.%m.%Y} 17:00")
    write(page, "ends_at", f"{FIRST:%d.%m.%Y} 18:00")
    save(page)
    follow_date(page, 3, "one")
    choose(page, "scope", "future")
    day = FIRST + timedelta(weeks=2)
    write(page, "starts_at", f"{day:%d.%m.%Y} 19:30")
    write(page, "ends_at", f"{day:%d.%m.%Y} 21:00")
    save(page)
    rows, _text = dates(open_page, address)
    times = [re.search(r"\d\d:\d\d–\d\d:\d\d", row)[0] for row in rows]
    assert times == ["17:00–18:00", "18:00–20:00", *["19:30–21:00"] * 4]


def test_all_dates_are_changed_by_keyboard(editor, open_page, installation):
    address = import_series(installation, "Tastenabend drei")
    page = editor("Tastenabend drei")
    follow_date(page, 1, "one")
    choose(page, "scope", "all")
    write(page, "ends_at", f"{FIRST:%d.%m.%Y} 21:15")
    write(page, "venue", "Kulturbahnhof")
    save(page)
    rows, text = dates(open_page, address)
    assert [re.search(r"\d\d:\d\d–\d\d:\d\d", row)[0] for row in rows] == ["18:00–21:15"] * 6
    assert "Kulturbahnhof" in text
