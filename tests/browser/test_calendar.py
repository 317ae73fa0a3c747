"""The calendar of events: by keyboard, without JavaScript, on a phone and on paper."""

import re
from datetime import date, timedelta

import pytest

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


def first_day(open_page, address):
    """The day of the first hit; the demo content counts its days from today."""
    page = open_page(address)
    return date.fromisoformat(page.locator("main .day time").first.get_attribute("datetime"))


def press_tab_until(page, selector):
    """Move the focus on to the first element that fits, as people without a mouse do."""
    for _press in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


@WITH_AND_WITHOUT
def test_the_keyboard_goes_through_months_to_an_event_and_back_with_the_filters(open_page, script):
    page = open_page("/veranstaltungen/?audience=sme", java_script_enabled=script)
    if script:
        press_tab_until(page, "#views li:nth-child(2) a")
        page.keyboard.press("Enter")
    else:
        page.get_by_role("link", name="Monat", exact=True).click()
    page.wait_for_url("**/veranstaltungen/monat/?audience=sme")
    this_month = page.locator("h2").first.inner_text()
    following = page.locator("a[rel=next]")
    following.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/monat/\d{4}-\d\d/\?audience=sme$"))
    assert page.locator("h2").first.inner_text() != this_month
    back = page.get_by_role("link", name="Liste", exact=True)
    assert "audience=sme" in back.get_attribute("href")
    if script:
        press_tab_until(page, ".month td li a")
    else:
        page.locator(".month td li a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/veranstaltungen/[a-z0-9-]+/$"))
    page.go_back()
    page.get_by_role("link", name="Liste", exact=True).click()
    page.wait_for_url(re.compile(r"/veranstaltungen/\?audience=sme&from=.*&to="))
    assert "Kleine und mittlere Unternehmen" in page.locator(".chips").inner_text()


@WITH_AND_WITHOUT
def test_a_filter_narrows_the_month_and_stays_when_the_view_changes(open_page, script):
    day = first_day(open_page, "/veranstaltungen/?kind=workshop")
    page = open_page(f"/veranstaltungen/monat/{day:%Y-%m}/", java_script_enabled=script)
    everything = page.locator(".month td li").count()
    page.locator("summary", has_text="Filter").click()
    page.locator("input[type=checkbox][value=workshop]").check()
    if not script:
        page.get_by_role("button", name=re.compile("zeigen")).first.click()
    page.wait_for_url(f"**/veranstaltungen/monat/{day:%Y-%m}/?*kind=workshop*")
    page.locator(".chips a", has_text="Workshop").wait_for()
    assert 0 < page.locator(".month td li").count() < everything
    page.get_by_role("link", name="Woche", exact=True).click()
    page.wait_for_url(re.compile(r"/veranstaltungen/woche/\d{4}-W\d\d/\?.*kind=workshop"))
    assert page.complaints == []


@WITH_AND_WITHOUT
def test_a_date_can_be_jumped_to(open_page, script):
    page = open_page("/veranstaltungen/woche/?audience=sme", java_script_enabled=script)
    page.get_by_label("Springen zum").fill("2026-12-24")
    page.get_by_role("button", name="Zeigen", exact=True).click()
    page.wait_for_url("**/veranstaltungen/woche/2026-W52/?audience=sme")
    assert "21.–27. Dezember 2026" in page.locator("h2").first.inner_text()


def test_a_phone_shows_a_list_of_days_and_no_empty_ones(open_page):
    day = first_day(open_page, "/veranstaltungen/") + timedelta(days=31)
    page = open_page(f"/veranstaltungen/monat/{day:%Y-%m}/", width=360)
    assert not page.locator(".month thead").is_visible()
    with_events = page.locator(".month td:has(li)")
    assert page.locator(".month td:visible").count() == with_events.count() > 3
    assert re.match(r"\w+tag|Mittwoch", with_events.first.inner_text())
    boxes = [box.bounding_box() for box in with_events.all()[:3]]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[0]["y"] < boxes[1]["y"] < boxes[2]["y"]


def test_paper_shows_the_programme_and_nothing_to_click(open_page):
    day = first_day(open_page, "/veranstaltungen/?audience=sme&kind=workshop")
    page = open_page(f"/veranstaltungen/woche/{day:%G-W%V}/?audience=sme")
    page.emulate_media(media="print")
    assert page.locator(".agenda h4").first.is_visible()
    assert page.locator(".print-only", has_text="Kleine und mittlere").is_visible()
    for name in (".calendar-nav", ".view-switch", ".ask", ".drawer", ".take-along", ".chips"):
        assert not page.locator(name).first.is_visible(), name
