"""Every kind of page in both languages: accessible, valid, sound at every width."""

from urllib.request import urlopen

import pytest

from tests.browser.looks import findings, fits_every_width, is_accessible
from tests.browser.markup import errors, needs_checker
from tests.browser.pages import ALL


@pytest.mark.parametrize("address", ALL)
def test_axe_finds_nothing_and_nothing_sticks_out(open_page, address):
    page = open_page(address)
    assert page.status == 200
    is_accessible(page)
    fits_every_width(page)


def test_the_error_page_is_accessible_too(open_page):
    page = open_page("/gibt-es-nicht/")
    assert page.status == 404
    assert findings(page) == []


@needs_checker
def test_the_markup_is_valid(hub, tmp_path):
    for number, address in enumerate(ALL):
        with urlopen(hub + address) as response:
            (tmp_path / f"{number:03}.html").write_bytes(response.read())
    assert errors(tmp_path) == []
