"""From the list of funding to what fits, with JavaScript and without."""

import re

import pytest

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


def titles(page, group):
    return page.locator(f"section[aria-labelledby={group}] h3").all_inner_texts()


@WITH_AND_WITHOUT
def test_five_questions_lead_from_the_list_to_a_programme_that_fits(open_page, script):
    page = open_page("/foerderung/", width=360, java_script_enabled=script)
    page.get_by_role("link", name="Check in fünf Fragen").click()
    page.wait_for_url("**/foerderung/check/")
    page.get_by_label("Wofür brauchen Sie Geld?").select_option("Eigenkapital von Beteiligten")
    page.get_by_label("Postleitzahl").fill("34117")
    page.get_by_label("Wie viele Menschen").select_option("10–49 Beschäftigte")
    page.get_by_label("Wie alt").select_option("5 bis 9 Jahre")
    page.get_by_role("button", name="Zeigen, was passt").click()
    page.wait_for_url("**purpose=capital**")
    assert any("Hessen Kapital" in title for title in titles(page, "fits"))
    assert any("INVEST" in title for title in titles(page, "fits-if"))

    page.get_by_label("Welche Rechtsform").select_option("GbR")
    page.get_by_role("button", name="Zeigen, was passt").click()
    page.wait_for_url("**legal_form=gbr**")
    assert not any("INVEST" in title for title in titles(page, "fits-if"))
    page.locator("summary", has_text="Passt nicht, und warum").click()
    invest = page.locator("article", has_text="INVEST")
    assert "Nur für diese Rechtsformen" in invest.inner_text()
    invest.get_by_role("link").click()
    page.wait_for_url("**/foerderung/invest-wagniskapital/")


def test_the_address_of_a_result_can_be_passed_on(open_page):
    address = "/foerderung/check/?purpose=digital&postcode=34117&size=10-49"
    first, second = open_page(address), open_page(address, java_script_enabled=False)
    assert titles(first, "fits") == titles(second, "fits") != []
    assert second.get_by_label("Postleitzahl").input_value() == "34117"
    assert second.context.cookies() == []
    second.get_by_role("link", name="English").first.click()
    second.wait_for_url(re.compile(r"/en/funding/check/\?purpose=digital&postcode=34117"))


def test_the_keyboard_alone_answers_and_reads(open_page):
    page = open_page("/foerderung/check/")
    page.get_by_label("Wofür brauchen Sie Geld?").focus()
    page.keyboard.type("Software")
    page.keyboard.press("Tab")
    page.keyboard.type("34117")
    page.keyboard.press("Enter")
    page.wait_for_url("**purpose=digital&postcode=34117**")
    assert titles(page, "fits-if")
    page.locator("summary", has_text="Passt nicht, und warum").focus()
    page.keyboard.press("Enter")
    assert page.locator(".check-not article").first.is_visible()
