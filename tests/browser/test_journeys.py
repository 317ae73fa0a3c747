"""What people come for, with JavaScript and without."""

import re

import pytest

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@WITH_AND_WITHOUT
def test_a_question_leads_to_an_adviser(open_page, script):
    page = open_page("/", java_script_enabled=script)
    page.locator("input[name=q]").fill("Zuschuss für neue Maschinensteuerung")
    page.locator("input[name=q]").press("Enter")
    page.wait_for_url("**/suche/?q=*")
    page.locator("main article.is-funding, main article.is-advice").first.get_by_role(
        "heading"
    ).get_by_role("link").click()
    page.wait_for_url(re.compile(r"/(foerderung|beratung)/[a-z0-9-]+/"))
    assert page.get_by_role("heading", level=1).is_visible()


@WITH_AND_WITHOUT
def test_a_filter_narrows_the_list_and_its_chip_opens_it_again(open_page, script):
    page = open_page("/veranstaltungen/", java_script_enabled=script)
    everything = page.locator("main article").count()
    page.locator("input[name=kind][value=webinar]").check()
    if not script:
        page.get_by_role("button", name=re.compile("zeigen")).first.click()
    page.wait_for_url("**/veranstaltungen/?*kind=webinar*")
    assert 0 < page.locator("main article").count() < everything
    page.locator(".chips a").first.click()
    page.wait_for_url(re.compile(r"/veranstaltungen/(\?((?!kind).)*)?$"))
    assert page.locator("main article").count() == everything


@WITH_AND_WITHOUT
def test_a_place_sorts_by_distance(open_page, script):
    page = open_page("/verzeichnis/", java_script_enabled=script)
    page.locator("input[name=near]").fill("34212")
    page.locator("input[name=near]").press("Enter")
    page.wait_for_url("**/verzeichnis/?*near=*")
    assert page.locator("main article").count() > 0
    assert "Melsungen" in page.locator(".chips").inner_text()


@WITH_AND_WITHOUT
def test_the_language_changes_and_the_record_stays(open_page, script):
    page = open_page("/beratung/ki-im-mittelstand/", java_script_enabled=script)
    page.get_by_role("link", name="English").first.click()
    page.wait_for_url("**/en/advice/ki-im-mittelstand/")
    assert page.get_by_role("heading", level=1).inner_text().startswith("AI for SMEs")


@WITH_AND_WITHOUT
def test_a_misspelled_word_is_one_click_from_the_right_one(open_page, script):
    page = open_page("/suche/?q=Digitalisirung", java_script_enabled=script)
    page.get_by_role("link", name=re.compile("digitalisierung", re.I)).first.click()
    page.wait_for_url(re.compile(r"q=digitalisierung", re.I))
    assert page.locator("main article").count() > 3


@WITH_AND_WITHOUT
def test_the_phone_opens_filters_in_a_drawer(open_page, script):
    page = open_page("/verzeichnis/", width=360, java_script_enabled=script)
    choice = page.locator("input[name=kind]").first
    assert not choice.is_visible()
    page.locator("summary", has_text="Filter").click()
    assert choice.is_visible()


def test_the_keyboard_alone_reaches_the_first_hit(open_page):
    page = open_page("/suche/?q=Beratung")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    first = page.locator("main article a").first.get_attribute("href")
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == first:
            return
    raise AssertionError("the first hit cannot be reached by Tab")


def test_the_page_before_comes_back_with_its_filters(open_page):
    page = open_page("/veranstaltungen/")
    page.locator("input[name=kind][value=webinar]").check()
    page.wait_for_url("**kind=webinar*")
    page.locator("main article a").first.click()
    page.wait_for_url(re.compile(r"/veranstaltungen/[a-z0-9-]+/"))
    page.go_back()
    page.wait_for_url("**kind=webinar*")
    assert page.locator("input[name=kind][value=webinar]").is_checked()
