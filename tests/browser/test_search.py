"""The result page under hands: completion, the map, counts that are read out, and the way back."""

import re

import pytest

from tests.browser.looks import findings
from tests.browser.markup import errors, needs_checker

WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


def started(page, name, text):
    """Type into a field, letter by letter, and wait for what it offers."""
    field = page.locator(f"input[name={name}]")
    field.focus()
    field.press_sequentially(text, delay=20)
    page.locator("[role=option]").first.wait_for()
    return field


def active(field):
    """The option that a screen reader is told of."""
    return field.evaluate(
        "e => document.getElementById(e.getAttribute('aria-activedescendant'))?.innerText"
    )


# --- Completion -------------------------------------------------------------------------------


def test_the_keyboard_chooses_how_a_question_goes_on(open_page):
    page = open_page("/")
    field = started(page, "q", "künst")
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    list_id = field.get_attribute("aria-controls")
    assert page.locator(f"#{list_id}").get_attribute("role") == "listbox"
    assert re.search(r"\d+ Vorschl", page.locator(".ask [role=status]").inner_text())
    options = page.locator("[role=option]").all_inner_texts()
    assert active(field) is None
    field.press("ArrowDown")
    assert active(field) == options[0]
    field.press("End")
    assert active(field) == options[-1]
    field.press("Home")
    assert active(field) == options[0]
    field.press("ArrowUp")
    assert active(field) is None  # back in the field
    field.press("ArrowUp")
    assert active(field) == options[-1]
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "künst"
    field.press("ArrowDown")
    page.locator("[role=option]").first.wait_for()
    for _option in range(options.index("Künstliche Intelligenz") + 1):
        field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/suche/?topic=ki")
    assert page.locator("main article").count() > 3


def test_enter_alone_asks_what_was_typed(open_page):
    page = open_page("/")
    started(page, "q", "digital").press("Enter")
    page.wait_for_url("**/suche/?q=digital")


def test_a_record_is_one_click_away(open_page):
    page = open_page("/suche/")
    started(page, "q", "Digi-Zuschuss")
    page.locator("[role=option]").first.click()
    page.wait_for_url("**/foerderung/digi-zuschuss-hessen/")


def test_a_finger_chooses_too(open_page):
    page = open_page("/", width=360, has_touch=True, is_mobile=True)
    started(page, "q", "künst")
    page.get_by_role("option", name="Künstliche Intelligenz", exact=True).tap()
    page.wait_for_url("**/suche/?topic=ki")


@pytest.mark.parametrize(("typed", "place"), [("341", "Kassel"), ("Baun", "Baunatal")])
@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_the_keyboard_chooses_a_place(open_page, typed, place, key):
    page = open_page("/verzeichnis/")
    field = started(page, "near", typed)
    field.press("ArrowDown")
    assert active(field).startswith(place)
    field.press(key)
    page.wait_for_url(f"**/verzeichnis/?near={place}*")
    page.locator(".chips", has_text=f"km um {place}").wait_for()
    assert page.locator("input[name=near]").input_value() == place
    assert "Entfernung" in page.locator("#sort").inner_text()
    page.locator("input[name=near]").press("Control+a")
    started(page, "near", "Melsu")  # the field is a new one; it offers places again


def test_without_script_the_fields_are_ordinary(open_page):
    page = open_page("/verzeichnis/", java_script_enabled=False)
    assert page.locator("[role=combobox]").count() == 0
    page.locator("input[name=near]").fill("341")
    assert page.locator("[role=option]").count() == 0


def test_what_is_typed_while_an_answer_arrives_is_kept_and_not_sent(open_page):
    page = open_page("/verzeichnis/")
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/verzeichnis/?" in r.url else None)
    page.route(
        "**/verzeichnis/?kind=*", lambda route: (page.wait_for_timeout(400), route.continue_())
    )
    field = page.locator("input[name=near]")
    page.locator("input[name=kind]").first.check()
    field.press_sequentially("Mels", delay=20)
    page.locator(".chips").wait_for()
    page.wait_for_timeout(300)  # whoever sends half a word does it now
    assert field.input_value() == "Mels"
    assert not [address for address in asked if "near" in address]
    field.press_sequentially("ungen")
    field.press("Enter")
    page.locator(".chips", has_text="km um Melsungen").wait_for()
    assert page.locator("#facets input[name=kind]:checked").count() == 1


def test_the_same_question_twice_is_one_step_back(open_page):
    page = open_page("/suche/")
    field = page.locator("input[name=q]")
    field.fill("Beratung")
    for _time in range(2):
        with page.expect_response("**/suche/?q=Beratung"):
            field.press("Enter")
    page.locator("#count", has_text="Beratung").wait_for()
    page.go_back()
    page.wait_for_url("**/suche/")


# --- Filters, counts, and the way back --------------------------------------------------------


def test_a_keyboard_skips_the_filters(open_page):
    page = open_page("/veranstaltungen/")
    skip = page.get_by_role("link", name="Zu den Treffern springen")
    skip.focus()
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#results article') !== null")


def test_the_number_of_hits_is_read_out(open_page):
    page = open_page("/veranstaltungen/")
    page.evaluate("window.said = document.getElementById('count')")
    before = page.locator("#count").inner_text()
    page.locator("input[name=kind][value=webinar]").check()
    page.wait_for_url("**kind=webinar*")
    page.wait_for_function("text => window.said.innerText !== text", arg=before)
    assert page.evaluate("window.said.isConnected && window.said.role") == "status"


def test_what_was_opened_among_the_filters_stays_open(open_page):
    page = open_page("/veranstaltungen/")
    last = page.locator("details.facet[id]:not([open])").last
    name = last.get_attribute("id")
    last.locator("summary").first.click()
    page.locator("input[name=kind][value=webinar]").check()
    page.wait_for_url("**kind=webinar*")
    page.locator(".chips").wait_for()
    assert page.locator(f"#{name}").get_attribute("open") is not None


@WITH_AND_WITHOUT
def test_back_from_a_record_leads_to_the_same_place_in_the_list(open_page, script):
    page = open_page("/veranstaltungen/?audience=sme", java_script_enabled=script)
    if script:
        page.locator("select[name=sort]").select_option("newest")
        page.wait_for_url("**sort=newest*")
    titles = page.locator("main article h2").all_inner_texts()
    link = page.locator("main article h2 a").nth(12)
    link.scroll_into_view_if_needed()
    before = link.bounding_box()["y"]
    assert page.locator("main article").first.bounding_box()["y"] < 0
    address = page.url
    link.click()
    page.wait_for_url(re.compile(r"/veranstaltungen/[a-z0-9-]+/$"))
    page.go_back()
    page.wait_for_url(address)
    assert page.locator("main article h2").all_inner_texts() == titles
    page.wait_for_timeout(300)
    assert abs(page.locator("main article h2 a").nth(12).bounding_box()["y"] - before) < 40


def test_back_takes_the_last_filter_away(open_page):
    page = open_page("/veranstaltungen/")
    everything = page.locator("#count").inner_text()
    page.locator("input[name=kind][value=webinar]").check()
    page.wait_for_url("**kind=webinar*")
    page.go_back()
    page.wait_for_url("**/veranstaltungen/")
    page.wait_for_function(
        "text => document.getElementById('count')?.innerText === text", arg=everything
    )
    assert not page.locator("input[name=kind][value=webinar]").is_checked()
    page.go_forward()
    page.wait_for_url("**kind=webinar*")
    page.locator(".chips").wait_for()
    assert page.locator("input[name=kind][value=webinar]").is_checked()


@WITH_AND_WITHOUT
def test_no_hits_is_not_the_end(open_page, script):
    page = open_page(
        "/veranstaltungen/?q=beratung&near=Kassel&radius=5&topic=nachfolge&kind=webinar",
        java_script_enabled=script,
    )
    empty = page.locator(".empty")
    assert empty.get_by_role("link", name="Beratung finden").is_visible()
    empty.locator(".loosen a").first.click()
    page.locator("main article").first.wait_for()


# --- The map ----------------------------------------------------------------------------------


def with_map(open_page, address="/verzeichnis/", **options):
    page = open_page(address, **options)
    page.get_by_role("button", name="Karte", exact=True).click()
    page.get_by_role("button", name="Karte laden").click()
    page.locator(".pin").first.wait_for()
    page.locator(".map-foot", has_text="Auf der Karte:").wait_for()
    return page


def test_nothing_is_asked_of_the_map_server_before_consent(open_page, tiles):
    tiles.asked.clear()
    page = open_page("/verzeichnis/")
    page.get_by_role("button", name="Karte", exact=True).click()
    panel = page.locator(".map-consent")
    assert tiles.host in panel.inner_text()
    assert "IP-Adresse" in panel.inner_text()
    page.locator("main article").first.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    assert tiles.asked == []
    assert page.complaints == []
    assert page.evaluate("typeof L") == "undefined"

    page.get_by_role("button", name="Karte laden").click()
    page.locator(".leaflet-tile-loaded").first.wait_for()
    assert tiles.asked
    assert all(tiles.host in complaint for complaint in page.complaints)  # none of the console
    assert page.locator(".leaflet-control-attribution").get_by_text("OpenStreetMap").is_visible()


def test_consent_holds_for_the_visit_and_can_be_taken_back(open_page, tiles):
    page = with_map(open_page)
    page.reload()
    page.locator(".leaflet-tile-loaded").first.wait_for()
    page.get_by_role("button", name=re.compile("Karte entfernen")).click()
    assert page.locator(".pin").count() == 0
    tiles.asked.clear()
    page.reload()
    page.locator(".map-consent").wait_for()
    page.wait_for_timeout(500)
    assert tiles.asked == []


def test_a_new_visit_is_asked_anew(open_page, tiles):
    with_map(open_page)
    page = open_page("/verzeichnis/")
    assert not page.locator("#map").is_visible()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_keyboard_reaches_a_record_on_the_map(open_page, motion):
    page = with_map(open_page, reduced_motion=motion)
    pin = page.locator(".pin:empty").first
    name = pin.get_attribute("aria-label")
    pin.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup li a").wait_for()
    assert page.evaluate("document.activeElement.innerText") == name
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup li a").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/verzeichnis/[a-z0-9-]+/"))
    assert page.get_by_role("heading", level=1).inner_text() == name


def test_the_map_follows_the_filters(open_page):
    page = with_map(open_page)
    before = page.locator(".map-foot p").inner_text()
    page.locator("input[name=kind]").first.check()
    page.wait_for_url("**kind=*")
    page.wait_for_function(
        "text => document.querySelector('.map-foot p').innerText !== text", arg=before
    )


def test_without_script_there_is_the_list_and_no_map(open_page):
    page = open_page("/verzeichnis/?near=Kassel", java_script_enabled=False)
    assert not page.get_by_role("button", name="Karte", exact=True).is_visible()
    assert not page.locator("#map").is_visible()
    assert page.get_by_text("km entfernt").first.is_visible()
    assert page.complaints == []


# --- Every state ------------------------------------------------------------------------------


def question_started(open_page, **options):
    page = open_page("/suche/", **options)
    started(page, "q", "digi").press("ArrowDown")
    return page


def place_started(open_page, **options):
    page = open_page("/suche/", **options)
    if page.locator("#drawer > summary").is_visible():
        page.locator("#drawer > summary").click()
    started(page, "near", "34")
    return page


def map_offered(open_page, **options):
    page = open_page("/verzeichnis/", **options)
    page.get_by_role("button", name="Karte", exact=True).click()
    return page


def map_opened(open_page, **options):
    page = with_map(open_page, **options)
    page.locator(".pin:empty").first.click()
    page.locator(".leaflet-popup").wait_for()
    return page


STATES = pytest.mark.parametrize(
    "reach", [question_started, place_started, map_offered, map_opened], ids=lambda f: f.__name__
)


@STATES
def test_axe_finds_nothing_in_any_state(open_page, reach):
    page = reach(open_page)
    page.wait_for_timeout(300)
    assert findings(page) == []


@STATES
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_sticks_out_in_any_state(open_page, reach, width):
    page = reach(open_page, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@needs_checker
def test_the_markup_is_valid_in_every_state(open_page, tmp_path):
    for reach in (question_started, place_started, map_offered):
        page = reach(open_page)
        (tmp_path / f"{reach.__name__}.html").write_text(page.content())
    assert errors(tmp_path) == []
