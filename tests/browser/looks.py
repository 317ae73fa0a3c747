"""How every page has to look: as wide as the screen, without a finding of axe in either scheme."""

from axe_playwright_python.sync_playwright import Axe

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,  # it would ask for imported style sheets at the wrong address
}
COLOURS = AXE | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
WIDTHS = (320, 360, 768, 1280, 1920)


def looks_well(page, folder):
    """Keeps the page in the folder, for the checker of markup."""
    fits_every_width(page)
    is_accessible(page)
    (folder / f"{len(list(folder.iterdir())):03}.html").write_text(page.content())


def fits_every_width(page):
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    page.set_viewport_size(before)


def is_accessible(page):
    assert page.complaints == []  # before axe, which brings a style of its own
    assert findings(page) == [], page.url


def findings(page, **where):
    """What axe finds in the light, and in the colours of the dark; by id, with the elements."""
    found = _found(page, AXE, **where)
    page.emulate_media(color_scheme="dark")
    page.evaluate(PAINTED)
    found += _found(page, COLOURS, **where)
    page.emulate_media(color_scheme="light")
    page.evaluate(PAINTED)
    return found


def _found(page, options, **where):
    violations = Axe().run(page, options=options, **where).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in violations]
