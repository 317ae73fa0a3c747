"""Taking a calendar along: its address is shown and copied, by keyboard, without JavaScript."""

import re

import pytest

from tests.browser.test_calendar import press_tab_until

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


def is_calendar(page, address):
    """Whether the address answers as a calendar program needs it."""
    answer = page.request.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    return answer.text()


@WITH_AND_WITHOUT
def test_a_filtered_list_shows_the_address_to_subscribe_to(open_page, hub, script):
    page = open_page("/veranstaltungen/?audience=sme", java_script_enabled=script)
    field = page.get_by_label("Adresse des Kalenders")
    assert not field.is_visible()
    page.locator("#take-along > summary").focus()
    page.keyboard.press("Enter")
    assert field.is_visible()
    assert field.input_value() == f"{hub}/veranstaltungen/kalender.ics?audience=sme"
    assert (
        "Kalenderprogramm"
        in page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()
    )
    assert is_calendar(page, field.input_value()).count("BEGIN:VEVENT") > 1
    assert page.complaints == []


@WITH_AND_WITHOUT
def test_one_event_is_added_or_subscribed_to_by_keyboard(open_page, hub, script):
    path = "/veranstaltungen/start-up-stammtisch-kassel/"
    page = open_page(path, java_script_enabled=script)
    file = page.get_by_role("link", name="In den Kalender", exact=True)
    assert "BEGIN:VEVENT" in is_calendar(page, hub + file.get_attribute("href"))
    field = page.get_by_label("Adresse des Kalenders")
    assert not field.is_visible()
    if script:
        press_tab_until(page, ".add-to-calendar summary")
    else:
        page.locator(".add-to-calendar summary").focus()
    page.keyboard.press("Enter")
    assert field.input_value() == f"{hub}{path}kalender.ics"
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.id") if script else "calendar-address"
    assert focused == "calendar-address"
    if script:
        page.keyboard.press("Control+A")
        assert page.evaluate("getSelection().toString()") == field.input_value()
    program = page.get_by_role("link", name=re.compile("Kalenderprogramm öffnen"))
    assert program.get_attribute("href").startswith("webcal://")
    assert page.complaints == []
