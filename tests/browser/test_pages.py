"""Every kind of page in both languages: accessible, valid, sound at every width."""

from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.markup import errors, needs_checker
from tests.browser.pages import ALL

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,  # it would ask for imported style sheets at the wrong address
}
COLOURS = AXE | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
PAINTED = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
WIDTHS = (320, 360, 768, 1280, 1920)


@pytest.mark.parametrize("address", ALL)
def test_axe_finds_nothing_and_nothing_sticks_out(open_page, address):
    page = open_page(address, color_scheme="light")
    assert page.status == 200
    assert page.complaints == []  # before axe, which brings a style of its own
    assert findings(page, AXE) == []
    page.emulate_media(color_scheme="dark")
    page.evaluate(PAINTED)
    assert findings(page, COLOURS) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def findings(page, options):
    found = Axe().run(page, options=options).response["violations"]
    return [(f["id"], [n["html"][:200] for n in f["nodes"]]) for f in found]


def test_the_error_page_is_accessible_too(open_page):
    page = open_page("/gibt-es-nicht/")
    assert page.status == 404
    assert findings(page, AXE) == []


@needs_checker
def test_the_markup_is_valid(hub, tmp_path):
    for number, address in enumerate(ALL):
        with urlopen(hub + address) as response:
            (tmp_path / f"{number:03}.html").write_bytes(response.read())
    assert errors(tmp_path) == []
