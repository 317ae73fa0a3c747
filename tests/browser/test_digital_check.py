"""The Digital-Check to live offers and a request, with JavaScript and without."""

import os
import random
from urllib.parse import parse_qs, urlsplit

import pytest

from advisory.maturity import MOST, NOT_OURS, assess
from tests.browser.looks import is_accessible
from tests.browser.test_postings import PHONE, fits
from tests.browser.test_requests import is_valid
from tests.browser.test_saved_search import WITH_AND_WITHOUT, press

CHECK = "/beratung/digital-check/"
ALWAYS = {"csrfmiddlewaretoken", "go", "postcode", "dimension"}
SEEN = {}  # with script and without it is the same


def screen(page):
    return page.locator("[data-screen]:visible")


def on(page, script):
    """Press “continue” and wait for the next screen."""
    before = screen(page).get_attribute("data-screen")
    page.get_by_role("button", name="Weiter", exact=True).click()
    page.locator(f"[data-screen={before}]").wait_for(state="hidden")
    if script:
        assert page.evaluate("document.activeElement.tagName") == "H2"


def answer(page, number):
    """Every question of a screen but the fourth of all; gives how many there were."""
    fields = screen(page).locator("fieldset")
    for index in range(fields.count()):
        if number + index != 3:
            fields.nth(index).locator("input").nth((number + index) * 7 % 5).check()
    return fields.count()


@pytest.fixture
def traffic():
    """What went to the server: (method, address, fields)."""
    return []


def recorded(page, traffic):
    def note(request):
        fields = parse_qs(request.post_data or "", keep_blank_values=True)
        traffic.append((request.method, request.url, fields))

    page.on("request", note)


def tell_answers(traffic):
    """Requests in which an answer, a statement or the result stands."""
    return [
        (method, url, fields)
        for method, url, fields in traffic
        if set(fields) - ALWAYS
        or urlsplit(url).query
        or any(words in f"{url} {fields}" for words in ("answer-", "Punkten", "noch nicht"))
    ]


def walk(page, script, look):
    """Through all topics, one step back and forth again, to the result."""
    on(page, script)
    number = answer(page, 0)
    look()
    for _topic in range(5):
        on(page, script)
        number += answer(page, number)
    assert number == 28
    page.get_by_role("button", name="Zurück").click()
    page.locator("[data-screen=green]").wait_for(state="hidden")
    on(page, script)
    on(page, script)


@pytest.fixture
def pages():
    """The HTML of all states, as the browser has them."""
    return []


@pytest.fixture
def opened(open_page, pages, tmp_path):
    """Opens the check from the front page on a phone; gives the page and how to look at it."""

    def opened(script):
        page = open_page("/", java_script_enabled=script, **PHONE)

        def look():
            pages.append(page.content())
            assert fits(page)
            if script:
                is_accessible(page)

        with page.expect_navigation():
            page.locator("main").get_by_role("link", name="Digital-Check").click()
        page.wait_for_load_state("networkidle")
        look()
        assert page.get_by_text("bleiben in diesem Tab").is_visible() == script
        assert page.get_by_text("Ohne JavaScript reisen").first.is_visible() != script
        return page, look

    yield opened
    if pages and "VNU_JAR" in os.environ:
        is_valid(pages, tmp_path)


@WITH_AND_WITHOUT
def test_from_the_front_page_to_offers_and_a_request(opened, script, traffic):
    page, look = opened(script)
    recorded(page, traffic)
    walk(page, script, look)
    assert "Aussagen ohne Antwort: 1." in screen(page).inner_text()
    assert page.locator(".standings tbody tr").count() == 6
    page.locator("summary", has_text="Mit jemandem darüber sprechen").click()
    text = page.get_by_label("Das kommt in Ihr Anliegen").input_value()
    assert "Digitale Strategie: 56 von 100 Punkten (gut vorangekommen)" in text
    assert SEEN.setdefault("text", text) == text
    page.get_by_label("Das kommt in Ihr Anliegen").fill(f"{text}Bitte melden Sie sich.")
    look()
    if script:
        assert [url for _method, url, _fields in traffic if "/static/" not in url] == []
    page.get_by_label("Postleitzahl").fill("34117")
    page.get_by_role("button", name="Angebote zeigen").click()
    page.locator("#offers .hits").first.wait_for()
    kinds = page.locator("#offers .kind").all_inner_texts()
    of_records = {words.partition(" · ")[0] for words in kinds}
    assert of_records == {"Beratung", "Veranstaltung", "Weiterbildung", "Förderung"}
    titles = page.locator("#offers h4").all_inner_texts()
    assert SEEN.setdefault("titles", titles) == titles
    look()
    if script:
        assert tell_answers(traffic) == []
        asked = [fields for method, _url, fields in traffic if method == "POST"]
        assert [fields["dimension"] for fields in asked] == [["readiness", "people", "automation"]]
    else:
        assert tell_answers(traffic)
        assert not any(urlsplit(url).query for _method, url, _fields in traffic)
    written = page.get_by_label("Das kommt in Ihr Anliegen")
    assert written.is_visible()
    assert written.input_value().endswith("Bitte melden Sie sich.")
    press(page, "Mit diesem Text ein Anliegen beginnen")
    if script:
        assert not any(name.startswith("answer-") for _m, _u, sent in traffic for name in sent)
    shown = page.get_by_label("Was möchten Sie wissen").input_value()
    assert shown.endswith("Bitte melden Sie sich.")
    assert "/beratung/anliegen/" in page.url


def test_the_keyboard_alone_there_and_back_and_after_a_reload(open_page, traffic):
    page = open_page(CHECK)
    recorded(page, traffic)
    page.get_by_role("button", name="Weiter", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator("[data-screen=strategy] h2").wait_for()
    first = page.locator("[data-screen=strategy] input").first
    page.locator("[data-screen=strategy] fieldset").first.locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")  # sends nothing, leads on
    page.locator("[data-screen=readiness] h2").wait_for()
    page.go_back()
    page.locator("[data-screen=strategy] h2").wait_for()
    assert not first.is_checked()
    page.reload()
    assert page.locator("[data-screen=strategy] input").nth(1).is_checked()
    assert page.title().startswith("Digital-Check: Digitale Strategie")
    assert {method for method, _u, _f in traffic} == {"GET"}
    # Questions that are gone meanwhile: the browser asks for them, by name, and keeps the answers.
    page.evaluate(
        """() => {
            const kept = JSON.parse(sessionStorage.getItem("digital-check"));
            sessionStorage.setItem("digital-check", JSON.stringify({...kept, version: "1:gone"}));
        }"""
    )
    page.goto(page.url.partition("#")[0])
    page.wait_for_url("**/digital-check/?version=1*")
    assert "gibt es nicht mehr" in page.get_by_role("status").inner_text()
    assert page.locator("[data-screen=strategy] input").nth(1).is_checked()
    page.get_by_role("link", name="English").first.click()
    page.wait_for_url("**/en/advice/digital-check/**")
    assert page.locator("[data-screen=strategy] input").nth(1).is_checked()
    page.locator(".steps").get_by_role("button", name="Your result").click()
    page.get_by_role("link", name="Delete all answers").click()
    page.locator("[data-screen=start]").wait_for()
    assert page.evaluate("JSON.parse(sessionStorage.getItem('digital-check')).answers") == {}
    assert page.complaints == []


def test_the_browser_computes_what_the_server_computes(open_page):
    chance = random.Random(11)
    cases = []
    for _ in range(300):
        questions = [(f"q{n}", chance.choice("abcdef")) for n in range(chance.randint(0, 30))]
        some = [key for key, _d in questions if chance.random() < 0.7]
        cases.append((questions, {key: chance.randint(NOT_OURS, MOST) for key in some}))
    page = open_page(CHECK)
    computed = page.evaluate(
        """async (cases) => {
            const script = document.querySelector("script[src*=digital_check]");
            const { assess } = await import(script.src);
            return cases.map(([questions, answers]) => assess(questions, answers));
        }""",
        cases,
    )
    for (questions, answers), found in zip(cases, computed, strict=True):
        result = assess(questions, answers)
        assert found == {
            "standings": [
                {
                    "dimension": each.dimension,
                    "points": each.points,
                    "stage": each.stage,
                    "beginnings": list(each.beginnings),
                }
                for each in result.standings
            ],
            "points": result.points,
            "weakest": list(result.weakest),
            "open": result.open,
        }
